// Counts the deadline strip down by the server's clock: the page's own clock may be wrong, so
// only the time that has passed since the page came is taken from it; by the clock on the wall,
// which goes on while the lid is closed.

const strip = document.querySelector("[data-deadline]");
const served = document.body.dataset.serverTime;

function words(seconds) {
  if (seconds <= 0) {
    return "Đã hết hạn";
  }
  const days = Math.floor(seconds / 86400);
  const hours = Math.floor(seconds / 3600) % 24;
  const minutes = Math.floor(seconds / 60) % 60;
  if (days) {
    return `Còn ${days} ngày ${hours} giờ`;
  }
  if (hours) {
    return `Còn ${hours} giờ ${minutes} phút`;
  }
  return minutes ? `Còn ${minutes} phút ${seconds % 60} giây` : `Còn ${seconds} giây`;
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
