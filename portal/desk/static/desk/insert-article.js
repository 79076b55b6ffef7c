// <form data-articles="/admin/cases/Q-1/article/0/"> puts an article's title and address where the cursor is:
// from a proposal's button (data-insert-title, data-insert-url) or from Wagtail's page chooser.
(() => {
  const form = document.querySelector("[data-articles]");
  if (!form) return;
  const text = form.querySelector("[data-article-target]");
  const status = form.querySelector("[data-article-status]");

  const insert = ({ title, url }) => {
    const before = text.value.slice(0, text.selectionStart);
    const gap = before && !before.endsWith("\n") ? "\n\n" : "";
    text.setRangeText(`${gap}${title}\n${url}\n`, text.selectionStart, text.selectionEnd, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
    status.textContent = status.dataset.inserted.replace("%s", title);
  };

  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert-url]");
    if (!button) return;
    event.preventDefault();
    insert({ title: button.dataset.insertTitle, url: button.dataset.insertUrl });
  });

  const chosen = form.querySelector("input[name=article]");
  chosen?.addEventListener("change", async () => {
    if (!chosen.value) return;
    const answer = await fetch(form.dataset.articles.replace("/0/", `/${chosen.value}/`));
    const article = await answer.json();
    // Inserted once: otherwise sending would append it again.
    form.querySelector("#reply_article-chooser").widget.clear();
    if (answer.ok) insert(article);
    else status.textContent = article.problem;
  });
})();
