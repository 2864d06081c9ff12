// A row that could not be saved because nobody, or somebody else, is signed in: asks for it where
// the row stands, and announces "signed-out" for the window on the page (sign-in.js).

import { alertOf, button, notice, rows, say, sheet } from "./rows.js";

const CODES = new Set(["session_expired", "form_expired", "other_person"]);
const OFTEN_ENOUGH = 3; // dialogs, one after the other, for one row

export const asksForSignIn = (code) => CODES.has(code);

export function askToSignIn(holder, code, answer) {
  const link = document.createElement("a");
  link.className = "govuk-link";
  link.href = sheet.dataset.loginUrl;
  link.target = "_blank";
  link.rel = "opener";
  link.textContent = "Đăng nhập lại ở thẻ mới";
  const isOther = code === "other_person";
  const sentence = answer.querySelector("[data-error]").textContent.trim();
  const words = isOther
    ? sentence
    : "Phiên làm việc đã hết. Nội dung vừa nhập vẫn còn ở đây và sẽ tự lưu sau khi đăng nhập.";
  const open = button("Đăng nhập lại", () => announce({ isOther, sentence, isAsked: true }));
  alertOf(holder, [notice(words, [open, " ", link])]);
  say(holder, "Chưa lưu: cần đăng nhập lại", "bad");
  const row = rows.get(holder);
  row.isSignedOut = true;
  row.timesSignedOut = (row.timesSignedOut ?? 0) + 1;
  // A browser whose token is never taken would ask without end: then only the person tries again.
  if (row.timesSignedOut <= OFTEN_ENOUGH) {
    announce({ isOther, sentence });
  }
}

function announce(detail) {
  document.dispatchEvent(new CustomEvent("signed-out", { detail }));
}
