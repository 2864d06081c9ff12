// Reads what stands in a row's fields, as it was typed and as the server has put it there, and
// puts values back into them.

import { TOKEN, token } from "../portal.js";

const bareName = (holder, name) => name.slice((holder.dataset.prefix ?? "").length);
export const versionOf = (holder) => holder.querySelector("[data-seen], [data-field=version]");
export const firstField = (holder) => holder.querySelector("input:not([type=hidden]), textarea");

// What stands in the fields; ``asServed`` what the server has put there.
export function pairs(holder, { asServed = false } = {}) {
  const found = [];
  for (const input of holder.querySelectorAll("input[name], textarea[name]")) {
    const isChoice = input.type === "radio" || input.type === "checkbox";
    const name = bareName(holder, input.name);
    const isTyped = name !== TOKEN && input !== versionOf(holder);
    const isChosen = asServed ? input.defaultChecked : input.checked;
    if (isTyped && (!isChoice || isChosen)) {
      found.push([name, asServed && !isChoice ? input.defaultValue : input.value]);
    }
  }
  return found;
}

export const typed = (holder) => JSON.stringify(pairs(holder));
export const served = (holder) => JSON.stringify(pairs(holder, { asServed: true }));

export function restore(holder, values) {
  for (const input of holder.querySelectorAll("input[name], textarea[name]")) {
    const name = bareName(holder, input.name);
    if (input.type === "checkbox" || input.type === "radio") {
      input.checked = values.some(([each, value]) => each === name && value === input.value);
    } else if (input.type !== "hidden") {
      input.value = values.find(([each]) => each === name)?.[1] ?? "";
    }
  }
}

// What was changed since the last save is marked until it is stored.
export function unmark(holder) {
  holder.querySelectorAll("[data-changed]").forEach((input) => delete input.dataset.changed);
}

// A ratio is saved when both halves are there, or when the person has left the row.
export function isHalfTyped(holder) {
  const halves = [...holder.querySelectorAll(".criterion-row__figures--ratio input")];
  const filled = halves.filter((input) => input.value.trim()).length;
  return filled > 0 && filled < halves.length && holder.contains(document.activeElement);
}

export function bodyOf(holder) {
  const body = new FormData();
  for (const [name, value] of pairs(holder)) {
    body.append(name, value);
  }
  body.set("version", versionOf(holder).value);
  body.set(TOKEN, token());
  return body;
}
