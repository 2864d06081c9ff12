// Saves by itself what stands in [data-autosave] – an entry row's form, a row in a group's form, a
// part of the report – a moment after the last key. What was typed is kept in the browser until the server has accepted
// it, and is offered again after a reload. Without this file every form has its own save button.
// It announces "pieces" (an answer), "signed-out", and hears "signed-in" and "save-row".

const PAUSE = 1200; // after typing: long enough to finish a number
const PAUSE_AFTER_CHOICE = 250;
const JITTER = 400; // so that a whole province does not save in the same instant
const GIVE_UP_WAITING = 20000; // an answer that takes longer is taken for lost
const FIRST_RETRY = 2000;
const LONGEST_RETRY = 60000;
const LEAVE_ANYWAY = 4000; // a page that cannot save asks before it is left
const OFTEN_ENOUGH = 3; // dialogs, one after the other, for one row
const SIGNED_OUT = new Set(["session_expired", "form_expired", "other_person"]);
const TOKEN = "csrfmiddlewaretoken";

const sheet = document.querySelector("[data-entry]");
const rows = new Map();

// A row is what an answer is about; at its address (data-row) it is drawn anew.
const rowOf = (holder) => holder.closest("[data-row]");
const holderOf = (node) => node.closest("[data-row]")?.querySelector("[data-autosave]");
const answeredRow = (answer) => answer.querySelector("[data-criterion], [data-words]");
const versionOf = (holder) => holder.querySelector("[data-seen], [data-field=version]");
const draftKey = (holder) => `draft:${sheet.dataset.drafts}:${holder.dataset.autosave}`;
const bareName = (holder, name) => name.slice((holder.dataset.prefix ?? "").length);
const IN_VIETNAM = { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" };
const clockWords = (at) => new Date(at).toLocaleTimeString("vi-VN", IN_VIETNAM);

// What stands in the fields; ``asServed`` what the server has put there.
function pairs(holder, { asServed = false } = {}) {
  const found = [];
  for (const input of holder.querySelectorAll("input[name], textarea[name]")) {
    const isChoice = input.type === "radio" || input.type === "checkbox";
    const name = bareName(holder, input.name);
    const isTyped = name !== TOKEN && input !== versionOf(holder);
    const isChosen = asServed ? input.defaultChecked : input.checked;
    if (isTyped && (!isChoice || isChosen)) {
      found.push([name, asServed && !isChoice ? input.defaultValue : input.value]);
    }
  }
  return found;
}

// Whoever writes sentences stops to think: each save is a line of the history (data-pause).
const pauseAt = (input) => Number(input.closest("[data-pause]")?.dataset.pause) || PAUSE;

const typed = (holder) => JSON.stringify(pairs(holder));
const served = (holder) => JSON.stringify(pairs(holder, { asServed: true }));
const isDirty = (holder) => typed(holder) !== rows.get(holder).saved;

function csrfToken() {
  // A new sign-in in another tab has changed the one that stands on the page.
  const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  return cookie ? cookie[1] : document.querySelector("[name=csrfmiddlewaretoken]").value;
}

function say(holder, words, tone) {
  const line = holder.querySelector(".saved");
  line.textContent = words;
  line.className = `saved saved--${tone}`;
  holder.dataset.save = tone;
  countUnsaved(holder.closest("[data-group]"));
}

// In the list of groups: how many rows of a group wait to be saved or were refused.
function countUnsaved(group) {
  const link = document.querySelector(`[data-group-link="${group?.dataset.group}"] [data-unsaved]`);
  if (link) {
    const count = group.querySelectorAll("[data-save=bad]").length;
    link.textContent = count ? `chưa lưu: ${count}` : "";
  }
}

// What was typed is what is stored again: the row says what it said before.
function settle(holder) {
  const [words, tone] = rows.get(holder).said;
  say(holder, words, tone);
  dropDraft(holder);
  holder.querySelectorAll("[data-changed]").forEach((input) => delete input.dataset.changed);
}

const said = (holder) => {
  const line = holder.querySelector(".saved");
  return [line.textContent, line.className.match(/saved--(\w+)/)[1]];
};

function alertOf(holder, nodes) {
  rowOf(holder).querySelector("[data-part=alert]").replaceChildren(...nodes);
}

function notice(words, actions) {
  const box = document.createElement("div");
  box.className = "notice notice--warn";
  box.setAttribute("role", "alert");
  const text = document.createElement("div");
  text.className = "notice__text";
  const body = document.createElement("p");
  body.className = "notice__body";
  body.append(words, " ", ...actions);
  text.append(body);
  box.append(text);
  return box;
}

function button(words, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "govuk-button button--secondary button--small";
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}

// Browsers may forbid storage (private windows): then saving still works, only the net is gone.
function keepDraft(holder) {
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

function dropDraft(holder) {
  try {
    localStorage.removeItem(draftKey(holder));
  } catch {
    holder.dataset.undrafted = "true";
  }
}

// A ratio is saved when both halves are there, or when the person has left the row.
function isHalfTyped(holder) {
  const halves = [...holder.querySelectorAll(".criterion-row__figures--ratio input")];
  const filled = halves.filter((input) => input.value.trim()).length;
  return filled > 0 && filled < halves.length && holder.contains(document.activeElement);
}

function schedule(holder, pause) {
  const row = rows.get(holder);
  clearTimeout(row.timer);
  row.timer = setTimeout(() => save(holder), pause + Math.random() * JITTER);
}

function bodyOf(holder) {
  const body = new FormData();
  for (const [name, value] of pairs(holder)) {
    body.append(name, value);
  }
  body.set("version", versionOf(holder).value);
  body.set("csrfmiddlewaretoken", csrfToken());
  return body;
}

async function save(holder, { isAsked = false } = {}) {
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
      headers: { "X-Requested-With": "fetch", "X-Typed-By": sheet.dataset.person },
      signal: AbortSignal.timeout(GIVE_UP_WAITING),
    });
    const answer = new DOMParser().parseFromString(await response.text(), "text/html");
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
      holder.querySelectorAll("[data-changed]").forEach((input) => delete input.dataset.changed);
    }
    announce(holder, answer, since);
    // The answer may have taken a question away that is settled by now.
    row.saved = isDone ? typed(holder) : sent;
    row.said = said(holder);
    countUnsaved(holder.closest("[data-group]"));
  } else if (response.status === 429 || response.status >= 500) {
    retry(holder, Number(response.headers.get("Retry-After")) * 1000);
  } else if (SIGNED_OUT.has(code)) {
    askToSignIn(holder, code, answer);
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

function announce(holder, answer, since) {
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

function sayOffline(isOffline) {
  const line = document.querySelector("[data-offline]");
  const words = "Mất kết nối mạng. Nội dung vừa nhập được giữ trên máy này và tự lưu khi có mạng trở lại.";
  if (line && Boolean(line.textContent) !== isOffline) {
    line.textContent = isOffline ? words : "";
  }
}

function askToSignIn(holder, code, answer) {
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
  const open = button("Đăng nhập lại", () => signedOut({ isOther, sentence, isAsked: true }));
  alertOf(holder, [notice(words, [open, " ", link])]);
  say(holder, "Chưa lưu: cần đăng nhập lại", "bad");
  const row = rows.get(holder);
  row.isSignedOut = true;
  row.timesSignedOut = (row.timesSignedOut ?? 0) + 1;
  // A browser whose token is never taken would ask without end: then only the person tries again.
  if (row.timesSignedOut <= OFTEN_ENOUGH) {
    signedOut({ isOther, sentence });
  }
}

function signedOut(detail) {
  document.dispatchEvent(new CustomEvent("signed-out", { detail }));
}

function restore(holder, values) {
  for (const input of holder.querySelectorAll("input[name], textarea[name]")) {
    const name = bareName(holder, input.name);
    if (input.type === "checkbox" || input.type === "radio") {
      input.checked = values.some(([each, value]) => each === name && value === input.value);
    } else if (input.type !== "hidden") {
      input.value = values.find(([each]) => each === name)?.[1] ?? "";
    }
  }
}

function offerDraft(holder) {
  const draft = readDraft(holder);
  if (!draft || draft.values === typed(holder)) {
    dropDraft(holder);
    return;
  }
  alertOf(holder, [
    notice(`Có nội dung nhập lúc ${clockWords(draft.at)} chưa lưu được.`, [
      button("Khôi phục", () => {
        restore(holder, JSON.parse(draft.values));
        alertOf(holder, []);
        save(holder, { isAsked: true });
      }),
      " ",
      button("Bỏ nội dung đó", () => {
        dropDraft(holder);
        alertOf(holder, []);
      }),
    ]),
  ]);
}

// "Lấy bản đã lưu": the stored row comes in place of what was typed, the page stays where it is.
async function takeStored(holder) {
  const row = rowOf(holder);
  dropDraft(holder);
  try {
    const response = await fetch(row.dataset.row, { headers: { "X-Requested-With": "fetch" } });
    const answer = new DOMParser().parseFromString(await response.text(), "text/html");
    const stored = answer.querySelector("[data-autosave]");
    restore(holder, pairs(stored));
    versionOf(holder).value = versionOf(stored).value;
    Object.assign(rows.get(holder), { saved: typed(holder), isStopped: false, tries: 0 });
    alertOf(holder, []);
    delete row.querySelector("[data-part=alert]").dataset.about;
    // The answer's parts move into the page: read what it says first.
    const words = stored.querySelector(".saved").textContent;
    announce(holder, answer);
    say(holder, words, "good");
    rows.get(holder).said = [words, "good"];
    firstField(holder).focus();
  } catch {
    location.reload();
  }
}

const firstField = (holder) => holder.querySelector("input:not([type=hidden]), textarea");

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

function waiting() {
  return [...rows.keys()].filter((holder) => rows.get(holder).isBusy || isDirty(holder));
}

const stopped = () => [...rows.keys()].find((holder) => rows.get(holder).isStopped);

async function saveWaiting() {
  const until = Date.now() + LEAVE_ANYWAY;
  waiting().forEach((holder) => save(holder));
  while (waiting().length && Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

// Saves what is not saved yet, then leaves; what cannot be saved makes the browser ask.
async function leave(go) {
  await saveWaiting();
  go();
}

// A form that carries what waits saves it itself, as long as saving works at all.
function canGo(form) {
  const isWell = (holder) => navigator.onLine && !rows.get(holder).tries && !rows.get(holder).isSignedOut;
  return !stopped() && waiting().every((holder) => form.contains(holder) && isWell(holder));
}

// For a form that needs everything saved; what cannot be saved says so where it stands.
async function sendAfterSaving(form, submitter) {
  await saveWaiting();
  const [open] = [stopped(), ...waiting()].filter(Boolean);
  if (open && rows.get(open).isStopped) {
    press(open);
  } else if (open) {
    rowOf(open).scrollIntoView({ block: "nearest" });
  } else {
    form.requestSubmit(submitter);
  }
}

function again() {
  for (const [holder, row] of rows) {
    if (row.isSignedOut) {
      row.isSignedOut = false;
      alertOf(holder, []);
      save(holder, { isAsked: true });
    }
  }
}

function submitted(event) {
  const holder = event.target.closest("[data-autosave]");
  if (holder) {
    event.preventDefault();
    press(holder, event.submitter);
  } else if (event.target.matches("[data-form=entry-view]") && waiting().length) {
    event.preventDefault();
    leave(() => event.target.requestSubmit(event.submitter));
  } else if (event.target.matches("[data-saves-first]") && !canGo(event.target)) {
    event.preventDefault();
    sendAfterSaving(event.target, event.submitter);
  } else {
    // Other files may send the form themselves; they have said so when all have heard of it.
    queueMicrotask(() => (isLeaving = !event.defaultPrevented));
  }
}

// After a lost race the key Enter in a field is no choice: it leads to the two buttons.
function press(holder, submitter) {
  const choice = rowOf(holder).querySelector("[data-keep-mine]");
  if (rows.get(holder).isStopped && choice && document.activeElement !== submitter) {
    choice.focus();
    return;
  }
  keepDraft(holder);
  save(holder, { isAsked: true });
}

function clicked(event) {
  const stored = event.target.closest("[data-take-stored]");
  const mine = event.target.closest("[data-keep-mine]");
  const link = event.target.closest("a[data-go], a[data-stop], a[data-group-link]");
  if (stored && holderOf(stored)) {
    event.preventDefault();
    takeStored(holderOf(stored));
  } else if (mine && holderOf(mine)) {
    event.preventDefault();
    save(holderOf(mine), { isAsked: true });
  } else if (link && !link.getAttribute("href").startsWith("#") && waiting().length) {
    event.preventDefault();
    leave(() => location.assign(link.href));
  }
}

let isLeaving = false;

if (sheet) {
  for (const holder of sheet.querySelectorAll("[data-autosave]")) {
    rows.set(holder, { saved: served(holder), said: said(holder), tries: 0, timer: 0 });
    offerDraft(holder);
    // On a slow line the fields are there before this file is: what was typed meanwhile counts.
    if (isDirty(holder)) {
      keepDraft(holder);
      say(holder, "Chưa lưu", "busy");
      schedule(holder, PAUSE);
    }
  }
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
  document.addEventListener("click", clicked);
  document.addEventListener("save-row", ({ detail }) => {
    const holder = detail.row?.querySelector("[data-autosave]");
    if (holder) {
      press(holder);
    }
  });
  document.addEventListener("signed-in", again);
  // Back from signing in elsewhere, or from a tunnel: try at once what is still waiting.
  window.addEventListener("focus", again);
  window.addEventListener("offline", () => sayOffline(true));
  window.addEventListener("online", () => {
    sayOffline(false);
    rows.forEach((_, holder) => schedule(holder, 0));
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") {
      waiting().forEach((holder) => save(holder));
    }
  });
  window.addEventListener("beforeunload", (event) => {
    if (!isLeaving && waiting().length) {
      event.preventDefault();
    }
  });
}
