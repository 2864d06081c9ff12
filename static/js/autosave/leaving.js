// Leaving the page: what is not saved yet is saved first; what cannot be saved makes the browser
// ask.

import { press, stopped } from "./conflicts.js";
import { rowOf, rows } from "./rows.js";
import { isDirty, save } from "./saving.js";

const LEAVE_ANYWAY = 4000; // a page that cannot save asks before it is left

let isLeaving = false;

function waiting() {
  return [...rows.keys()].filter((holder) => rows.get(holder).isBusy || isDirty(holder));
}

export function startSavingWaiting() {
  waiting().forEach((holder) => save(holder));
}

async function saveWaiting() {
  const until = Date.now() + LEAVE_ANYWAY;
  startSavingWaiting();
  while (waiting().length && Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

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

// A form that is no row's is sent.
export function leaveByForm(event) {
  if (event.target.matches("[data-form=entry-view]") && waiting().length) {
    event.preventDefault();
    leave(() => event.target.requestSubmit(event.submitter));
  } else if (event.target.matches("[data-saves-first]") && !canGo(event.target)) {
    event.preventDefault();
    sendAfterSaving(event.target, event.submitter);
  } else {
    // Other files may send the form themselves, or keep it: the last to hear of it knows.
    window.addEventListener("submit", () => (isLeaving = !event.defaultPrevented), { once: true });
  }
}

export function leaveByLink(event) {
  const link = event.target.closest("a[data-go], a[data-stop], a[data-group-link]");
  if (link && !link.getAttribute("href").startsWith("#") && waiting().length) {
    event.preventDefault();
    leave(() => location.assign(link.href));
  }
}

export function askBeforeLeaving(event) {
  if (!isLeaving && waiting().length) {
    event.preventDefault();
  }
}
