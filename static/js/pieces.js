// Puts the answer to a write on one entry row into the page: the row's parts and the sums. Other
// files announce an answer with the event "pieces" (detail: row, answer – a parsed document – and
// about: what was sent).

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

document.addEventListener("pieces", ({ detail: { row, answer, about } }) => {
  const found = answer.querySelector("[data-criterion]");
  if (!found) {
    // A refusal that stands outside the row: too large, busy, signed out.
    const alert = answer.querySelector("[role=alert]");
    row.querySelector("[data-part=alert]").replaceChildren(...(alert ? [document.adoptNode(alert)] : []));
    return;
  }
  row.classList.remove(...MARKS);
  if (found.dataset.mark) {
    row.classList.add(found.dataset.mark);
  }
  row.dataset.version = found.dataset.version;
  row.dataset.recordedAt = found.dataset.recordedAt;
  for (const part of found.querySelectorAll("[data-part]")) {
    const place = row.querySelector(`[data-part="${part.dataset.part}"]`);
    // A half-written answer or a chosen file must not be swept away by the save of a figure.
    const isInUse = part.dataset.part === "evidence" && place?.contains(document.activeElement);
    if (place && !isInUse && !isKept(place, part, about)) {
      place.replaceChildren(...part.childNodes);
    }
  }
  for (const sum of found.querySelectorAll("[data-sum]")) {
    document.querySelector(`#content [data-sum="${sum.dataset.sum}"]`)?.replaceChildren(...sum.childNodes);
  }
});
