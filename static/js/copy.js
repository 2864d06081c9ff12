// Copies the text of the element that data-copy names, and says so on the button.

const SAID_FOR = 2000; // milliseconds: long enough to read two words

for (const button of document.querySelectorAll("[data-copy]")) {
  const words = button.textContent;
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).textContent.trim());
    button.textContent = "Đã chép";
    setTimeout(() => {
      button.textContent = words;
    }, SAID_FOR);
  });
}
