// Saves one row of the review page without leaving it: the answer brings the row, the totals and
// the group counts; a refusal stands in the row and what was typed stays. Without this file the
// same forms post and the page comes back at the row.

import { TOKEN, askToSignIn, asksForSignIn, headers, pageOf, token } from "./portal.js";

async function send(form, submitter) {
  const row = form.closest("[data-criterion]");
  const buttons = row.querySelectorAll("button");
  buttons.forEach((button) => button.setAttribute("aria-disabled", "true"));
  const body = new FormData(form, submitter);
  body.set(TOKEN, token());
  try {
    const response = await fetch(submitter?.getAttribute("formaction") ?? form.action, {
      method: "POST",
      body,
      headers: headers(),
    });
    const answer = pageOf(await response.text());
    // Another page than ours: a network that asks for its own sign-in answers with success.
    if (response.ok && answer.getElementById(row.id)) {
      replace(answer, row);
    } else {
      refuse(row, answer.querySelector("[role=alert]"));
    }
  } catch {
    refuse(row, null);
  } finally {
    buttons.forEach((button) => button.removeAttribute("aria-disabled"));
  }
}

function replace(answer, row) {
  const next = document.getElementById(row.id).nextElementSibling;
  for (const piece of answer.body.querySelectorAll(":scope > [id]")) {
    document.getElementById(piece.id)?.replaceWith(document.adoptNode(piece));
  }
  // On to the next leaf, so that a reviewer can go down the page by the keyboard alone.
  next?.querySelector("[data-field=points], [data-field=value]")?.focus({ preventScroll: true });
}

function refuse(row, alert) {
  const place = row.querySelector("[data-row-alert]");
  if (alert) {
    // After a lost race the reviewer has seen the stored row, so the next save is based on it.
    const version = row.querySelector("[data-field=version]");
    if (version && alert.dataset.storedVersion) {
      version.value = alert.dataset.storedVersion;
    }
    place.replaceChildren(document.adoptNode(alert));
    if (asksForSignIn(alert.dataset.error)) {
      askToSignIn({ isAsked: true });
    }
  } else {
    const lost = document.createElement("p");
    lost.className = "saved saved--bad";
    lost.setAttribute("role", "alert");
    lost.textContent = "Chưa lưu được vì mất kết nối. Nội dung vẫn còn trên trang, hãy bấm lưu lại.";
    place.replaceChildren(lost);
  }
  place.scrollIntoView({ block: "nearest" });
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-row-form]");
  if (!form) {
    return;
  }
  event.preventDefault();
  if (!form.closest("[data-criterion]").querySelector("[aria-disabled]")) {
    send(form, event.submitter);
  }
});
