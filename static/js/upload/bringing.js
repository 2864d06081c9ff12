// Brings the documents of a row's or a card's form (form[data-piece]) one by one, so that the refusal
// of one stops no other; and what else such a form carries: a link, or nothing but its button.

import { TOKEN, asksForSignIn, lost, pageOf } from "../portal.js";
import { allArrived, cancels, dropped, fileKey, finished, keyOf } from "./arriving.js";
import { inTurn, isTaken, post } from "./line.js";
import { inputOf, isOlder, placeOf, say, sentenceOf, show, showIn, tell } from "./showing.js";

const LOST = "Mất kết nối nên chưa tải xong. Phần đã tải vẫn được giữ, hãy bấm “Thử lại”.";
const UNSENT = "Mất kết nối nên chưa gửi được. Nội dung vẫn còn đây, hãy bấm lần nữa.";
const PHOTOS = new Set(["image/jpeg", "image/png"]);
// What is asked with the files themselves.
const OF_FILES = new Set([TOKEN, "file", "join", "link", "title"]);

const together = new Map(); // file → the document that it is brought as
const underWay = new Map(); // file → its last way to a row: the same file goes to one at a time

export const isUnderWay = () => underWay.size > 0;
const answerOf = (told, words) => (told.status ? pageOf(told.text) : lost(words));
// What is said of every document of the form: the code at a paper's foot.
const alongWith = (form) => [...new FormData(form)].filter(([name]) => !OF_FILES.has(name));

// The files of a form as documents: photos that are to be joined are one.
export function documentsOf(form) {
  const files = form.dataset.uploads ? [...inputOf(form).files] : [];
  if (!form.querySelector("[data-join] input")?.checked) {
    return files.map((file) => ({ files: [file] }));
  }
  const photos = files.filter((file) => PHOTOS.has(file.type));
  const others = files.filter((file) => !PHOTOS.has(file.type));
  return [{ files: photos, isJoined: true }, ...others.map((file) => ({ files: [file] }))];
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

// One document: a file, or several photos that become one. Resolves with how it ended.
async function bringNow(form, chosen, { isJoined = false, along, isLarge }) {
  const files = chosen.filter((file) => !dropped.delete(keyOf(form, file)));
  if (!files.length) {
    return { isTaken: false, isCancelled: true };
  }
  files.forEach((file) => tell(form, file, "sending"));
  try {
    let told = { status: 0 };
    const [file] = files;
    if (!isJoined && !isLarge(file) && !finished.has(keyOf(form, file))) {
      told = await post(form, [["file", file], ...along], {
        onShare: (share) => tell(form, file, "sending", { share }),
        hold: (cancel) => cancels.set(keyOf(form, file), cancel),
      });
    }
    if (told.status === 0) {
      const numbers = (await allArrived(form, files)).map((number) => ["upload", number]);
      told = await post(form, [...numbers, ...along, ...(isJoined ? [["join", "yes"]] : [])]);
    }
    return settle(form, files, told);
  } catch (failure) {
    return settle(form, files, failure);
  } finally {
    files.forEach((file) => cancels.delete(keyOf(form, file)));
  }
}

// Of photos that were to be joined only the one that was cancelled goes; the others wait again.
export function settle(form, files, told) {
  const { status = 0, text = "", since, isCancelled = false, file: cancelled = null } = told;
  const answer = pageOf(text);
  const isLost = !isCancelled && (status === 0 || status >= 500 || status === 403);
  const isDone = isTaken(told);
  for (const file of files) {
    const isWaiting = isCancelled && cancelled && cancelled !== file;
    if (!isLost && !isWaiting) {
      finished.delete(keyOf(form, file));
    }
    if (isCancelled) {
      tell(form, file, isWaiting ? "chosen" : "gone");
    } else if (isDone) {
      tell(form, file, "done");
    } else {
      tell(form, file, isLost ? "lost" : "refused", { words: sentenceOf(answer) || LOST });
    }
  }
  if (isDone && !isOlder(form, answer)) {
    show(form, answer, since);
  }
  const isSignedOut = asksForSignIn(answer.querySelector("[data-error]")?.dataset.error);
  return { isTaken: isDone, isCancelled, isSignedOut, answer: isDone || isCancelled || !text ? null : answer };
}

export async function sendDocuments(form, documents, { isLarge }) {
  const along = alongWith(form);
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
      const told = await bring(form, each.files, { ...each, along, isLarge });
      done += 1;
      say(form, `Đã xong ${done}/${count} tài liệu.`);
      return told;
    }),
  );
  return Promise.all(bringing);
}

// The document that a file was brought as before it was lost.
export const documentOf = (form, file) => together.get(keyOf(form, file));

export async function sendLink(form) {
  const { link, title } = form.elements;
  const told = await post(form, [
    ["link", link.value],
    ["title", title.value],
  ]);
  const answer = answerOf(told, UNSENT);
  if (isTaken(told)) {
    link.value = "";
    title.value = "";
    show(form, answer, told.since);
  }
  return { isTaken: isTaken(told), answer: isTaken(told) ? null : answer };
}

export async function sendPlain(form) {
  // What arrives meanwhile may put another form in this one's place.
  const place = placeOf(form);
  const told = await post(form, [...new FormData(form)].filter(([name]) => name !== TOKEN));
  showIn(place, answerOf(told, UNSENT), told.since);
}

// What a refusal says of the rest of the row is older than what was taken after it.
const alertOf = (answer) => pageOf(answer.querySelector("[role=alert]")?.outerHTML ?? "");

// A row shows the last refusal; each file has its own beside it.
export function finish(form, told) {
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
