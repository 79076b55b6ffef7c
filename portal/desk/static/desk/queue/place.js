// From case to case with single keys: j next, k back (n writes a note there), g then q to the queue. Links with data-place-key carry the way.
(() => {
  const links = document.querySelectorAll("[data-place-key]");
  const config = JSON.parse(document.getElementById("wagtail-config")?.textContent ?? "{}");
  const place = document.querySelector("[data-place]")?.dataset.place;
  // After an answer the address has lost the view; the next reload must not.
  if (place && !location.search) history.replaceState(null, "", `?${place}${location.hash}`);
  if (!links.length || config.KEYBOARD_SHORTCUTS_ENABLED === false) return;
  let before = "";

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable], [role=dialog], dialog")) return;
    const key = before === "g" ? `g ${event.key}` : event.key;
    before = event.key;
    const link = [...links].find((each) => each.dataset.placeKey === key);
    if (!link) return;
    event.preventDefault();
    link.click();
  });
})();
