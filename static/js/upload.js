// Sends documents without leaving the page: each chosen file of a row by itself, so that the
// refusal of one stops no other; large files in pieces (resumable.js). Small forms of a row
// (form[data-piece]: take off, a link) go the same way. Forms outside of rows are posted by the
// browser once their large files are there. Without this file all of them post.

const LARGE = 5 * 1024 * 1024;
const AT_ONCE = 2;
const STALLED = 60_000; // nothing moved for so long: the line is dead and has not said so
const LOST = "Mất kết nối nên chưa tải xong. Phần đã tải vẫn được giữ, hãy bấm “Thử lại”.";
const PHOTOS = new Set(["image/jpeg", "image/png"]);

const addressOf = (name) => document.querySelector(`meta[name="module-${name}"]`).content;
const fileKey = (file) => `${file.name}|${file.size}|${file.lastModified}`;
// One file may be on its way to several rows.
const keyOf = (form, file) => `${numberOf(form)}|${fileKey(file)}`;
const inputOf = (form) => form.querySelector("[data-field=file]");
const endpointOf = (form) => new URL(form.dataset.uploads, form.action).href;

const cancels = new Map(); // file → how to stop it
const finished = new Map(); // file → number of an upload that is there and not attached yet
const together = new Map(); // file → the document that it is brought as
const dropped = new Set(); // files that were cancelled before their turn came
const underWay = new Map(); // file → its last way to a row: the same file goes to one at a time
const forms = new WeakMap();
const busy = new WeakSet(); // forms whose words are on their way
const queue = [];
let running = 0;
let counted = 0;

function numberOf(form) {
  if (!forms.has(form)) {
    counted += 1;
    forms.set(form, counted);
  }
  return forms.get(form);
}

function tell(form, file, state, more = {}) {
  form.dispatchEvent(new CustomEvent("upload", { bubbles: true, detail: { file, state, ...more } }));
}

function say(form, words) {
  const line = (form.closest("[data-attach]") ?? form).querySelector("[data-sending-words]");
  if (line) {
    line.textContent = words;
  }
}

// A few at once: more would only make each of them slower on one line.
function inTurn(work) {
  return new Promise((resolve, reject) => {
    queue.push(() => work().then(resolve, reject));
    next();
  });
}

async function next() {
  if (running >= AT_ONCE || queue.length === 0) {
    return;
  }
  running += 1;
  await queue.shift()();
  running -= 1;
  next();
}

function bodyOf(form, parts) {
  const body = new FormData();
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  body.append("csrfmiddlewaretoken", token?.[1] ?? form.elements.csrfmiddlewaretoken.value);
  parts.forEach(([name, value]) => body.append(name, value));
  return body;
}

// Resolves with { status, text, since }: when it was asked; status 0 when the line was lost.
function post(form, parts, { onShare, hold } = {}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const since = performance.now();
    const lost = () => resolve({ status: 0, text: "" });
    let watch;
    const moved = () => {
      clearTimeout(watch);
      watch = setTimeout(() => (lost(), request.abort()), STALLED);
    };
    request.upload.addEventListener("progress", (event) => {
      moved();
      onShare?.(event.loaded / event.total);
    });
    request.addEventListener("load", () => resolve({ status: request.status, text: request.responseText, since }));
    request.addEventListener("error", lost);
    request.addEventListener("abort", () => reject({ isCancelled: true }));
    request.addEventListener("loadend", () => clearTimeout(watch));
    hold?.(() => request.abort());
    request.open("POST", form.action);
    request.setRequestHeader("X-Requested-With", "fetch");
    request.setRequestHeader("X-Typed-By", document.body.dataset.user);
    moved();
    request.send(bodyOf(form, parts));
  });
}

const parsed = (text) => new DOMParser().parseFromString(text, "text/html");

function show(form, answer, since) {
  const row = form.closest("[data-criterion]");
  document.dispatchEvent(new CustomEvent("pieces", { detail: { row, answer, about: "documents", since } }));
}

// Answers overtake each other. Bringing only adds: one with fewer documents than the page is older.
function isOlder(form, answer) {
  const shown = form.closest("[data-criterion]").querySelectorAll(".file").length;
  return answer.querySelectorAll("[data-criterion] .file").length < shown;
}

function sentenceOf(answer) {
  const alert = answer.querySelector("[role=alert]");
  return (alert?.querySelector(".notice__title, .notice__body") ?? alert)?.textContent.trim() ?? "";
}

