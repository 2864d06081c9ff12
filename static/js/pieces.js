// Puts the answer to a write on one row, or on one part of the report, into the page: its parts and
// the sums. Other files announce an answer with the event "pieces" (detail: row, answer – a parsed
// document – and about: what was sent).

const MARKS = ["criterion-row--done", "criterion-row--missing", "criterion-row--returned"];

// A refused file is still refused when a figure of the row saves itself: only another document, or
// another refusal, takes its alert away.
function isKept(place, part, about) {
  const isAlert = part.dataset.part === "alert";
  const kept = isAlert && !part.querySelector("[role=alert]") && (place.dataset.about ?? about) !== about;
  if (isAlert && !kept) {
    place.dataset.about = about;
  }
  return kept;
}

// A half-written answer must not be swept away by what is told of its row.
function isInUse(place) {
  return [...place.querySelectorAll("[data-form=answer]")].some((form) => {
    const { answer } = form.elements;
    const isTyped = answer === document.activeElement || answer.value !== answer.defaultValue;
    return isTyped || form.querySelector("[data-file]") !== null;
  });
}

// The keyboard goes on where it was: at the same link or button, else at one beside it, else at the
// row. Returns how, before the parts are put in.
function placeOfFocus(row, place) {
  const focused = document.activeElement;
  if (!place.contains(focused) || focused.closest("[data-attach]")) {
    return () => {};
  }
  const ofForm = (node) => node.closest("form")?.getAttribute("action");
  const isAlike = (node) =>
    ofForm(node) === ofForm(focused) && node.getAttribute("href") === focused.getAttribute("href");
  return () => {
    const alike = [...place.querySelectorAll(`${focused.localName}:not([disabled])`)].filter(isAlike);
    const found = alike.find((node) => node.value === focused.value) ?? alike[0] ?? row;
    found.focus({ preventScroll: true });
  };
}

// The form that adds documents stays the very one: it holds chosen files, some on their way.
function keepAttaching(place, part) {
  const form = place.querySelector("[data-attach]");
  const focused = document.activeElement;
  const hadFocus = form?.contains(focused);
  if (form) {
    part.querySelector("[data-attach]")?.replaceWith(form);
  }
  if (hadFocus) {
    queueMicrotask(() => focused.focus({ preventScroll: true }));
  }
}

// A question below the fold is never answered; a person at another row is not disturbed.
function showAlert(row, place) {
  if (row.contains(document.activeElement)) {
    place.querySelector("[role=alert]")?.scrollIntoView({ block: "nearest" });
  }
}

document.addEventListener("pieces", ({ detail: { row, answer, about } }) => {
  const found = answer.querySelector("[data-criterion], [data-words]");
  if (!found) {
    // A refusal that stands outside the row: too large, busy, signed out.
    const alert = answer.querySelector("[role=alert]");
    const place = row.querySelector("[data-part=alert]");
    place.dataset.about = about;
    place.replaceChildren(...(alert ? [document.adoptNode(alert)] : []));
    showAlert(row, place);
    if (["session_expired", "other_person"].includes(alert?.dataset.error)) {
      const detail = { isOther: alert.dataset.error === "other_person", sentence: alert.textContent.trim() };
      document.dispatchEvent(new CustomEvent("signed-out", { detail }));
    }
    return;
  }
  const mark = found.dataset.mark ?? MARKS.find((each) => found.classList.contains(each));
  row.classList.remove(...MARKS);
  if (mark) {
    row.classList.add(mark);
  }
  row.dataset.version = found.dataset.version;
  row.dataset.recordedAt = found.dataset.recordedAt;
  for (const part of found.querySelectorAll("[data-part]")) {
    const place = row.querySelector(`[data-part="${part.dataset.part}"]`);
    if (place && !isInUse(place) && !isKept(place, part, about)) {
      const goOn = placeOfFocus(row, place);
      keepAttaching(place, part);
      place.replaceChildren(...part.childNodes);
      goOn();
      showAlert(row, place);
    }
  }
  for (const sum of found.querySelectorAll("[data-sum]")) {
    for (const place of document.querySelectorAll(`[data-sum="${sum.dataset.sum}"]`)) {
      place.replaceChildren(...[...sum.childNodes].map((node) => node.cloneNode(true)));
    }
  }
  const stop = document.querySelector(`[data-stop="${found.dataset.criterion}"]`);
  if (stop && found.dataset.state) {
    stop.className = `stop stop--${found.dataset.state}`;
  }
});
