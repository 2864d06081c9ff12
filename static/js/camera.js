// Offers the camera where fingers point: the photos taken are listed like chosen files.

const isTouched = window.matchMedia("(pointer: coarse)").matches;

function offer(form) {
  const chosen = form.querySelector("[data-file-input]");
  const label = document.createElement("label");
  label.className = "camera govuk-button button--secondary button--small";
  const words = document.createElement("span");
  words.textContent = "Chụp ảnh";
  const input = document.createElement("input");
  input.type = "file";
  input.accept = "image/jpeg,image/png";
  input.setAttribute("capture", "environment");
  input.className = "camera__input";
  input.addEventListener("change", () => {
    const photos = [...input.files];
    input.value = "";
    if (photos.length) {
      form.dispatchEvent(new CustomEvent("files", { bubbles: true, detail: photos }));
    }
  });
  label.append(words, input);
  chosen.after(label);
}

if (isTouched) {
  // Rows come and go: a form gets its camera when somebody first turns to it.
  const meet = ({ target }) => {
    const forms = target instanceof Element ? target.closest("details, form")?.querySelectorAll("form[data-uploads]") : null;
    for (const form of forms ?? []) {
      if (!form.querySelector(".camera")) {
        offer(form);
      }
    }
  };
  document.addEventListener("toggle", meet, true);
  for (const form of document.querySelectorAll("form[data-uploads][data-camera]")) {
    if (!form.closest("details")) {
      offer(form);
    }
  }
}
