// Says in Vietnamese which file was chosen: a browser's own words follow the browser's language.
// The real input lies invisible over the drawn one, so clicks, drops and keys still reach it.

document.addEventListener("change", (event) => {
  const frame = event.target.closest("[data-file-input]");
  if (!frame) {
    return;
  }
  const { files } = event.target;
  const words = files.length > 1 ? `Đã chọn ${files.length} tệp` : files[0]?.name;
  frame.querySelector("[data-file-words]").textContent = words ?? "Chưa chọn tệp nào";
});
