// Moves a document earlier or later within its leaf (form[data-form=arrange]) without leaving the
// page; the focus stays with the moved document (pieces.js). Without this file the form posts.

const LOST =
  '<div class="notice notice--bad" role="alert" data-error="lost"><div class="notice__text"><p class="notice__body">Mất kết nối nên chưa sắp xếp được. Hãy bấm lại lần nữa.</p></div></div>';

async function move(row, form, button) {
  const action = form.getAttribute("action");
  const body = new FormData(form, button);
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  if (token) {
    body.set("csrfmiddlewaretoken", token[1]);
  }
  let text = LOST;
  const since = performance.now();
  try {
    const answer = await fetch(action, { method: "POST", body, headers: { "X-Requested-With": "fetch", "X-Typed-By": document.body.dataset.user } });
    text = await answer.text();
  } catch (failure) {
    console.warn(failure);
  }
  const answer = new DOMParser().parseFromString(text, "text/html");
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
