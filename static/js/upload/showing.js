// Shows how sending goes: beside each file (files.js), in the form's line, and, once an answer is
// there, in the row (pieces.js) or the card that the form belongs to.

import { askToSignIn, asksForSignIn } from "../portal.js";

const PLACES = "[data-criterion], .card[id]";

export const placeOf = (form) => form.closest(PLACES);
export const inputOf = (form) => form.querySelector("[data-field=file]");

export function tell(form, file, state, more = {}) {
  form.dispatchEvent(new CustomEvent("upload", { bubbles: true, detail: { file, state, ...more } }));
}

export function say(form, words) {
  const line = (form.closest("[data-attach]") ?? form).querySelector("[data-sending-words]");
  if (line) {
    line.textContent = words;
  }
}

export function sentenceOf(answer) {
  const alert = answer.querySelector("[role=alert]");
  return (alert?.querySelector(".notice__title, .notice__body") ?? alert)?.textContent.trim() ?? "";
}

export const show = (form, answer, since) => showIn(placeOf(form), answer, since);

export function showIn(place, answer, since) {
  if (place.matches(".card")) {
    showCard(place, answer);
  } else {
    document.dispatchEvent(new CustomEvent("pieces", { detail: { row: place, answer, about: "documents", since } }));
  }
}

// The answer is the whole page: its card, and how many are there, take the place of ours. The form
// stays the very one, with the files that it still holds.
function showCard(card, answer) {
  const next = answer.getElementById(card.id);
  if (!next) {
    showRefusal(card, answer);
    return;
  }
  const [place, fresh] = [card, next].map((each) => each.querySelector("[data-drop]"));
  const focused = document.activeElement;
  const hadFocus = card.contains(focused);
  if (place && fresh) {
    for (const { name, value } of fresh.querySelectorAll("input[type=text], input:not([type])")) {
      place.querySelector(`[name=${name}]`).value = value;
    }
    fresh.replaceWith(place);
  }
  card.replaceChildren(...next.childNodes);
  document.querySelector(".progress").replaceWith(answer.querySelector(".progress"));
  if (hadFocus) {
    // What was pressed has gone with the old card: the keyboard goes on at the card itself.
    card.tabIndex = -1;
    (card.contains(focused) ? focused : card).focus({ preventScroll: true });
  }
}

// What the whole portal refuses has no card of its own: signed out, busy, too large.
function showRefusal(card, answer) {
  const alert = answer.querySelector("[role=alert]");
  if (!alert) {
    return;
  }
  card.querySelector("[role=alert]")?.remove();
  card.querySelector(".card__body").prepend(document.adoptNode(alert));
  if (asksForSignIn(alert.dataset.error)) {
    askToSignIn({ isAsked: true });
  }
}

// Answers overtake each other. Bringing only adds: one with fewer documents than the page is older.
export function isOlder(form, answer) {
  const place = placeOf(form);
  const there = place.matches(".card") ? `#${place.id} .file` : "[data-criterion] .file";
  return answer.querySelectorAll(there).length < place.querySelectorAll(".file").length;
}
