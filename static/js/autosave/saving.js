// Sends a row to the server and takes the answer: in its time, once at a time, again with longer
// and longer pauses when it was lost. Announces "pieces" (an answer).

import { asksForSignIn, headers, pageOf } from "../portal.js";
import { dropDraft } from "./drafts.js";
import { bodyOf, isHalfTyped, typed, unmark, versionOf } from "./fields.js";
import { alertOf, countUnsaved, rowOf, rows, said, say, sayOffline } from "./rows.js";
import { waitForSignIn } from "./signed-out.js";

export const PAUSE_AFTER_CHOICE = 250;
const JITTER = 400; // so that a whole province does not save in the same instant
const GIVE_UP_WAITING = 20000; // an answer that takes longer is taken for lost
const FIRST_RETRY = 2000;
const LONGEST_RETRY = 60000;

const answeredRow = (answer) => answer.querySelector("[data-criterion], [data-words]");
export const isDirty = (holder) => typed(holder) !== rows.get(holder).saved;

export function schedule(holder, pause) {
  const row = rows.get(holder);
  clearTimeout(row.timer);
  row.timer = setTimeout(() => save(holder), pause + Math.random() * JITTER);
}

// What was typed is what is stored again: the row says what it said before.
function settle(holder) {
  const [words, tone] = rows.get(holder).said;
  say(holder, words, tone);
  dropDraft(holder);
  unmark(holder);
}

export async function save(holder, { isAsked = false } = {}) {
  const row = rows.get(holder);
  clearTimeout(row.timer);
  if (row.isBusy) {
    row.isWaiting = true;
    return;
  }
  const sent = typed(holder);
  if (!isAsked && sent === row.saved && holder.dataset.save === "busy") {
    settle(holder);
  }
  if (!isAsked && (sent === row.saved || row.isStopped || isHalfTyped(holder))) {
    return;
  }
  const since = performance.now();
  row.isBusy = true;
  say(holder, "Đang lưu…", "busy");
  try {
    const response = await fetch(holder.dataset.address ?? holder.action, {
      method: "POST",
      body: bodyOf(holder),
      headers: headers(),
      signal: AbortSignal.timeout(GIVE_UP_WAITING),
    });
    const answer = pageOf(await response.text());
    sayOffline(false);
    take(holder, response, answer, { sent, since });
  } catch {
    sayOffline(!navigator.onLine);
    retry(holder);
  } finally {
    row.isBusy = false;
    if (row.isWaiting) {
      row.isWaiting = false;
      schedule(holder, PAUSE_AFTER_CHOICE);
    }
  }
}

function take(holder, response, answer, { sent, since }) {
  const row = rows.get(holder);
  const code = answer.querySelector("[data-error]")?.dataset.error;
  const version = answeredRow(answer)?.dataset.version;
  if (response.ok && !version) {
    // Not our page: a network that asks for its own sign-in answers everything with success.
    retry(holder);
  } else if (response.ok) {
    row.saved = sent;
    row.isStopped = false;
    row.tries = 0;
    row.timesSignedOut = 0;
    versionOf(holder).value = version;
    delete holder.dataset.save;
    const isDone = !isDirty(holder);
    if (isDone) {
      dropDraft(holder);
      unmark(holder);
    }
    announce(holder, answer, since);
    // The answer may have taken a question away that is settled by now.
    row.saved = isDone ? typed(holder) : sent;
    row.said = said(holder);
    countUnsaved(holder.closest("[data-group]"));
  } else if (response.status === 429 || response.status >= 500) {
    retry(holder, Number(response.headers.get("Retry-After")) * 1000);
  } else if (asksForSignIn(code)) {
    waitForSignIn(holder, code, answer);
  } else {
    // Refused for good: wait for the person. After a lost race the next save is a choice.
    row.isStopped = response.status === 409;
    row.saved = sent;
    announce(holder, answer, since);
    if (version && row.isStopped) {
      versionOf(holder).value = version;
    }
    const cure = row.isStopped ? "hãy chọn một trong hai giá trị" : "nội dung vừa nhập vẫn còn đây";
    say(holder, `Chưa lưu: ${cure}`, "bad");
  }
}

export function announce(holder, answer, since) {
  const detail = { row: rowOf(holder), answer, about: "figures", since };
  document.dispatchEvent(new CustomEvent("pieces", { detail }));
}

function retry(holder, asked = 0) {
  const row = rows.get(holder);
  row.tries += 1;
  const pause = Math.max(asked || 0, Math.min(FIRST_RETRY * 2 ** (row.tries - 1), LONGEST_RETRY));
  say(holder, `Chưa lưu được, đang thử lại (lần ${row.tries}, sau ${Math.ceil(pause / 1000)} giây)`, "bad");
  schedule(holder, pause);
}

// Somebody has signed in, here or elsewhere: what waited for it is saved.
export function saveSignedOut() {
  for (const [holder, row] of rows) {
    if (row.isSignedOut) {
      row.isSignedOut = false;
      alertOf(holder, []);
      save(holder, { isAsked: true });
    }
  }
}
