// <button data-copy="text" data-done="Copied"><span aria-live="polite">Copy</span></button>: copies the text and says so.
addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button || !navigator.clipboard || button.dataset.label) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  const label = button.querySelector("span");
  button.dataset.label = label.textContent;
  label.textContent = button.dataset.done;
  setTimeout(() => {
    label.textContent = button.dataset.label;
    delete button.dataset.label;
  }, 2000);
});
