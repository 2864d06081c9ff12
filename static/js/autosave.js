// Saves by itself what stands in [data-autosave] – an entry row's form, a row in a group's form, a
// part of the report – a moment after the last key: this file hears what happens on the page, the
// files in autosave/ do the work. Without them every form has its own save button.
// Announced is "pieces" (an answer); heard are "signed-in" and "save-row".

import { choose, press, showStored } from "./autosave/conflicts.js";
import { keepDraft, offerDraft } from "./autosave/drafts.js";
import { served } from "./autosave/fields.js";
import { askBeforeLeaving, leaveByForm, leaveByLink, startSavingWaiting } from "./autosave/leaving.js";
import { rows, said, say, sayOffline, sheet } from "./autosave/rows.js";
import { PAUSE_AFTER_CHOICE, isDirty, save, saveSignedOut, schedule } from "./autosave/saving.js";

const PAUSE = 1200; // after typing: long enough to finish a number

// Whoever writes sentences stops to think: each save is a line of the history (data-pause).
const pauseAt = (input) => Number(input.closest("[data-pause]")?.dataset.pause) || PAUSE;

function changed(event, pause) {
  const holder = event.target.closest("[data-autosave]");
  // Leaving a field tells of its change once more, when it may long since have been saved.
  if (holder && (isDirty(holder) || event.type === "input")) {
    event.target.dataset.changed = "";
    keepDraft(holder);
    if (rows.get(holder).isStopped) {
      return;
    }
    say(holder, "Chưa lưu", "busy");
    schedule(holder, pause);
  }
}

function submitted(event) {
  const holder = event.target.closest("[data-autosave]");
  if (holder) {
    event.preventDefault();
    press(holder, event.submitter);
  } else {
    leaveByForm(event);
  }
}

function begin(holder) {
  rows.set(holder, { saved: served(holder), said: said(holder), tries: 0, timer: 0 });
  offerDraft(holder, { showStored, onRestored: () => save(holder, { isAsked: true }) });
  // On a slow line the fields are there before this file is: what was typed meanwhile counts.
  if (isDirty(holder)) {
    keepDraft(holder);
    say(holder, "Chưa lưu", "busy");
    schedule(holder, PAUSE);
  }
}

if (sheet) {
  sheet.querySelectorAll("[data-autosave]").forEach(begin);
  sheet.addEventListener("input", (event) => changed(event, pauseAt(event.target)));
  sheet.addEventListener("change", (event) => changed(event, PAUSE_AFTER_CHOICE));
  sheet.addEventListener("focusout", (event) => {
    const holder = event.target.closest("[data-autosave]");
    if (holder && !holder.contains(event.relatedTarget) && isDirty(holder)) {
      schedule(holder, PAUSE_AFTER_CHOICE);
    }
  });
  // In a group's form the key Enter saves its row, not the whole page.
  sheet.addEventListener("keydown", (event) => {
    const holder = event.target.closest("div[data-autosave]");
    if (holder && event.key === "Enter" && event.target.matches("input") && !event.isComposing) {
      event.preventDefault();
      press(holder);
    }
  });
  document.addEventListener("submit", submitted);
  document.addEventListener("click", (event) => {
    if (!choose(event)) {
      leaveByLink(event);
    }
  });
  document.addEventListener("save-row", ({ detail }) => {
    const holder = detail.row?.querySelector("[data-autosave]");
    if (holder) {
      press(holder);
    }
  });
  document.addEventListener("signed-in", saveSignedOut);
  // Back from signing in elsewhere, or from a tunnel: try at once what is still waiting.
  window.addEventListener("focus", saveSignedOut);
  window.addEventListener("offline", () => sayOffline(true));
  window.addEventListener("online", () => {
    sayOffline(false);
    rows.forEach((_, holder) => schedule(holder, 0));
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") {
      startSavingWaiting();
    }
  });
  window.addEventListener("beforeunload", askBeforeLeaving);
}
