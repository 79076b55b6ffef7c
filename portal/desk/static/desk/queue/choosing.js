// Choosing cases: "all on this page" (data-queue-all), and how many are chosen, said politely.
(() => {
  const says = document.querySelector("[data-queue-says]");
  const root = document.getElementById("listing-results");
  if (!says || !root) return;
  const boxes = () => [...root.querySelectorAll("[data-case] input[name=case]")];

  const show = () => {
    const every = root.querySelector("[data-queue-all]");
    if (!every) return;
    every.hidden = false;
    const chosen = boxes().filter((box) => box.checked).length;
    const input = every.querySelector("input");
    input.checked = chosen > 0 && chosen === boxes().length;
    input.indeterminate = chosen > 0 && !input.checked;
  };

  root.addEventListener("change", (event) => {
    if (event.target.closest("[data-queue-all]")) {
      for (const box of boxes()) box.checked = event.target.checked;
    }
    if (event.target.closest("[data-queue-form]")) {
      show();
      const chosen = boxes().filter((box) => box.checked).length;
      says.textContent = says.dataset.chosen.replace("%s", chosen);
    }
  });
  // Wagtail puts other results in place of these.
  new MutationObserver(show).observe(root, { childList: true });
  show();
})();
