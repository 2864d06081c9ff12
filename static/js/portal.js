// How scripts speak with the portal: the token of the present sign-in, who typed, and the page or
// fragment that an answer holds.

export const TOKEN = "csrfmiddlewaretoken";

// A new sign-in, here or in another tab, has changed the one that stands on the page.
export const token = () =>
  document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? document.querySelector(`[name=${TOKEN}]`)?.value ?? "";

// On a machine that several people share nothing is stored in another's name.
export const headers = () => ({ "X-Requested-With": "fetch", "X-Typed-By": document.body.dataset.user });

export const pageOf = (text) => new DOMParser().parseFromString(text, "text/html");

// What stands for an answer that never came.
export const lost = (words) =>
  pageOf(
    `<div class="notice notice--bad" role="alert" data-error="lost"><div class="notice__text"><p class="notice__body">${words}</p></div></div>`,
  );

const NOBODY = new Set(["session_expired", "form_expired", "other_person"]);

// Whether a refusal's code says that nobody, or somebody else, is signed in.
export const asksForSignIn = (code) => NOBODY.has(code);

// Asks for the sign-in of this page's person (session.js).
export function askToSignIn({ isAsked = false } = {}) {
  document.dispatchEvent(new CustomEvent("signed-out", { detail: { isAsked } }));
}

// Says below a form why it did not leave; without words takes that away again.
export function complain(form, words) {
  form.querySelector("[data-unsent]")?.remove();
  if (words) {
    const line = document.createElement("p");
    line.className = "saved saved--bad";
    line.dataset.unsent = "";
    line.setAttribute("role", "alert");
    line.textContent = words;
    form.append(line);
  }
}
