// Lists the files that a form[data-uploads] is about to send, and what becomes of each of them.
// The file input itself holds them, so a form whose scripts do not run posts them all the same.
//
// Heard on a form: "files" (detail: an array of files) adds files from anywhere; "upload" (detail:
// file, state – sending, done, refused or lost –, share of 1, words) tells how one fares.
// Announced on a form: "upload-cancel", "upload-retry" and "upload-drop" (detail: file).

const lists = new WeakMap();
const OWN = "set by this list";
const PHOTOS = new Set(["image/jpeg", "image/png"]);
const STEP = 1024;

const keyOf = (file) => `${file.name}|${file.size}|${file.lastModified}`;
const inputOf = (form) => form.querySelector("[data-field=file]");

function entriesOf(form) {
  if (!lists.has(form)) {
    lists.set(form, new Map());
  }
  return lists.get(form);
}

function sizeWords(bytes) {
  const isSmall = bytes < STEP * STEP;
  const number = isSmall ? Math.max(bytes / STEP, 1) : bytes / STEP / STEP;
  return `${number.toLocaleString("vi-VN", { maximumFractionDigits: isSmall ? 0 : 1 })} ${isSmall ? "KB" : "MB"}`;
}

function element(name, className, text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

function button(words, file, act) {
  const made = element("button", "govuk-button button--quiet button--small", words);
  made.type = "button";
  made.append(element("span", "govuk-visually-hidden", ` ${file.name}`));
  // The second press of a double one may fall on a button that has just come there.
  made.addEventListener("click", ({ detail }) => detail > 1 || act());
  return made;
}

function announce(form, name, file) {
  form.dispatchEvent(new CustomEvent(name, { bubbles: true, detail: { file } }));
}

// What is still waiting goes back into the input: that is what a plain post would send.
function mirror(form) {
  const input = inputOf(form);
  const carrier = new DataTransfer();
  const waiting = [...entriesOf(form).values()].filter((entry) => entry.state === "chosen");
  waiting.forEach((entry) => carrier.items.add(entry.file));
  input.files = carrier.files;
  input.dispatchEvent(new CustomEvent("change", { bubbles: true, detail: OWN }));
  const join = form.querySelector("[data-join]");
  if (join) {
    join.dataset.met = "";
    // Where only a PDF is taken, a single photo needs it too.
    const least = Number(join.dataset.join) || 2;
    join.hidden = waiting.filter((entry) => PHOTOS.has(entry.file.type)).length < least;
    join.querySelector("input").checked &&= !join.hidden;
  }
}

function drop(form, file) {
  const entry = entriesOf(form).get(keyOf(file));
  const next = entry.item.nextElementSibling ?? entry.item.previousElementSibling;
  entry.item.remove();
  entriesOf(form).delete(keyOf(file));
  mirror(form);
  announce(form, "upload-drop", file);
  (next?.querySelector("button") ?? inputOf(form)).focus();
}

function buttonsOf(form, entry) {
  const { file, state } = entry;
  const off = button("Bỏ", file, () => drop(form, file));
  if (state === "sending") {
    return [button("Hủy", file, () => announce(form, "upload-cancel", file))];
  }
  if (state === "lost") {
    return [button("Thử lại", file, () => announce(form, "upload-retry", file)), off];
  }
  return state === "done" ? [] : [off];
}

function wordsOf({ file, state, share, words }) {
  const told = { chosen: sizeWords(file.size), done: "Đã tải lên" };
  return words || told[state] || `${sizeWords(file.size)} · đang tải ${Math.floor(share * 100)} %`;
}

function draw(form, entry) {
  entry.item.dataset.state = entry.state;
  entry.item.querySelector("[data-words]").textContent = wordsOf(entry);
  const bar = entry.item.querySelector("progress");
  bar.hidden = entry.state !== "sending";
  bar.value = entry.share * bar.max;
  if (entry.drawn !== entry.state) {
    const ends = entry.item.querySelector("[data-ends]");
    const hadFocus = ends.contains(document.activeElement);
    ends.replaceChildren(...buttonsOf(form, entry));
    entry.drawn = entry.state;
    if (hadFocus) {
      (ends.querySelector("button") ?? inputOf(form)).focus();
    }
  }
}

function add(form, file) {
  const entries = entriesOf(form);
  const known = entries.get(keyOf(file));
  if (known) {
    // Chosen once more after a refusal or a lost line: it is to be tried once more.
    Object.assign(known, ["sending", "done"].includes(known.state) ? {} : { state: "chosen", words: "" });
    draw(form, known);
    return;
  }
  const item = element("li", "sending__file");
  item.dataset.file = file.name;
  const words = element("span", "sending__words");
  words.dataset.words = "";
  const bar = element("progress", "sending__bar");
  bar.max = 100;
  bar.setAttribute("aria-label", `Đang tải ${file.name}`);
  const ends = element("span", "sending__ends");
  ends.dataset.ends = "";
  item.append(element("span", "sending__name", file.name), words, bar, ends);
  form.querySelector("[data-chosen]").append(item);
  const entry = { file, item, state: "chosen", share: 0, words: "" };
  entries.set(keyOf(file), entry);
  draw(form, entry);
}

function addAll(form, files) {
  const entries = entriesOf(form);
  const isSingle = !inputOf(form).multiple;
  for (const [key, entry] of entries) {
    // What has been refused made room for another try; a single file replaces the one before.
    if (["done", "refused"].includes(entry.state) || (isSingle && entry.state !== "sending")) {
      entry.item.remove();
      entries.delete(key);
    }
  }
  (isSingle ? files.slice(0, 1) : files).forEach((file) => add(form, file));
  mirror(form);
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-uploads]");
  if (form && event.target === inputOf(form) && event.detail !== OWN) {
    addAll(form, [...event.target.files]);
  }
});

// On a slow line a file may have been chosen before this one was there.
for (const form of document.querySelectorAll("form[data-uploads]")) {
  if (inputOf(form).files.length) {
    addAll(form, [...inputOf(form).files]);
  }
}

document.addEventListener("files", ({ target, detail }) => {
  const fold = target.closest("details");
  if (fold) {
    fold.open = true;
  }
  addAll(target, detail);
});

document.addEventListener("upload", ({ target, detail: { file, state, share = 0, words = "" } }) => {
  const entry = entriesOf(target).get(keyOf(file));
  if (!entry) {
    return;
  }
  const hasMoved = entry.state !== state;
  Object.assign(entry, { state, share, words });
  if (state === "gone" || state === "done") {
    entry.item.remove();
    entriesOf(target).delete(keyOf(file));
  } else {
    draw(target, entry);
  }
  if (hasMoved) {
    mirror(target);
  }
});

// Chosen is not sent: who goes on to another page without sending is asked first. A form that the
// browser posts, or upload.js (data-sent), takes its files along.
window.addEventListener("submit", ({ target, defaultPrevented }) => {
  if (!defaultPrevented && target.matches("form[data-uploads]")) {
    target.dataset.sent = "";
  }
});

window.addEventListener("beforeunload", (event) => {
  if (document.querySelector('form[data-uploads]:not([data-sent]) [data-file][data-state="chosen"]')) {
    event.preventDefault();
  }
});
