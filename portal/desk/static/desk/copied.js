// <button data-controller="w-clipboard" data-action="w-clipboard#copy" data-done="Copied"><span aria-live="polite">Copy link</span></button>
document.addEventListener("w-clipboard:copied", (event) => {
  const label = event.target.querySelector("[aria-live]");
  const button = event.target.closest("[data-done]");
  if (!label || !button || button.dataset.label) return;
  button.dataset.label = label.textContent;
  label.textContent = button.dataset.done;
  setTimeout(() => {
    label.textContent = button.dataset.label;
    delete button.dataset.label;
  }, 2000);
});
