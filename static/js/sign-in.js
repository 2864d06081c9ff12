// Signs the same person in again without leaving the page (dialog[data-sign-in]), when another
// file announces "signed-out"; then announces "signed-in". The password is sent once and never
// kept. Without a dialog the rows offer the login page in another tab.

const dialog = document.querySelector("dialog[data-sign-in]");
const form = dialog?.querySelector("form");
const alertPlace = dialog?.querySelector("[data-sign-in-alert]");
const LOST = "Mất kết nối nên chưa đăng nhập được. Hãy thử lại khi có mạng.";
const GIVE_UP_WAITING = 20000; // an answer that takes longer is taken for lost
let isPutOff = false;

function complain(words) {
  if (!words) {
    alertPlace.replaceChildren();
    return;
  }
  const box = document.createElement("div");
  box.className = "notice notice--bad";
  box.setAttribute("role", "alert");
  box.textContent = words;
  alertPlace.replaceChildren(box);
}

function close() {
  form.elements.password.value = "";
  complain("");
  dialog.close();
}

// The login page gives a fresh token; where somebody is signed in already, it leads on instead.
async function loginPage() {
  const response = await fetch(form.action, { signal: AbortSignal.timeout(GIVE_UP_WAITING) });
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

const tokenOf = (page) =>
  page.querySelector("form[data-form=login] [name=csrfmiddlewaretoken]")?.value ??
  document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];

async function send() {
  const page = await loginPage();
  if (isMe(page)) {
    return "";
  }
  const body = new FormData(form);
  body.set("csrfmiddlewaretoken", tokenOf(page));
  const signal = AbortSignal.timeout(GIVE_UP_WAITING);
  const response = await fetch(form.action, { method: "POST", body, redirect: "manual", signal });
  if (response.type === "opaqueredirect") {
    return "";
  }
  const answer = new DOMParser().parseFromString(await response.text(), "text/html");
  const said = answer.querySelector(".govuk-error-summary__list") ?? answer.querySelector("[role=alert]");
  return said?.textContent.trim() || "Chưa đăng nhập được. Hãy thử lại.";
}

const isMe = (page) => page.body.dataset.user === form.elements.username.value;

async function open({ isOther = false, sentence = "", isAsked = false }) {
  if (dialog.open || (isPutOff && !isAsked)) {
    return;
  }
  const page = await loginPage().catch(() => null);
  if (page && isMe(page)) {
    // Signed in again in another tab.
    document.dispatchEvent(new CustomEvent("signed-in"));
    return;
  }
  if (!dialog.open) {
    dialog.showModal();
    complain(isOther ? sentence : "");
    form.elements.password.focus();
  }
}

if (dialog?.showModal) {
  document.addEventListener("signed-out", ({ detail }) => open(detail));
  dialog.querySelector("[data-close]").addEventListener("click", () => {
    isPutOff = true;
    close();
  });
  dialog.addEventListener("cancel", () => {
    isPutOff = true;
    form.elements.password.value = "";
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    const sending = form.querySelector("[type=submit]");
    sending.disabled = true;
    const refusal = await send().catch(() => LOST);
    sending.disabled = false;
    if (refusal) {
      complain(refusal);
      form.elements.password.select();
      return;
    }
    isPutOff = false;
    close();
    document.dispatchEvent(new CustomEvent("signed-in"));
  });
}
