// Moves a document earlier or later within its leaf (form[data-form=arrange]) without leaving the
// page; the focus stays with the moved document (pieces.js). Without this file the form posts.

import { TOKEN, headers, lost, pageOf, token } from "./portal.js";

async function move(row, form, button) {
  const action = form.getAttribute("action");
  const body = new FormData(form, button);
  body.set(TOKEN, token());
  let answer = lost("Mất kết nối nên chưa sắp xếp được. Hãy bấm lại lần nữa.");
  const since = performance.now();
  try {
    const response = await fetch(action, { method: "POST", body, headers: headers() });
    answer = pageOf(await response.text());
  } catch (failure) {
    console.warn(failure);
  }
  document.dispatchEvent(new CustomEvent("pieces", { detail: { row, answer, about: "documents", since } }));
}

// One after the other: an older answer must not put back the order of before.
let moved = Promise.resolve();

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-form=arrange]");
  if (form && event.submitter) {
    event.preventDefault();
    const row = form.closest("[data-criterion]");
    moved = moved.then(() => move(row, form, event.submitter));
  }
});
