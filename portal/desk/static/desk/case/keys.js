// <details data-keys="on"> single keys on a case: r, n, a, s, m. Switched off by the agent, here or for all of the
// admin (WCAG 2.1.4); never heard while somebody writes or holds another key. Wagtail's own ? lists all keys.
(() => {
  const help = document.querySelector("[data-keys=on]");
  const config = JSON.parse(document.getElementById("wagtail-config")?.textContent ?? "{}");
  if (!help || config.KEYBOARD_SHORTCUTS_ENABLED === false) return;
  const text = document.querySelector("[data-article-target]");
  const who = (value) => {
    const choice = document.querySelector(`[name=internal][value="${value}"]`);
    if (choice) choice.checked = true;
    text?.focus();
  };
  const deeds = {
    r: () => who(""),
    n: () => who("note"),
    a: () => document.querySelector("[name=take]")?.click(),
    s: () => {
      const room = document.querySelector("#desk-snooze");
      if (!room) return;
      room.open = true;
      room.querySelector("button").focus();
    },
    m: () => document.querySelector("#reply_macro")?.focus(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented) return;
    const isWriting = event.target.closest("input, textarea, select, [contenteditable=true]");
    if (isWriting || event.ctrlKey || event.metaKey || event.altKey || !deeds[event.key]) return;
    event.preventDefault();
    deeds[event.key]();
  });
})();
