// Turns the unfolding question of <details data-confirm> into a dialog. Without this file the
// question unfolds below its button and works the same.

function ask(details) {
  const panel = details.querySelector("[data-confirm-panel]");
  const heading = panel.querySelector("h2");
  heading.tabIndex = -1;
  heading.autofocus = true; // first the question is read, then the buttons
  const dialog = document.createElement("dialog");
  dialog.className = "confirm-dialog";
  dialog.setAttribute("aria-label", heading.textContent);
  dialog.append(panel);
  details.after(dialog);

  const cancel = panel.querySelector("[data-confirm-cancel]");
  cancel.hidden = false;
  cancel.addEventListener("click", () => dialog.close());
  return dialog;
}

const dialogs = new WeakMap();

document.addEventListener("click", (event) => {
  const summary = event.target.closest("details[data-confirm] > summary");
  if (!summary) {
    return;
  }
  event.preventDefault();
  const details = summary.parentElement;
  if (!dialogs.has(details)) {
    dialogs.set(details, ask(details));
  }
  dialogs.get(details).showModal();
});
