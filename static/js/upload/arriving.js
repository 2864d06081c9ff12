// Files on their way to the portal, by the form and the file: how to stop one, which have arrived
// whole and wait to be attached.

import { tell } from "./showing.js";

const forms = new WeakMap();
let counted = 0;

export const cancels = new Map(); // file → how to stop it
export const finished = new Map(); // file → number of an upload that is there and not attached yet
export const dropped = new Set(); // files that were cancelled before their turn came

export const fileKey = (file) => `${file.name}|${file.size}|${file.lastModified}`;
// One file may be on its way to several rows.
export const keyOf = (form, file) => `${numberOf(form)}|${fileKey(file)}`;

function numberOf(form) {
  if (!forms.has(form)) {
    counted += 1;
    forms.set(form, counted);
  }
  return forms.get(form);
}

async function arrived(form, file) {
  if (!finished.has(keyOf(form, file))) {
    const { sendInPieces } = await import("../resumable.js");
    if (dropped.delete(keyOf(form, file))) {
      throw { isCancelled: true, file };
    }
    const sending = sendInPieces(file, {
      endpoint: new URL(form.dataset.uploads, form.action).href,
      onShare: (share) => tell(form, file, "sending", { share }),
      hold: (cancel) => cancels.set(keyOf(form, file), cancel),
    });
    finished.set(keyOf(form, file), await sending.catch((failure) => Promise.reject({ ...failure, file })));
  }
  return finished.get(keyOf(form, file));
}

// The numbers of files that are all there. One of them may have been given up meanwhile.
export async function allArrived(form, files) {
  const numbers = [];
  for (const file of files) {
    numbers.push(await arrived(form, file));
    cancels.delete(keyOf(form, file));
  }
  const given = files.find((file) => dropped.delete(keyOf(form, file)));
  return given ? Promise.reject({ isCancelled: true, file: given }) : numbers;
}

document.addEventListener("upload-cancel", ({ target, detail: { file } }) => {
  const cancel = cancels.get(keyOf(target, file));
  if (cancel) {
    cancel();
  } else {
    dropped.add(keyOf(target, file));
    tell(target, file, "gone");
  }
});
