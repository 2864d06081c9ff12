// Hides a notice (data-dismissible="key") until the browser is closed.

const hidden = (key) => `dismissed:${key}`;

for (const notice of document.querySelectorAll("[data-dismissible]")) {
  const key = hidden(notice.dataset.dismissible);
  const button = notice.querySelector("[data-dismiss]");
  notice.hidden = sessionStorage.getItem(key) !== null;
  button.hidden = false;
  button.addEventListener("click", () => {
    sessionStorage.setItem(key, "1");
    notice.hidden = true;
  });
}
