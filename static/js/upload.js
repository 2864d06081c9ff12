// Sends the small forms of an entry row (form[data-piece]: attach, take off) without leaving the
// page, with a bar that shows how much of a large scan has gone. Without this file they post.

function answered(form, text) {
  const answer = new DOMParser().parseFromString(text, "text/html");
  const row = form.closest("[data-criterion]");
  const typed = new FormData(form);
  // The person may long since be typing in another row: only this form lets go of the focus.
  if (form.contains(document.activeElement)) {
    document.activeElement.blur();
  }
  document.dispatchEvent(new CustomEvent("pieces", { detail: { row, answer, about: "documents" } }));
  if (answer.querySelector("[data-error]")) {
    keepTyped(row, typed);
  }
}

// After a refusal the form comes back as it was, but for the files, and for a link that was taken.
function keepTyped(row, typed) {
  const form = row.querySelector("form[data-form=evidence]");
  const listed = [...row.querySelectorAll("a.file__name")].map((link) => link.getAttribute("href"));
  if (!form || listed.includes(typed.get("link"))) {
    return;
  }
  form.closest("details").open = true;
  for (const name of ["link", "title"]) {
    form.elements[name].value = typed.get(name) ?? "";
  }
}

function lost(form) {
  answered(
    form,
    '<div class="notice notice--bad" role="alert" data-error="lost"><div class="notice__text"><p class="notice__body">Mất kết nối nên chưa tải lên được. Tệp đã chọn vẫn còn đây, hãy bấm “Tải lên” lần nữa.</p></div></div>',
  );
}

function send(form) {
  const bar = form.querySelector("progress");
  const request = new XMLHttpRequest();
  const buttons = form.querySelectorAll("button");
  const done = () => {
    buttons.forEach((button) => button.removeAttribute("disabled"));
    if (bar) {
      bar.hidden = true;
    }
  };
  const body = new FormData(form);
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  if (token) {
    body.set("csrfmiddlewaretoken", token[1]);
  }
  buttons.forEach((button) => button.setAttribute("disabled", ""));
  if (bar) {
    bar.hidden = false;
    request.upload.addEventListener("progress", (event) => {
      bar.value = (event.loaded / event.total) * bar.max;
    });
  }
  request.addEventListener("load", () => {
    done();
    answered(form, request.responseText);
  });
  request.addEventListener("error", () => {
    done();
    lost(form);
  });
  request.open("POST", form.action);
  request.setRequestHeader("X-Requested-With", "fetch");
  request.send(body);
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-piece]");
  if (form) {
    event.preventDefault();
    send(form);
  }
});
