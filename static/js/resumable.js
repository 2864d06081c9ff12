// Sends one file in pieces that are taken up again after a cut, also after the page was loaded
// anew and the same file chosen once more. Loaded, with the tus client, only when it is needed.

import { headers, token } from "./portal.js";

const PIECE_BYTES = 2 * 1024 * 1024; // ten seconds of a slow line: no more is lost by a cut
const SECOND = 1000;
const STALLED = 60 * SECOND; // nothing moved for so long: the line is dead and has not said so
// After each piece that arrives the waiting begins anew.
const PAUSES = [0, 1, 2, 4, 8, 15, 30, 30, 30, 30, 60, 60, 60, 60].map((pause) => pause * SECOND);


async function client() {
  if (!window.tus) {
    await import("../vendor/tus/tus.min.js");
  }
  return window.tus;
}

// A lost line, a race with an older connection and a server that starts anew pass by; any other
// answer is a refusal.
function passesBy(error) {
  const status = error.originalResponse?.getStatus() ?? 0;
  return status === 0 || status === 409 || status >= 500;
}

// Whatever has arrived is dropped there as well; with the line away it ends by itself after a day.
function dropThere(upload) {
  upload.abort(true).catch(() => upload.abort());
}

// Returns the number of the finished upload. Fails with { status, text } of the refusal, status 0
// when the line stayed away. ``hold`` is given the function that cancels.
export async function sendInPieces(file, { endpoint, onShare, hold }) {
  const { Upload } = await client();
  return new Promise((resolve, reject) => {
    let isCancelled = false;
    let watch;
    const rest = () => clearTimeout(watch);
    const moved = () => {
      rest();
      watch = setTimeout(() => upload.abort().then(() => isCancelled || start()), STALLED);
    };
    const start = () => {
      moved();
      upload.start();
    };
    const upload = new Upload(file, {
      endpoint,
      chunkSize: PIECE_BYTES,
      retryDelays: PAUSES,
      removeFingerprintOnSuccess: true,
      metadata: { filename: file.name },
      headers: headers(),
      onBeforeRequest: (request) => request.setHeader("X-CSRFToken", token()),
      onShouldRetry: passesBy,
      // Cancelled before the server had answered where the file is to go.
      onUploadUrlAvailable: () => isCancelled && dropThere(upload),
      onProgress: (sent, size) => {
        moved();
        onShare(sent / size);
      },
      onSuccess: () => {
        rest();
        resolve(upload.url.replace(/\/+$/, "").split("/").pop());
      },
      onError: (error) => {
        rest();
        reject({
          status: error.originalResponse?.getStatus() ?? 0,
          text: error.originalResponse?.getBody() ?? "",
        });
      },
    });
    hold(() => {
      isCancelled = true;
      rest();
      if (upload.url) {
        dropThere(upload);
      }
      reject({ isCancelled });
    });
    upload.findPreviousUploads().then((earlier) => {
      if (earlier.length) {
        upload.resumeFromPreviousUpload(earlier.at(-1));
      }
      start();
    }, reject);
  });
}
