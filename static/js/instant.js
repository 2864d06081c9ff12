// Says in words, below an input for an instant, what the typed text means: for data-instant="opens"
// from when entry is accepted, for all others when it locks and which second is the last one to be
// accepted. The server judges what is sent.

const SHAPE = /^(?:trước ngày\s+)?(\d{1,2})\/(\d{1,2})\/(\d{4})(?:\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$/iu;
const two = (number) => String(number).padStart(2, "0");

function words(date) {
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(":");
  const day = [date.getUTCDate(), date.getUTCMonth() + 1].map(two).join("/");
  return `${time} ngày ${day}/${date.getUTCFullYear()}`;
}

function meant(text, end) {
  const parts = SHAPE.exec(text.normalize("NFC").trim());
  if (!parts) {
    return "";
  }
  const [day, month, year, hour, minute, second] = parts.slice(1).map((part) => Number(part ?? 0));
  // Reckoned in UTC only so that the browser's own time zone does not shift it.
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day || hour > 23 || minute > 59) {
    return "Ngày giờ này không có thật.";
  }
  if (end === "opens") {
    return `Mở từ ${words(date)}.`;
  }
  const last = new Date(date.getTime() - 1000);
  return `Khóa lúc ${words(date)}; lần ghi cuối được nhận lúc ${words(last)}.`;
}

for (const input of document.querySelectorAll("input[data-instant]")) {
  const echo = document.createElement("p");
  echo.className = "instant-echo";
  echo.setAttribute("role", "status");
  input.after(echo);
  input.addEventListener("input", () => {
    echo.textContent = meant(input.value, input.dataset.instant);
  });
}