async function arrived(form, file) {
  if (!finished.has(keyOf(form, file))) {
    const { sendInPieces } = await import(addressOf("resumable"));
    if (dropped.delete(keyOf(form, file))) {
      throw { isCancelled: true, file };
    }
    const sending = sendInPieces(file, {
      endpoint: endpointOf(form),
      onShare: (share) => tell(form, file, "sending", { share }),
      hold: (cancel) => cancels.set(keyOf(form, file), cancel),
    });
    finished.set(keyOf(form, file), await sending.catch((failure) => Promise.reject({ ...failure, file })));
  }
  return finished.get(keyOf(form, file));
}

// The numbers of files that are all there. One of them may have been given up meanwhile.
async function allArrived(form, files) {
  const numbers = [];
  for (const file of files) {
    numbers.push(await arrived(form, file));
    cancels.delete(keyOf(form, file));
  }
  const given = files.find((file) => dropped.delete(keyOf(form, file)));
  return given ? Promise.reject({ isCancelled: true, file: given }) : numbers;
}

// A file on its way to another row waits: what has arrived is taken up again by its name, and is
// gone once it is attached.
async function bring(form, chosen, how) {
  const keys = chosen.map(fileKey);
  const before = keys.map((key) => underWay.get(key));
  const mine = Promise.allSettled(before).then(() => bringNow(form, chosen, how));
  keys.forEach((key) => underWay.set(key, mine));
  try {
    return await mine;
  } finally {
    keys.filter((key) => underWay.get(key) === mine).forEach((key) => underWay.delete(key));
  }
}

// One document: a file, or several photos that become one. Returns the answer, or null for none.
async function bringNow(form, chosen, { isJoined = false } = {}) {
  const files = chosen.filter((file) => !dropped.delete(keyOf(form, file)));
  if (!files.length) {
    return { isTaken: false, isCancelled: true };
  }
  files.forEach((file) => tell(form, file, "sending"));
  try {
    let answer = { status: 0 };
    const [file] = files;
    if (!isJoined && file.size < LARGE && !finished.has(keyOf(form, file))) {
      answer = await post(form, [["file", file]], {
        onShare: (share) => tell(form, file, "sending", { share }),
        hold: (cancel) => cancels.set(keyOf(form, file), cancel),
      });
    }
    if (answer.status === 0) {
      const numbers = (await allArrived(form, files)).map((number) => ["upload", number]);
      answer = await post(form, isJoined ? [...numbers, ["join", "yes"]] : numbers);
    }
    return settle(form, files, answer);
  } catch (failure) {
    return settle(form, files, failure);
  } finally {
    files.forEach((file) => cancels.delete(keyOf(form, file)));
  }
}

// Of photos that were to be joined only the one that was cancelled goes; the others wait again.
function settle(form, files, { status = 0, text = "", since, isCancelled = false, file: cancelled = null }) {
  const answer = parsed(text);
  const isLost = !isCancelled && (status === 0 || status >= 500 || status === 403);
  const isTaken = status >= 200 && status < 300;
  for (const file of files) {
    const isWaiting = isCancelled && cancelled && cancelled !== file;
    if (!isLost && !isWaiting) {
      finished.delete(keyOf(form, file));
    }
    if (isCancelled) {
      tell(form, file, isWaiting ? "chosen" : "gone");
    } else if (isTaken) {
      tell(form, file, "done");
    } else {
      tell(form, file, isLost ? "lost" : "refused", { words: sentenceOf(answer) || LOST });
    }
  }
  if (isTaken && !isOlder(form, answer)) {
    show(form, answer, since);
  }
  return { isTaken, isCancelled, answer: isTaken || isCancelled || !text ? null : answer };
}

// The files of a form as documents: photos that are to be joined are one.
function documentsOf(form) {
  const files = [...inputOf(form).files];
  if (!form.querySelector("[data-join] input")?.checked) {
    return files.map((file) => ({ files: [file] }));
  }
  const photos = files.filter((file) => PHOTOS.has(file.type));
  const others = files.filter((file) => !PHOTOS.has(file.type));
  return [{ files: photos, isJoined: true }, ...others.map((file) => ({ files: [file] }))];
}

async function sendRow(form, documents) {
  let done = 0;
  const count = documents.length;
  for (const each of documents) {
    for (const file of each.files) {
      together.set(keyOf(form, file), each);
      tell(form, file, "sending", { words: "Đang chờ đến lượt" });
    }
  }
  if (count) {
    say(form, `Đang tải ${count} tài liệu…`);
  }
  const bringing = documents.map((each) =>
    inTurn(async () => {
      const told = await bring(form, each.files, each);
      done += 1;
      say(form, `Đã xong ${done}/${count} tài liệu.`);
      return told;
    }),
  );
  const told = await Promise.all(bringing);
  const link = await once(form, sendLink);
  finish(form, link ? [...told, link] : told);
}

