// A picture or files pasted while the focus is in a row go to the row's form[data-uploads].

const PLACES = "[data-criterion], [data-drop]";

const two = (number) => String(number).padStart(2, "0");

// A picture from the clipboard is always called the same.
function named(file) {
  if (file.name !== "image.png") {
    return file;
  }
  const at = new Date();
  const time = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join("-");
  return new File([file], `Ảnh dán ${time}.png`, { type: file.type, lastModified: at.getTime() });
}

// A cell copied from a workbook comes as text and as a picture of itself: in a field it is text.
function isTyping({ types }) {
  const isField = document.activeElement?.matches("input:not([type=file]), textarea");
  return isField && [...types].includes("text/plain");
}

document.addEventListener("paste", (event) => {
  const files = [...(event.clipboardData?.files ?? [])];
  const form = document.activeElement?.closest(PLACES)?.querySelector("form[data-uploads]");
  if (!form || files.length === 0 || isTyping(event.clipboardData)) {
    return;
  }
  event.preventDefault();
  form.dispatchEvent(new CustomEvent("files", { bubbles: true, detail: files.map(named) }));
});
