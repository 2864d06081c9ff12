// Saves an entry row by itself (form[data-autosave]) a moment after the last key. What was typed
// is kept in the browser until the server has accepted it, and is offered again after a reload.
// Without this file every row has its own save button and works the same.

const PAUSE = 1200; // after typing: long enough to finish a number
const PAUSE_AFTER_CHOICE = 250;
const JITTER = 400; // so that a whole province does not save in the same instant
const GIVE_UP_WAITING = 20000; // an answer that takes longer is taken for lost
const FIRST_RETRY = 2000;
const LONGEST_RETRY = 60000;
const SIGNED_OUT = new Set(["session_expired", "form_expired"]);

const sheet = document.querySelector("[data-entry]");
const rows = new Map();

const rowOf = (form) => form.closest("[data-criterion]");
const draftKey = (form) => `draft:${sheet.dataset.drafts}:${form.dataset.autosave}`;
const IN_VIETNAM = { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" };
const clockWords = (at) => new Date(at).toLocaleTimeString("vi-VN", IN_VIETNAM);

function typed(form) {
  const values = [...new FormData(form)].filter(([name]) => !["csrfmiddlewaretoken", "version"].includes(name));
  return JSON.stringify(values);
}

function say(form, words, tone) {
  const line = form.querySelector(".saved");
  line.textContent = words;
  line.className = `saved saved--${tone}`;
}

function alertOf(form, nodes) {
  rowOf(form).querySelector("[data-part=alert]").replaceChildren(...nodes);
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
function keepDraft(form) {
  try {
    const draft = { values: typed(form), at: Date.now() };
    localStorage.setItem(draftKey(form), JSON.stringify(draft));
  } catch {
    form.dataset.undrafted = "true";
  }
}

function readDraft(form) {
  try {
    return JSON.parse(localStorage.getItem(draftKey(form)));
  } catch {
    return null;
  }
}

function dropDraft(form) {
  try {
    localStorage.removeItem(draftKey(form));
  } catch {
    form.dataset.undrafted = "true";
  }
}

// A ratio is saved when both halves are there, or when the person has left the row.
function isHalfTyped(form) {
  const halves = [...form.querySelectorAll(".criterion-row__figures--ratio input")];
  const filled = halves.filter((input) => input.value.trim()).length;
  return filled > 0 && filled < halves.length && form.contains(document.activeElement);
}

function schedule(form, pause) {
  const row = rows.get(form);
  clearTimeout(row.timer);
  row.timer = setTimeout(() => save(form), pause + Math.random() * JITTER);
}

async function save(form, { isAsked = false } = {}) {
  const row = rows.get(form);
  clearTimeout(row.timer);
  if (row.isBusy) {
    row.isWaiting = true;
    return;
  }
  const sent = typed(form);
  if (!isAsked && (sent === row.saved || row.isStopped || isHalfTyped(form))) {
    return;
  }
  row.isBusy = true;
  say(form, "Đang lưu…", "busy");
  const body = new FormData(form);
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  if (token) {
    // A new sign-in in another tab has changed it.
    body.set("csrfmiddlewaretoken", token[1]);
  }
  try {
    const response = await fetch(form.action, {
      method: "POST",
      body,
      headers: { "X-Requested-With": "fetch" },
      signal: AbortSignal.timeout(GIVE_UP_WAITING),
    });
    const answer = new DOMParser().parseFromString(await response.text(), "text/html");
    take(form, response, answer, sent);
  } catch {
    retry(form);
  } finally {
    row.isBusy = false;
    if (row.isWaiting) {
      row.isWaiting = false;
      schedule(form, PAUSE_AFTER_CHOICE);
    }
  }
}

function take(form, response, answer, sent) {
  const row = rows.get(form);
  const code = answer.querySelector("[data-error]")?.dataset.error;
  const version = answer.querySelector("[data-criterion]")?.dataset.version;
  if (response.ok) {
    row.saved = sent;
    row.isStopped = false;
    row.pause = FIRST_RETRY;
    form.elements.version.value = version;
    if (typed(form) === sent) {
      dropDraft(form);
    }
    announce(form, answer);
  } else if (response.status === 429 || response.status >= 500) {
    retry(form, Number(response.headers.get("Retry-After")) * 1000);
  } else if (SIGNED_OUT.has(code)) {
    askToSignIn(form);
  } else {
    // Refused for good: wait for the person. After a lost race the next save is a choice.
    row.isStopped = response.status === 409;
    row.saved = sent;
    announce(form, answer);
    if (version && response.status === 409) {
      form.elements.version.value = version;
    }
    say(form, "Chưa lưu: nội dung vừa nhập vẫn còn đây", "bad");
  }
}

function announce(form, answer) {
  document.dispatchEvent(new CustomEvent("pieces", { detail: { row: rowOf(form), answer, about: "figures" } }));
}

function retry(form, asked = 0) {
  const row = rows.get(form);
  say(form, "Chưa lưu được, đang thử lại…", "bad");
  row.pause = Math.min(row.pause * 2, LONGEST_RETRY);
  schedule(form, Math.max(asked, row.pause));
}

function askToSignIn(form) {
  const link = document.createElement("a");
  link.className = "govuk-link";
  link.href = sheet.dataset.loginUrl;
  link.target = "_blank";
  link.rel = "opener";
  link.textContent = "Đăng nhập lại ở thẻ mới";
  alertOf(form, [notice("Phiên làm việc đã hết. Nội dung vừa nhập vẫn còn ở đây và sẽ tự lưu sau khi đăng nhập.", [link])]);
  say(form, "Chưa lưu: cần đăng nhập lại", "bad");
  rows.get(form).isSignedOut = true;
}

function restore(form, values) {
  for (const input of form.elements) {
    if (input.type === "checkbox" || input.type === "radio") {
      input.checked = values.some(([name, value]) => name === input.name && value === input.value);
    } else if (input.name && input.type !== "hidden" && input.type !== "submit") {
      input.value = values.find(([name]) => name === input.name)?.[1] ?? "";
    }
  }
}

function offerDraft(form) {
  const draft = readDraft(form);
  if (!draft || draft.values === typed(form)) {
    dropDraft(form);
    return;
  }
  alertOf(form, [
    notice(`Có nội dung nhập lúc ${clockWords(draft.at)} chưa lưu được.`, [
      button("Khôi phục", () => {
        restore(form, JSON.parse(draft.values));
        alertOf(form, []);
        save(form, { isAsked: true });
      }),
      " ",
      button("Bỏ nội dung đó", () => {
        dropDraft(form);
        alertOf(form, []);
      }),
    ]),
  ]);
}

function changed(event, pause) {
  const form = event.target.closest("form[data-autosave]");
  if (form) {
    keepDraft(form);
    say(form, "Chưa lưu", "busy");
    schedule(form, pause);
  }
}

if (sheet) {
  for (const form of sheet.querySelectorAll("form[data-autosave]")) {
    rows.set(form, { saved: typed(form), pause: FIRST_RETRY, timer: 0 });
    offerDraft(form);
  }
  sheet.addEventListener("input", (event) => changed(event, PAUSE));
  sheet.addEventListener("change", (event) => changed(event, PAUSE_AFTER_CHOICE));
  sheet.addEventListener("focusout", (event) => {
    const form = event.target.closest("form[data-autosave]");
    if (form && !form.contains(event.relatedTarget) && typed(form) !== rows.get(form).saved) {
      schedule(form, PAUSE_AFTER_CHOICE);
    }
  });
  sheet.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-autosave]");
    if (form) {
      event.preventDefault();
      keepDraft(form);
      save(form, { isAsked: true });
    }
  });
  sheet.addEventListener("click", (event) => {
    const link = event.target.closest("[data-take-stored]");
    if (link) {
      event.preventDefault();
      dropDraft(rowOf(link).querySelector("form[data-autosave]"));
      location.reload();
    }
  });
  // Back from signing in elsewhere, or from a tunnel: try at once what is still waiting.
  const again = () => {
    for (const [form, row] of rows) {
      if (row.isSignedOut) {
        row.isSignedOut = false;
        alertOf(form, []);
        save(form, { isAsked: true });
      }
    }
  };
  window.addEventListener("focus", again);
  window.addEventListener("online", () => rows.forEach((_, form) => schedule(form, 0)));
  window.addEventListener("beforeunload", (event) => {
    if ([...rows].some(([form, row]) => row.isBusy || typed(form) !== row.saved)) {
      event.preventDefault();
    }
  });
}
