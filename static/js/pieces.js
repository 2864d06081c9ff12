// Puts the answer to a write on one row, or on one part of the report, into the page: its parts and
// the sums. Other files announce an answer with the event "pieces" (detail: row, answer – a parsed
// document –, about: what was sent, and since: when, by performance.now()).

import { askToSignIn, asksForSignIn, headers, pageOf } from "./portal.js";

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

// What is not saved is still not saved when a document arrives.
function isUnsaved(row, part, about) {
  const isTelling = part.dataset.part === "saved" && about !== "figures";
  return isTelling && ["busy", "bad"].includes(row.querySelector("[data-autosave]")?.dataset.save);
}

// Answers overtake each other on a slow line: one that was asked for before the row showed what
// became of something else may not know of it. Then only what it is about is taken from it.
const ABOUT = { figures: ["saved", "alert"], documents: ["evidence", "alert"] };
const shown = new WeakMap(); // row → when an answer was last shown, by what it was about

function isOvertaken(row, about, since) {
  const times = shown.get(row) ?? {};
  shown.set(row, { ...times, [about]: performance.now() });
  return Object.entries(times).some(([each, at]) => each !== about && at > since);
}

async function askAnew(row) {
  const since = performance.now();
  const response = await fetch(row.dataset.row, { headers: headers() });
  const answer = pageOf(await response.text());
  if (response.ok && answer.querySelector("[data-criterion]")) {
    document.dispatchEvent(new CustomEvent("pieces", { detail: { row, answer, about: "row", since } }));
  }
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

// The line that says what is saved goes on being the very one: a new one would not be read out.
function put(place, part) {
  const [line, next] = [place, part].map((each) => each.querySelector(".saved"));
  if (line && next) {
    line.className = next.className;
    line.textContent = next.textContent;
  } else {
    place.replaceChildren(...part.childNodes);
  }
}

// Answers of several rows overtake each other too: a sum gives way only to one that knows of as many
// writes on the dossier, or more.
const known = new Map(); // name of a sum → how many writes it knows of

function putSums(answer, writes) {
  for (const sum of answer.querySelectorAll("[data-sum]")) {
    const { sum: name } = sum.dataset;
    if (writes < (known.get(name) ?? 0)) {
      continue;
    }
    known.set(name, writes);
    for (const place of document.querySelectorAll(`[data-sum="${name}"]`)) {
      place.replaceChildren(...[...sum.childNodes].map((node) => node.cloneNode(true)));
    }
  }
}

// A question below the fold is never answered; a person at another row is not disturbed.
function showAlert(row, place) {
  if (row.contains(document.activeElement)) {
    place.querySelector("[role=alert]")?.scrollIntoView({ block: "nearest" });
  }
}

document.addEventListener("pieces", ({ detail: { row, answer, about, since = performance.now() } }) => {
  const found = answer.querySelector("[data-criterion], [data-words]");
  if (!found) {
    // A refusal that stands outside the row: too large, busy, signed out.
    const alert = answer.querySelector("[role=alert]");
    const place = row.querySelector("[data-part=alert]");
    place.dataset.about = about;
    place.replaceChildren(...(alert ? [document.adoptNode(alert)] : []));
    showAlert(row, place);
    if (asksForSignIn(alert?.dataset.error)) {
      askToSignIn({ isAsked: true });
    }
    return;
  }
  const isPartial = isOvertaken(row, about, since);
  for (const part of found.querySelectorAll("[data-part]")) {
    const place = row.querySelector(`[data-part="${part.dataset.part}"]`);
    const isWanted = !isPartial || ABOUT[about]?.includes(part.dataset.part);
    if (place && isWanted && !isInUse(place) && !isKept(place, part, about) && !isUnsaved(row, part, about)) {
      const goOn = placeOfFocus(row, place);
      keepAttaching(place, part);
      put(place, part);
      goOn();
      showAlert(row, place);
    }
  }
  if (isPartial) {
    // Without a line the row stands as it is until its next answer.
    askAnew(row).catch(console.warn);
    return;
  }
  const mark = found.dataset.mark ?? MARKS.find((each) => found.classList.contains(each));
  row.classList.remove(...MARKS);
  if (mark) {
    row.classList.add(mark);
  }
  row.dataset.version = found.dataset.version;
  row.dataset.recordedAt = found.dataset.recordedAt;
  putSums(answer, Number(found.dataset.of));
  const stop = document.querySelector(`[data-stop="${found.dataset.criterion}"]`);
  if (stop && found.dataset.state) {
    stop.className = `stop stop--${found.dataset.state}`;
  }
});
