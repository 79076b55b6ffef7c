// Single keys through the queue: j k move, Enter or o open, x choose, a take, t tags, s snooze. Wagtail's own ? lists
// them, its own / looks for something; whoever turns shortcuts off in the account turns these off (WCAG 2.1.4).
(() => {
  const root = document.getElementById("listing-results");
  const config = JSON.parse(document.getElementById("wagtail-config")?.textContent ?? "{}");
  if (!root?.querySelector("[data-queue]") || config.KEYBOARD_SHORTCUTS_ENABLED === false) return;

  const lines = () => [...root.querySelectorAll("[data-case]")];
  const current = () =>
    document.activeElement?.closest?.("[data-case]") ?? root.querySelector("[data-case][aria-current]");

  const stand = (line) => {
    if (!line) return;
    line.querySelector("a").focus();
    line.scrollIntoView({ block: "nearest" });
  };

  const move = (step) => {
    const all = lines();
    const here = all.indexOf(current());
    stand(here < 0 ? all[0] : all[Math.min(Math.max(here + step, 0), all.length - 1)]);
  };

  const press = (name) => {
    const form = root.querySelector("[data-queue-form]");
    const button = form?.querySelector(`button[name=do][value=${name}]`);
    const box = current()?.querySelector("input[name=case]");
    if (!button) return;
    if (!form.querySelector("input[name=case]:checked") && box) box.checked = true;
    if (form.querySelector("input[name=case]:checked")) form.requestSubmit(button);
  };

  const keys = {
    j: () => move(1),
    k: () => move(-1),
    o: () => current()?.querySelector("a").click(),
    x: () => current()?.querySelector("input[name=case]").click(),
    a: () => press("mine"),
    t: () => press("tag"),
    s: () => press("snooze"),
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], [role=dialog], dialog")) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  root.addEventListener("focusin", (event) => {
    const line = event.target.closest("[data-case]");
    for (const each of lines()) each.removeAttribute("aria-current");
    line?.setAttribute("aria-current", "true");
  });
})();
