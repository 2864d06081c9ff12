// What saves itself on this page, and what each row says about it: the line on saving, the alert,
// the count of unsaved rows in the list of groups, the word that the line is gone.

export const sheet = document.querySelector("[data-entry]");
// holder ([data-autosave]) → what is known of it: saved (as typed), said, tries, timer …
export const rows = new Map();

// A row is what an answer is about; at its address (data-row) it is drawn anew.
export const rowOf = (holder) => holder.closest("[data-row]");
export const holderOf = (node) => node.closest("[data-row]")?.querySelector("[data-autosave]");

export function say(holder, words, tone) {
  const line = holder.querySelector(".saved");
  line.textContent = words;
  line.className = `saved saved--${tone}`;
  holder.dataset.save = tone;
  countUnsaved(holder.closest("[data-group]"));
}

export const said = (holder) => {
  const line = holder.querySelector(".saved");
  return [line.textContent, line.className.match(/saved--(\w+)/)[1]];
};

// In the list of groups: how many rows of a group wait to be saved or were refused.
export function countUnsaved(group) {
  const link = document.querySelector(`[data-group-link="${group?.dataset.group}"] [data-unsaved]`);
  if (link) {
    const count = group.querySelectorAll("[data-save=bad]").length;
    link.textContent = count ? `chưa lưu: ${count}` : "";
  }
}

export function sayOffline(isOffline) {
  const line = document.querySelector("[data-offline]");
  const words = "Mất kết nối mạng. Nội dung vừa nhập được giữ trên máy này và tự lưu khi có mạng trở lại.";
  if (line && Boolean(line.textContent) !== isOffline) {
    line.textContent = isOffline ? words : "";
  }
}

export function alertOf(holder, nodes) {
  rowOf(holder).querySelector("[data-part=alert]").replaceChildren(...nodes);
}

export function notice(words, actions) {
  const box = document.createElement("div");
  box.className = "notice notice--warn";
  box.setAttribute("role", "alert");
  const text = document.createElement("div");
  text.className = "notice__text";
  const body = document.createElement("p");
  body.className = "notice__body";
  body.append(words, " ", ...actions);
  text.append(body);
  box.append(text);
  return box;
}

export function button(words, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "govuk-button button--secondary button--small";
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}
