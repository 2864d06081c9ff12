// Lets no form leave for a session that has ended: before a page that has stood for a while posts one,
// it asks who is signed in; who is not signs in on the page (sign-in.js), and the form goes on.
// Heard is also "signed-out", by which another file says that the portal knows nobody any more.

import { TOKEN, complain, token } from "./portal.js";

const FRESH = 60_000; // so long the page itself is proof enough of the session
const LOST = "Mất kết nối nên chưa gửi được. Nội dung vẫn còn đây, hãy bấm lần nữa khi có mạng.";

const asking = new WeakSet(); // forms whose turn waits for an answer
let sureAt = Date.now();

// One's own way in and out needs no session.
const isGuarded = (form) =>
  form.getAttribute("method")?.toLowerCase() === "post" && form.elements[TOKEN] && !form.matches("[data-form=logout], [data-form=login]");

function renewTokens() {
  document.querySelectorAll(`[name=${TOKEN}]`).forEach((input) => (input.value = token()));
}

async function goOn(form, submitter) {
  try {
    const { isIn } = await import("./sign-in.js");
    if (!(await isIn())) {
      return;
    }
  } catch (failure) {
    console.warn(failure);
    complain(form, LOST);
    return;
  } finally {
    asking.delete(form);
  }
  complain(form, "");
  sureAt = Date.now();
  renewTokens();
  form.requestSubmit(submitter);
}

// On the window: whoever takes a form over has heard of it before.
window.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (event.defaultPrevented || Date.now() - sureAt < FRESH || !isGuarded(form)) {
    return;
  }
  event.preventDefault();
  if (!asking.has(form)) {
    asking.add(form);
    goOn(form, submitter);
  }
});

// Every other form of the page goes under the new sign-in too.
document.addEventListener("signed-in", renewTokens);

document.addEventListener("signed-out", async ({ detail }) => {
  const { signIn } = await import("./sign-in.js");
  signIn(detail);
});
