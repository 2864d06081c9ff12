// Keeps what was typed in the browser until the server has accepted it, and offers it again after
// a reload. Browsers may forbid storage (private windows): then saving still works, only the net
// is gone.

import { restore, typed } from "./fields.js";
import { alertOf, button, notice, sheet } from "./rows.js";

const IN_VIETNAM = { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" };
const clockWords = (at) => new Date(at).toLocaleTimeString("vi-VN", IN_VIETNAM);
const draftKey = (holder) => `draft:${sheet.dataset.drafts}:${holder.dataset.autosave}`;

export function keepDraft(holder) {
  try {
    const draft = { values: typed(holder), at: Date.now() };
    localStorage.setItem(draftKey(holder), JSON.stringify(draft));
  } catch {
    holder.dataset.undrafted = "true";
  }
}

function readDraft(holder) {
  try {
    return JSON.parse(localStorage.getItem(draftKey(holder)));
  } catch {
    return null;
  }
}

export function dropDraft(holder) {
  try {
    localStorage.removeItem(draftKey(holder));
  } catch {
    holder.dataset.undrafted = "true";
  }
}

// What was typed last may have been stored while the page was already on its way: first the row is
// shown as it is stored (``showStored``), and only what the portal has not got is offered.
// ``onRestored`` is called once what was typed stands in the fields again.
export async function offerDraft(holder, { showStored, onRestored }) {
  const draft = readDraft(holder);
  if (draft && draft.values !== typed(holder)) {
    await showStored(holder);
  }
  if (!draft || draft.values === typed(holder)) {
    dropDraft(holder);
    return;
  }
  alertOf(holder, [
    notice(`Có nội dung nhập lúc ${clockWords(draft.at)} chưa lưu được.`, [
      button("Khôi phục", () => {
        restore(holder, JSON.parse(draft.values));
        alertOf(holder, []);
        onRestored(holder);
      }),
      " ",
      button("Bỏ nội dung đó", () => {
        dropDraft(holder);
        alertOf(holder, []);
      }),
    ]),
  ]);
}
