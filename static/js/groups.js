// The list of groups: marks the one that is being read, says it on a phone's bar, folds that bar
// after a jump, and tells the switch of views at which leaf one stands.

const nav = document.querySelector("[data-group-nav]");
const fold = document.querySelector("[data-group-fold]");
const here = document.querySelector("[data-group-here]");
const sections = [...document.querySelectorAll("section[data-group][id]")];
const links = new Map([...document.querySelectorAll("[data-group-link]")].map((link) => [link.dataset.groupLink, link]));
// A group is read when it reaches the upper part of the window.
const READ = { rootMargin: "-15% 0px -75% 0px" };

function mark(code) {
  for (const [each, link] of links) {
    link.toggleAttribute("aria-current", each === code);
    if (each === code) {
      link.setAttribute("aria-current", "true");
      keepInSight(link);
    }
  }
  here.textContent = `Nhóm ${code}`;
}

function keepInSight(link) {
  const box = nav.getBoundingClientRect();
  const at = link.getBoundingClientRect();
  if (at.top < box.top || at.bottom > box.bottom) {
    nav.scrollTop += at.top - box.top - box.height / 3;
  }
}

if (nav && sections.length) {
  const seen = new IntersectionObserver((entries) => {
    const found = entries.find((entry) => entry.isIntersecting);
    if (found) {
      mark(found.target.dataset.group);
    }
  }, READ);
  sections.forEach((section) => seen.observe(section));
}

nav?.addEventListener("click", (event) => {
  if (event.target.closest("a")) {
    fold.open = false;
  }
});

document.addEventListener(
  "submit",
  (event) => {
    const code = event.target.matches("[data-form=entry-view]") && event.target.elements.code;
    const row = document.activeElement.closest("[data-criterion]") ?? topmost();
    if (code && !code.value && row) {
      code.value = row.dataset.criterion;
    }
  },
  true,
);

function topmost() {
  const rows = [...document.querySelectorAll("[data-entry] [data-criterion]")];
  // At the head of the page nobody stands at a leaf yet.
  return window.scrollY > 0 ? rows.find((row) => row.getBoundingClientRect().bottom > 120) : undefined;
}
