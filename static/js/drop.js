// Files dropped anywhere on a row, or on a card of papers, go to its form[data-uploads].

const PLACES = "[data-criterion], [data-drop]";
const MARK = "is-drop";

const formOf = (place) => place?.querySelector("form[data-uploads]") ?? null;
const carriesFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");

function placeOf(event) {
  const place = event.target instanceof Element ? event.target.closest(PLACES) : null;
  return formOf(place) ? place : null;
}

function unmark(except = null) {
  for (const place of document.querySelectorAll(`.${MARK}`)) {
    if (place !== except) {
      place.classList.remove(MARK);
    }
  }
}

document.addEventListener("dragover", (event) => {
  if (!carriesFiles(event)) {
    return;
  }
  // A file that misses its row must not take the whole page's place.
  event.preventDefault();
  const place = placeOf(event);
  event.dataTransfer.dropEffect = place ? "copy" : "none";
  unmark(place);
  place?.classList.add(MARK);
});

document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) {
    unmark();
  }
});

document.addEventListener("drop", (event) => {
  if (!carriesFiles(event)) {
    return;
  }
  event.preventDefault();
  unmark();
  const files = [...event.dataTransfer.files];
  const form = formOf(placeOf(event));
  if (form && files.length) {
    form.dispatchEvent(new CustomEvent("files", { bubbles: true, detail: files }));
  }
});
