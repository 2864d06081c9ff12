// Keeps on this machine what is being written in an answer (form[data-form=answer]) until the question
// is answered: a session that ends or a page that is left costs no words. [data-question] carries the
// address that the answer is sent to, and data-answered once it was.

const keyOf = (question) => `answer:${document.body.dataset.user}:${question.dataset.question}`;

// Browsers may forbid storage (private windows): then answering still works, only the net is gone.
function keep(question, words) {
  try {
    if (words) {
      localStorage.setItem(keyOf(question), words);
    } else {
      localStorage.removeItem(keyOf(question));
    }
  } catch {
    question.dataset.unkept = "true";
  }
}

function kept(question) {
  try {
    return localStorage.getItem(keyOf(question));
  } catch {
    return null;
  }
}

function giveBack(question) {
  const text = question.querySelector("[data-form=answer] [data-field=answer]");
  if (text && text.value !== text.defaultValue) {
    // On a slow line the field is there before this file is.
    keep(question, text.value);
  }
  const words = kept(question);
  if (!text || text.value || !words) {
    return;
  }
  text.value = words;
  const line = document.createElement("p");
  line.className = "saved saved--busy";
  line.setAttribute("role", "status");
  line.textContent = "Nội dung nhập trước đây chưa gửi, được giữ trên máy này. Hãy đọc lại rồi gửi.";
  text.after(line);
}

for (const question of document.querySelectorAll("[data-question]")) {
  if ("answered" in question.dataset) {
    keep(question, "");
  } else {
    giveBack(question);
  }
}

document.addEventListener("input", ({ target }) => {
  const question = target.closest("[data-question]");
  if (question && target.matches("[data-field=answer]")) {
    keep(question, target.value);
  }
});
