// Counts the deadline strip down by the server's clock: the page's own clock may be wrong, so
// only the time that has passed since the page came is taken from it; by the clock on the wall,
// which goes on while the lid is closed.

const strip = document.querySelector("[data-deadline]");
const served = document.body.dataset.serverTime;

function words(seconds) {
  if (seconds <= 0) {
    return "Đã hết hạn";
  }
  const spans = [
    [Math.floor(seconds / 86400), "ngày"],
    [Math.floor(seconds / 3600) % 24, "giờ"],
    [Math.floor(seconds / 60) % 60, "phút"],
    [seconds % 60, "giây"],
  ];
  const first = spans.findIndex(([number]) => number);
  const said = spans.slice(first, first + 2).filter(([number]) => number);
  return `Còn ${said.map((span) => span.join(" ")).join(" ")}`;
}

if (strip && served) {
  const target = strip.querySelector("[data-deadline-words]");
  const atLoad = Math.round((Date.parse(strip.dataset.deadline) - Date.parse(served)) / 1000);
  const tick = () => {
    const left = atLoad - Math.floor((Date.now() - performance.timeOrigin) / 1000);
    target.textContent = words(left);
    if (left <= 0) {
      strip.className = "deadline deadline--closed";
      clearInterval(timer);
    }
  };
  const timer = setInterval(tick, 1000);
}
