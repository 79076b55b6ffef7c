// <form data-articles="/admin/cases/Q-1/article/0/"> puts an article where the cursor is: from a proposal's button
// (data-insert-title with data-insert-url or data-insert-text), its key (Alt+1, Alt+Shift+1) or Wagtail's page chooser.
// <div data-article-search="/admin/cases/Q-1/articles/"> fills [data-article-list] with what its search box finds.
(() => {
  const form = document.querySelector("[data-articles]");
  if (!form) return;
  const text = form.querySelector("[data-article-target]");
  const status = form.querySelector("[data-article-status]");

  const insert = (title, words, note) => {
    const before = text.value.slice(0, text.selectionStart);
    const gap = before && !before.endsWith("\n") ? "\n\n" : "";
    text.setRangeText(`${gap}${words}\n`, text.selectionStart, text.selectionEnd, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
    status.textContent = [status.dataset.inserted.replace("%s", title), note].filter(Boolean).join(" ");
    status.classList.toggle("w-sr-only", !note);
  };

  const take = ({ dataset }) =>
    insert(dataset.insertTitle, dataset.insertText ?? `${dataset.insertTitle}\n${dataset.insertUrl}`);

  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert-title]");
    if (!button) return;
    event.preventDefault();
    take(button);
  });

  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || !event.code.startsWith("Digit")) return;
    const key = `${event.shiftKey ? "shift" : ""}${event.code.slice(5)}`;
    const button = form.querySelector(`[data-insert-key="${key}"]`);
    if (!button) return;
    event.preventDefault();
    take(button);
  });

  const chosen = form.querySelector("input[name=article]");
  chosen?.addEventListener("change", async () => {
    if (!chosen.value) return;
    const answer = await fetch(form.dataset.articles.replace("/0/", `/${chosen.value}/`));
    const article = await answer.json();
    // Inserted once: otherwise sending would append it again.
    form.querySelector("#reply_article-chooser").widget.clear();
    if (answer.ok) return insert(article.title, `${article.title}\n${article.url}`, article.note);
    status.textContent = article.problem;
    status.classList.remove("w-sr-only");
  });

  const search = form.querySelector("[data-article-search]");
  const asked = search?.querySelector("input[type=search]");
  const find = async (event) => {
    event.preventDefault();
    const answer = await fetch(`${search.dataset.articleSearch}?${new URLSearchParams({ q: asked.value })}`);
    if (answer.ok) search.querySelector("[data-article-list]").innerHTML = await answer.text();
  };
  asked?.addEventListener("keydown", (event) => { if (event.key === "Enter") find(event); });
  search?.querySelector("[formaction$='/articles/']:not([name])").addEventListener("click", find);
})();
