// A row that could not be saved because nobody, or somebody else, is signed in: says so where it
// stands, and waits for the sign-in.

import { askToSignIn } from "../portal.js";
import { alertOf, button, notice, rows, say } from "./rows.js";

const OFTEN_ENOUGH = 3; // dialogs, one after the other, for one row

export function waitForSignIn(holder, code, answer) {
  const link = document.createElement("a");
  link.className = "govuk-link";
  link.href = document.body.dataset.loginUrl;
  link.target = "_blank";
  link.rel = "opener";
  link.textContent = "Đăng nhập lại ở thẻ mới";
  const words =
    code === "other_person"
      ? answer.querySelector("[data-error]").textContent.trim()
      : "Phiên làm việc đã hết. Nội dung vừa nhập vẫn còn ở đây và sẽ tự lưu sau khi đăng nhập.";
  const open = button("Đăng nhập lại", () => askToSignIn({ isAsked: true }));
  alertOf(holder, [notice(words, [open, " ", link])]);
  say(holder, "Chưa lưu: cần đăng nhập lại", "bad");
  const row = rows.get(holder);
  row.isSignedOut = true;
  row.timesSignedOut = (row.timesSignedOut ?? 0) + 1;
  // A browser whose token is never taken would ask without end: then only the person tries again.
  if (row.timesSignedOut <= OFTEN_ENOUGH) {
    askToSignIn();
  }
}
