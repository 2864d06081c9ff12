// Tells the portal once a minute that somebody works on this page, and on which leaf, and shows who
// else does. A page that nobody has touched for a while says nothing: it must not keep a session
// alive, nor claim that its owner is still here. Who comes and goes is read out; that a minute has
// passed is not.

import { TOKEN, headers, pageOf, token } from "./portal.js";

const EVERY = 60_000;
const IDLE = 5 * 60_000;
const place = document.querySelector("[data-presence]");
let touched = performance.now();
let leaf = "";

function notice(event) {
  touched = performance.now();
  leaf = event.target.closest?.("[data-criterion]")?.dataset.criterion ?? leaf;
}

const people = (list) => [...list.querySelectorAll("strong")].map((name) => name.textContent).join();

function show(list) {
  place.setAttribute("aria-live", people(list) === people(place) ? "off" : "polite");
  place.replaceChildren(...list.childNodes);
}

async function tell() {
  if (document.hidden || performance.now() - touched > IDLE) {
    return;
  }
  const body = new URLSearchParams({ leaf, [TOKEN]: token() });
  try {
    const response = await fetch(place.dataset.presence, { method: "POST", body, headers: headers() });
    if (response.ok) {
      show(pageOf(await response.text()).body);
    }
  } catch (error) {
    // Without a connection nobody hears of it; the next minute asks again.
    if (!(error instanceof TypeError)) {
      throw error;
    }
  }
}

if (place) {
  for (const kind of ["pointerdown", "keydown", "input", "focusin"]) {
    document.addEventListener(kind, notice, { passive: true });
  }
  setInterval(tell, EVERY);
  tell();
}
