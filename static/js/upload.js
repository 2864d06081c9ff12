// Sends documents without leaving the page: rows and cards (form[data-piece]) each chosen file by
// itself, other forms once their large files are there. This file only hears what is pressed; what
// does the work is loaded when somebody turns to such a form. Without this file the browser posts all
// of them.

import { complain } from "./portal.js";

const FORMS = "form[data-piece], form[data-uploads]";
const LARGE = 5 * 1024 * 1024;
const LOST = "Mất kết nối nên chưa gửi được. Nội dung vẫn còn đây, hãy bấm lần nữa.";

const work = () => import("./upload/sending.js");
const isLarge = (file) => file.size >= LARGE;
const holdsLarge = (form) => form.dataset.uploads && [...form.querySelector("[data-field=file]").files].some(isLarge);

document.addEventListener("submit", async (event) => {
  const form = event.target.closest(FORMS);
  const isOurs = form && (form.dataset.piece || "busy" in form.dataset || holdsLarge(form));
  if (!isOurs || event.defaultPrevented) {
    return;
  }
  event.preventDefault();
  const { send } = await work().catch((failure) => (console.warn(failure), {}));
  complain(form, send ? "" : LOST);
  send?.(form, { isLarge });
});

// Whoever turns to such a form will press its button soon.
document.addEventListener("focusin", ({ target }) => target.closest(FORMS) && work().catch(console.warn));
