// Starts GOV.UK Frontend and MoJ's sortable tables where a page has something for them, and again
// on every piece that htmx puts into it. A page without it does not load them.

document.body.classList.add("js-enabled", "govuk-frontend-supported");

async function start(scope) {
  if (!scope.querySelector("[data-module]")) {
    return;
  }
  const { initAll } = await import("../vendor/govuk/govuk-frontend.min.js");
  initAll({
    scope,
    characterCount: {
      i18n: {
        charactersUnderLimit: { other: "Còn %{count} ký tự" },
        charactersAtLimit: "Đã đủ số ký tự",
        charactersOverLimit: { other: "Thừa %{count} ký tự" },
      },
    },
  });
  if (scope.querySelector('[data-module="moj-sortable-table"]')) {
    const { SortableTable } = await import("../vendor/moj/sortable-table.mjs");
    for (const table of scope.querySelectorAll('[data-module="moj-sortable-table"]')) {
      new SortableTable(table, {
        statusMessage: "Sắp xếp theo %heading% (%direction%)",
        ascendingText: "tăng dần",
        descendingText: "giảm dần",
      });
    }
  }
}

start(document);
document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) {
    start(event.detail.elt);
  }
});
