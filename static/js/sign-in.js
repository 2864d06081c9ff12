// Signs the same person in again without leaving the page (dialog[data-sign-in]), in the role that
// the page was drawn for; then announces "signed-in". The password is sent once and never kept.

import { TOKEN, pageOf, token } from "./portal.js";

const LOST = "Mất kết nối nên chưa đăng nhập được. Hãy thử lại khi có mạng.";
const GIVE_UP_WAITING = 20000; // an answer that takes longer is taken for lost
const DONE = "signed in";
const { user, role = "", unit = "", loginUrl: LOGIN } = document.body.dataset;
const waiting = []; // who waits to hear how it ends
const dialog = dialogOf();
const form = dialog.querySelector("form");
const alertPlace = dialog.querySelector("[data-sign-in-alert]");
let isPutOff = false;

function dialogOf() {
  const made = pageOf(`<dialog class="dialog" data-sign-in aria-labelledby="sign-in-title">
    <form class="dialog__form" method="post" data-form="sign-in-again" novalidate>
      <h2 class="govuk-heading-m" id="sign-in-title">Phiên làm việc đã hết</h2>
      <p>Nội dung trên trang này vẫn còn. Nhập mật khẩu của <strong></strong> để tiếp tục.</p>
      <div data-sign-in-alert></div>
      <input type="hidden" name="username" autocomplete="username"><input type="hidden" name="role"><input type="hidden" name="unit">
      <label class="govuk-label" for="sign-in-password">Mật khẩu</label>
      <input class="govuk-input" id="sign-in-password" type="password" name="password" autocomplete="current-password">
      <div class="dialog__end"><button class="govuk-button" type="submit">Đăng nhập và tiếp tục</button><button class="govuk-button button--quiet" type="button" data-close>Để sau</button></div>
    </form></dialog>`).querySelector("dialog");
  made.querySelector("strong").textContent = document.querySelector(".account__person").textContent;
  for (const [name, value] of Object.entries({ username: user, role, unit })) {
    made.querySelector(`[name=${name}]`).value = value;
  }
  document.body.append(made);
  return document.body.lastElementChild;
}

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

// The login page gives a fresh token; where somebody is signed in already, it leads on instead. A
// network that asks for its own sign-in answers with a page that is neither.
async function loginPage() {
  const response = await fetch(LOGIN, { signal: AbortSignal.timeout(GIVE_UP_WAITING) });
  const page = pageOf(await response.text());
  if (!page.body.dataset.user && !tokenOf(page)) {
    throw new TypeError("not a page of the portal");
  }
  return page;
}

const isMe = (page) => page.body.dataset.user === user;
const tokenOf = (page) => page.querySelector(`form[data-form=login] [name=${TOKEN}]`)?.value;

async function send() {
  const page = await loginPage();
  if (isMe(page)) {
    return "";
  }
  const body = new FormData(form);
  body.set(TOKEN, tokenOf(page) ?? token());
  const signal = AbortSignal.timeout(GIVE_UP_WAITING);
  const response = await fetch(LOGIN, { method: "POST", body, redirect: "manual", signal });
  if (response.type === "opaqueredirect") {
    return "";
  }
  const answer = pageOf(await response.text());
  const said = answer.querySelector(".govuk-error-summary__list") ?? answer.querySelector("[role=alert]");
  return said?.textContent.trim() || "Chưa đăng nhập được. Hãy thử lại.";
}

function open(page) {
  if (dialog.open) {
    return;
  }
  const other = page?.body.dataset.user;
  dialog.returnValue = "";
  dialog.showModal();
  complain(other ? `Máy này đang đăng nhập bằng tài khoản ${other}, còn nội dung trên trang do tài khoản ${user} nhập.` : "");
  form.elements.password.focus();
}

// Opens the dialog, unless the person has put it off before and does not ask for it now.
export async function signIn({ isAsked = false }) {
  if (dialog.open || (isPutOff && !isAsked)) {
    return;
  }
  const page = await loginPage().catch(() => null);
  if (page && isMe(page)) {
    // Signed in again in another tab.
    isPutOff = false;
    document.dispatchEvent(new CustomEvent("signed-in"));
  } else {
    open(page);
  }
}

// Resolves once it is known whether the person of this page is signed in, who is asked if not:
// with false when they put it off. Fails when the line is away.
export async function isIn() {
  const page = await loginPage();
  if (isMe(page)) {
    return true;
  }
  open(page);
  return new Promise((resolve) => waiting.push(resolve));
}

dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());

dialog.addEventListener("close", () => {
  const isDone = dialog.returnValue === DONE;
  isPutOff = !isDone;
  form.elements.password.value = "";
  waiting.splice(0).forEach((tell) => tell(isDone));
  if (isDone) {
    document.dispatchEvent(new CustomEvent("signed-in"));
  }
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
  } else if (dialog.open) {
    dialog.close(DONE);
  } else {
    // Closed by the key while the password was on its way: signed in all the same.
    isPutOff = false;
    document.dispatchEvent(new CustomEvent("signed-in"));
  }
});
