// Opens the pages of a document in a dialog: a[data-preview] leads to the page of the preview and
// carries data-pages (how many), data-title and data-original. Arrow keys, Page Up and Page Down
// turn the page, Escape closes. Without this file, or without a count, the link is followed.

let dialog;
let shown;

function made(tag, className, text = "") {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

function button(words, act) {
  const found = made("button", "govuk-button button--secondary button--small", words);
  found.type = "button";
  found.addEventListener("click", act);
  return found;
}

function built() {
  const frame = made("dialog", "preview");
  const head = made("div", "preview__head");
  const title = made("h2", "preview__title");
  title.tabIndex = -1;
  title.id = "preview-title";
  const place = made("p", "preview__place");
  place.setAttribute("role", "status");
  const before = button("Trang trước", () => turn(-1));
  const after = button("Trang sau", () => turn(1));
  const original = made("a", "govuk-link", "Mở bản gốc");
  original.target = "_blank";
  original.rel = "noopener noreferrer";
  const close = button("Đóng", () => frame.close());
  const ways = made("div", "preview__ways");
  ways.append(before, place, after, original, close);
  head.append(title, ways);
  const body = made("div", "preview__body");
  body.tabIndex = 0;
  body.setAttribute("role", "group");
  body.setAttribute("aria-labelledby", title.id);
  const picture = made("img", "preview__page");
  picture.addEventListener("load", () => frame.classList.remove("preview--busy"));
  picture.addEventListener("error", () => {
    frame.classList.remove("preview--busy");
    picture.hidden = true;
    trouble.hidden = false;
  });
  const trouble = made("p", "preview__trouble", "Không xem trước được trang này. Hãy mở bản gốc để xem.");
  trouble.setAttribute("role", "alert");
  trouble.hidden = true;
  body.append(picture, trouble);
  frame.setAttribute("aria-labelledby", title.id);
  frame.append(head, body);
  frame.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      turn(step);
    }
  });
  // A press beside the frame closes it; the frame itself is covered by its two parts.
  frame.addEventListener("click", (event) => {
    if (event.target === frame) {
      frame.close();
    }
  });
  document.body.append(frame);
  return { frame, title, place, before, after, original, body, picture, trouble };
}

function turn(step) {
  const wanted = shown.page + step;
  if (wanted < 1 || wanted > shown.count) {
    return;
  }
  shown.page = wanted;
  dialog.place.textContent = `Trang ${wanted}/${shown.count}`;
  dialog.before.disabled = wanted === 1;
  dialog.after.disabled = wanted === shown.count;
  dialog.frame.classList.add("preview--busy");
  dialog.trouble.hidden = true;
  dialog.picture.hidden = false;
  dialog.picture.alt = `Trang ${wanted} của ${shown.title}`;
  dialog.picture.src = new URL(`${wanted}/`, shown.address).href;
  dialog.body.scrollTop = 0;
}

function open(link) {
  dialog ??= built();
  const { pages, title, original } = link.dataset;
  shown = { page: 0, count: Number(pages), title, address: link.href };
  dialog.title.textContent = title;
  dialog.original.href = original;
  dialog.picture.removeAttribute("src");
  dialog.frame.showModal();
  dialog.body.focus();
  turn(1);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-preview][data-pages]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    open(link);
  }
});
