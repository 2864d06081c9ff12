// A row that somebody else has changed meanwhile: the person chooses between the two values, and
// nothing else saves it.

import { headers, pageOf } from "../portal.js";
import { dropDraft, keepDraft } from "./drafts.js";
import { firstField, pairs, restore, typed, versionOf } from "./fields.js";
import { alertOf, holderOf, rowOf, rows, say } from "./rows.js";
import { announce, isDirty, save } from "./saving.js";

// The first row that waits for the choice.
export const stopped = () => [...rows.keys()].find((holder) => rows.get(holder).isStopped);

// Saving was asked for. After a lost race the key Enter in a field is no choice: it leads to the
// two buttons.
export function press(holder, submitter) {
  const choice = rowOf(holder).querySelector("[data-keep-mine]");
  if (rows.get(holder).isStopped && choice && document.activeElement !== submitter) {
    choice.focus();
    return;
  }
  keepDraft(holder);
  save(holder, { isAsked: true });
}

// A click on one of the two buttons; returns whether it was one.
export function choose(event) {
  const choice = event.target.closest("[data-take-stored], [data-keep-mine]");
  const holder = choice && holderOf(choice);
  if (!holder) {
    return false;
  }
  event.preventDefault();
  if (choice.matches("[data-take-stored]")) {
    takeStored(holder);
  } else {
    save(holder, { isAsked: true });
  }
  return true;
}

// The row as it is stored comes in place of what stands there, the page stays where it is.
function put(holder, answer) {
  const stored = answer.querySelector("[data-autosave]");
  restore(holder, pairs(stored));
  versionOf(holder).value = versionOf(stored).value;
  Object.assign(rows.get(holder), { saved: typed(holder), isStopped: false, tries: 0 });
  alertOf(holder, []);
  delete rowOf(holder).querySelector("[data-part=alert]").dataset.about;
  // The answer's parts move into the page: read what it says first.
  const words = stored.querySelector(".saved").textContent;
  announce(holder, answer);
  say(holder, words, "good");
  rows.get(holder).said = [words, "good"];
}

async function storedRow(holder) {
  const response = await fetch(rowOf(holder).dataset.row, { headers: headers() });
  return pageOf(await response.text());
}

// "Lấy bản đã lưu".
async function takeStored(holder) {
  const answer = await storedRow(holder).catch((failure) => console.warn(failure));
  if (!answer) {
    say(holder, "Chưa lấy được bản đã lưu vì mất kết nối: hãy bấm lại", "bad");
    return;
  }
  dropDraft(holder);
  if (!answer.querySelector("[data-autosave]")) {
    // Nobody writes there any more: the page says why.
    location.reload();
    return;
  }
  put(holder, answer);
  firstField(holder).focus();
}

// For a page that may be older than what is stored; never over what is being typed.
export async function showStored(holder) {
  try {
    const answer = await storedRow(holder);
    if (!isDirty(holder)) {
      put(holder, answer);
    }
  } catch (failure) {
    // Without a line the row stands as it came.
    console.warn(failure);
  }
}