async function sendLink(form) {
  const { link, title } = form.elements;
  if (!link?.value.trim()) {
    return null;
  }
  const { status, text, since } = await post(form, [
    ["link", link.value],
    ["title", title.value],
  ]);
  const isTaken = status >= 200 && status < 300;
  const answer = status ? parsed(text) : lostAnswer();
  if (isTaken) {
    link.value = "";
    title.value = "";
    show(form, answer, since);
  }
  return { isTaken, answer: isTaken ? null : answer };
}

function lostAnswer() {
  return parsed(
    '<div class="notice notice--bad" role="alert" data-error="lost"><div class="notice__text"><p class="notice__body">Mất kết nối nên chưa gửi được. Nội dung vẫn còn đây, hãy bấm lần nữa.</p></div></div>',
  );
}

// What a refusal says of the rest of the row is older than what was taken after it.
const alertOf = (answer) => parsed(answer.querySelector("[role=alert]")?.outerHTML ?? "");

// A row shows the last refusal; each file has its own beside it.
function finish(form, told) {
  const taken = told.filter((each) => each.isTaken).length;
  const refused = told.filter((each) => !each.isTaken && !each.isCancelled);
  const answers = refused.map((each) => each.answer).filter(Boolean);
  say(form, [taken && `Đã gắn ${taken} tài liệu.`, refused.length && `${refused.length} tài liệu chưa được nhận.`].filter(Boolean).join(" "));
  if (answers.length) {
    show(form, alertOf(answers.at(-1)));
  } else if (!refused.length && taken && !inputOf(form).files.length) {
    const fold = form.closest("details");
    if (fold && !form.contains(document.activeElement)) {
      fold.open = false;
    }
  }
}

// A second press before the answer changes nothing. Not by "disabled": the focus would be lost.
async function once(form, send) {
  if (busy.has(form)) {
    return null;
  }
  busy.add(form);
  try {
    return await send(form);
  } finally {
    busy.delete(form);
  }
}

async function sendPlain(form) {
  const fields = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
  const { status, text, since } = await post(form, fields);
  show(form, status ? parsed(text) : lostAnswer(), since);
}

// Outside of rows the browser posts the form; what is large is there before. Until all of it has
// arrived nothing counts as sent: what did arrive is taken up at the next press.
async function sendPage(form) {
  const large = [...inputOf(form).files].filter((file) => file.size >= LARGE);
  large.forEach((file) => tell(form, file, "sending", { words: "Đang chờ đến lượt" }));
  try {
    const numbers = await inTurn(() => allArrived(form, large));
    for (const value of numbers) {
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "upload", value }));
    }
    form.dataset.sent = "";
    form.submit();
  } catch (failure) {
    const { file = large[0] } = failure;
    settle(form, [file], failure);
    large.filter((each) => each !== file).forEach((each) => tell(form, each, "chosen"));
  } finally {
    large.forEach((file) => cancels.delete(keyOf(form, file)));
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-piece], form[data-uploads]");
  if (!form || event.defaultPrevented) {
    return;
  }
  const files = form.dataset.uploads ? [...inputOf(form).files] : [];
  if (!form.dataset.piece && busy.has(form)) {
    event.preventDefault();
  } else if (form.dataset.piece) {
    event.preventDefault();
    const isBringing = form.dataset.uploads && (files.length || form.elements.link?.value.trim());
    (isBringing ? sendRow(form, documentsOf(form)) : once(form, sendPlain)).catch(reportError);
  } else if (files.some((file) => file.size >= LARGE)) {
    event.preventDefault();
    once(form, sendPage).catch(reportError);
  }
});

document.addEventListener("upload-cancel", ({ target, detail: { file } }) => {
  const cancel = cancels.get(keyOf(target, file));
  if (cancel) {
    cancel();
  } else {
    dropped.add(keyOf(target, file));
    tell(target, file, "gone");
  }
});

document.addEventListener("upload-retry", ({ target, detail: { file } }) => {
  if (target.dataset.piece) {
    sendRow(target, [together.get(keyOf(target, file))]).catch(reportError);
  } else {
    tell(target, file, "chosen");
  }
});

window.addEventListener("beforeunload", (event) => {
  if (cancels.size || underWay.size) {
    event.preventDefault();
  }
});
