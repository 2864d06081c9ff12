// A menu made of <details data-menu>: closes on Escape, on a click elsewhere and when the
// focus leaves it; the arrow keys walk through its entries.

const entries = (menu) => [...menu.querySelectorAll("a, button")];

for (const menu of document.querySelectorAll("details[data-menu]")) {
  const summary = menu.querySelector("summary");

  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      summary.focus();
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) {
      return;
    }
    event.preventDefault();
    menu.open = true;
    const all = entries(menu);
    const now = all.indexOf(document.activeElement);
    const next = now === -1 && step === -1 ? all.length - 1 : now + step;
    all[(next + all.length) % all.length].focus();
  });

  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) {
      menu.open = false;
    }
  });

  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) {
      menu.open = false;
    }
  });
}
