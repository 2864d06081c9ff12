// Sends a form with documents when its button was pressed: a row's or a card's by itself, another one
// by the browser, once what is large has arrived.

import { askToSignIn } from "../portal.js";
import { allArrived, cancels, keyOf } from "./arriving.js";
import { documentOf, documentsOf, finish, isUnderWay, sendDocuments, sendLink, sendPlain, settle } from "./bringing.js";
import { inTurn } from "./line.js";
import { inputOf, tell } from "./showing.js";

// A second press before the answer changes nothing. Not by "disabled": the focus would be lost.
async function once(form, work) {
  if ("busy" in form.dataset) {
    return null;
  }
  form.dataset.busy = "";
  try {
    return await work(form);
  } finally {
    delete form.dataset.busy;
  }
}

export function send(form, { isLarge }) {
  if (!form.dataset.piece) {
    return once(form, (page) => sendPage(page, isLarge));
  }
  const documents = documentsOf(form);
  if (documents.length || form.elements.link?.value.trim()) {
    return sendRow(form, documents, isLarge);
  }
  // Pressed once more while its files are on their way, a form has nothing to say.
  return onTheWay.has(form) ? Promise.resolve() : once(form, sendPlain);
}

const onTheWay = new Map(); // form → how many times it is being sent
const OFTEN_ENOUGH = 3; // a browser whose token is never taken would ask without end
let waiting = []; // [form, document]: what goes on its way again after a sign-in

// What is pressed again does not go on by itself as well.
function forget(form, files) {
  const keys = new Set(files.map((file) => keyOf(form, file)));
  waiting = waiting.filter(([at, { files: its }]) => !its.some((file) => keys.has(keyOf(at, file))));
}

function waitForSignIn(form, document) {
  document.timesSignedOut = (document.timesSignedOut ?? 0) + 1;
  if (document.timesSignedOut <= OFTEN_ENOUGH) {
    waiting.push([form, document]);
  }
}

async function sendRow(form, documents, isLarge) {
  forget(form, documents.flatMap(({ files }) => files));
  onTheWay.set(form, (onTheWay.get(form) ?? 0) + 1);
  try {
    await bringAll(form, documents, isLarge);
  } finally {
    const left = onTheWay.get(form) - 1;
    left ? onTheWay.set(form, left) : onTheWay.delete(form);
  }
}

async function bringAll(form, documents, isLarge) {
  const told = await sendDocuments(form, documents, { isLarge });
  documents.filter((_, place) => told[place].isSignedOut).forEach((each) => waitForSignIn(form, each));
  const link = form.elements.link?.value.trim() ? await once(form, sendLink) : null;
  finish(form, link ? [...told, link] : told);
}

// Until all of it has arrived nothing counts as sent: what did arrive is taken up at the next press.
async function sendPage(form, isLarge) {
  const large = [...inputOf(form).files].filter(isLarge);
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
    if (settle(form, [file], failure).isSignedOut) {
      askToSignIn({ isAsked: true });
    }
    large.filter((each) => each !== file).forEach((each) => tell(form, each, "chosen"));
  } finally {
    large.forEach((file) => cancels.delete(keyOf(form, file)));
  }
}

const inPieces = () => true; // what was lost once counts as large

document.addEventListener("signed-in", () => {
  const left = waiting.splice(0).filter(([, { files }]) => files.length);
  left.forEach(([form, document]) => sendRow(form, [document], inPieces).catch(reportError));
});

// Taken off the list, a file goes nowhere any more; photos that it was to be joined with still may.
document.addEventListener("upload-drop", ({ target, detail: { file } }) => {
  const document = documentOf(target, file);
  if (document) {
    document.files = document.files.filter((each) => keyOf(target, each) !== keyOf(target, file));
  }
});

document.addEventListener("upload-retry", ({ target, detail: { file } }) => {
  if (target.dataset.piece) {
    sendRow(target, [documentOf(target, file)], inPieces).catch(reportError);
  } else {
    tell(target, file, "chosen");
  }
});

window.addEventListener("beforeunload", (event) => {
  if (cancels.size || isUnderWay()) {
    event.preventDefault();
  }
});
