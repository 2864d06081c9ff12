// The entry page by keyboard: next and previous leaf, next unfinished one, save, documents, help.
// Nothing fires while Vietnamese is being composed. Keys of a single letter work outside of fields
// only and can be switched off in the help (dialog[data-keys]), where they are all written down.

const help = document.querySelector("dialog[data-keys]");
const single = help?.querySelector("[data-keys-single]");
const SINGLE_OFF = "keys:single-off";
const TYPED = "input:not([type=radio], [type=checkbox], [type=file], [type=button], [type=submit]), textarea, select, [contenteditable]";
const UNFINISHED = ".criterion-row--missing, .criterion-row--returned, [data-due]:not(.criterion-row--done)";
const TOP = 120; // pixels under which a row counts as the one being read
let last = null;

const rows = () => [...document.querySelectorAll("[data-entry] [data-criterion]")];

function current() {
  const focused = document.activeElement.closest("[data-entry] [data-criterion]");
  return focused ?? (last?.isConnected ? last : rows().find((row) => row.getBoundingClientRect().bottom > TOP));
}

function stand(row) {
  last = row;
  row.scrollIntoView({ block: "start" });
  const field =
    row.querySelector("[data-autosave] input:checked") ??
    row.querySelector("[data-autosave] input:not([type=hidden]), [data-autosave] textarea");
  (field ?? row).focus({ preventScroll: true });
}

// At the end of a page that holds one leaf or one group the way leads to the next page.
function beyond(step) {
  const link = document.querySelector(`[data-go="${step > 0 ? "next" : "previous"}"]`);
  const groups = [...document.querySelectorAll("[data-group-link]")];
  const at = groups.findIndex((group) => group.hasAttribute("aria-current"));
  const beside = at >= 0 ? groups[at + step] : undefined;
  (link ?? (beside?.getAttribute("href").startsWith("#") ? undefined : beside))?.click();
}

function walk(step) {
  const all = rows();
  const focused = document.activeElement.closest("[data-entry] [data-criterion]") ?? last;
  const to = focused ? all[all.indexOf(focused) + step] : current();
  if (to) {
    stand(to);
  } else {
    beyond(step);
  }
}

function nextUnfinished() {
  const link = document.querySelector("[data-go=missing]");
  if (link) {
    link.click();
    return;
  }
  const all = rows();
  const at = all.indexOf(document.activeElement.closest("[data-criterion]") ?? last);
  const found = [...all.slice(at + 1), ...all.slice(0, Math.max(at, 0))].find((row) => row.matches(UNFINISHED));
  if (found) {
    stand(found);
  }
}

function save() {
  document.dispatchEvent(new CustomEvent("save-row", { detail: { row: current() } }));
}

function openDocument() {
  current()?.querySelector(".files a[href]")?.click();
}

function addDocument() {
  const form = current()?.querySelector("form[data-form=evidence]");
  if (form) {
    form.closest("details")?.setAttribute("open", "");
    form.querySelector("input[type=file], input:not([type=hidden]), button")?.focus();
  }
}

const ANYWHERE = { ArrowDown: () => walk(1), ArrowUp: () => walk(-1), PageDown: nextUnfinished };
const OUTSIDE = {
  j: () => walk(1),
  k: () => walk(-1),
  n: nextUnfinished,
  s: save,
  o: openDocument,
  t: addDocument,
  "?": () => help.showModal(),
};

function actOf(event) {
  const isTyping = event.target.matches(TYPED);
  if (event.altKey) {
    return event.ctrlKey || event.metaKey || event.shiftKey ? undefined : ANYWHERE[event.key];
  }
  if (event.ctrlKey || event.metaKey) {
    return event.key.toLowerCase() === "s" && !event.shiftKey ? save : undefined;
  }
  if (event.key === "Escape" && isTyping) {
    const row = event.target.closest("[data-criterion]");
    return row ? () => row.focus({ preventScroll: true }) : undefined;
  }
  return isTyping || !single.checked ? undefined : OUTSIDE[event.key];
}

function remember() {
  try {
    localStorage.setItem(SINGLE_OFF, single.checked ? "" : "yes");
  } catch {
    // Without storage the choice holds as long as the page.
    single.dataset.unkept = "true";
  }
}

function recall() {
  try {
    return localStorage.getItem(SINGLE_OFF) === "yes";
  } catch {
    return false;
  }
}

if (help) {
  single.checked = !recall();
  single.addEventListener("change", remember);
  help.querySelector("[data-close]").addEventListener("click", () => help.close());
  for (const opener of document.querySelectorAll("[data-keys-open]")) {
    opener.hidden = false;
    opener.addEventListener("click", () => help.showModal());
  }
  document.addEventListener("focusin", (event) => {
    last = event.target.closest("[data-entry] [data-criterion]") ?? last;
  });
  document.addEventListener("keydown", (event) => {
    // 229: older browsers tell a key of an input method only by this number.
    const isComposing = event.isComposing || event.keyCode === 229;
    if (isComposing || event.defaultPrevented || document.querySelector("dialog[open]")) {
      return;
    }
    const act = actOf(event);
    if (act) {
      event.preventDefault();
      act();
    }
  });
}
