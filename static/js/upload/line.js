// What goes over the line: a few requests at a time, each given up when nothing moves any more.

import { TOKEN, headers, token } from "../portal.js";

const AT_ONCE = 2; // more would only make each of them slower on one line
const STALLED = 60_000; // nothing moved for so long: the line is dead and has not said so

const queue = [];
let running = 0;

export function inTurn(work) {
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

function bodyOf(parts) {
  const body = new FormData();
  body.append(TOKEN, token());
  parts.forEach(([name, value]) => body.append(name, value));
  return body;
}

// Resolves with { status, text, since }: when it was asked; status 0 when the line was lost.
export function post(form, parts, { onShare, hold } = {}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const since = performance.now();
    const lose = () => resolve({ status: 0, text: "" });
    let watch;
    const moved = () => {
      clearTimeout(watch);
      watch = setTimeout(() => (lose(), request.abort()), STALLED);
    };
    request.upload.addEventListener("progress", (event) => {
      moved();
      onShare?.(event.loaded / event.total);
    });
    request.addEventListener("load", () => resolve({ status: request.status, text: request.responseText, since }));
    request.addEventListener("error", lose);
    request.addEventListener("abort", () => reject({ isCancelled: true }));
    request.addEventListener("loadend", () => clearTimeout(watch));
    hold?.(() => request.abort());
    request.open("POST", form.action);
    Object.entries(headers()).forEach(([name, value]) => request.setRequestHeader(name, value));
    moved();
    request.send(bodyOf(parts));
  });
}

export const isTaken = ({ status }) => status >= 200 && status < 300;
