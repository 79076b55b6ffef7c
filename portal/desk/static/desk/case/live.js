// <div data-live="case:Q-1"><p data-here data-looking data-typing>: who else is at this case, as it changes.
// [data-new-messages] appears when something was written; the page is never changed under somebody's hands.
(() => {
  const room = document.querySelector("[data-here]");
  if (!room) return;
  const reference = room.closest("[data-live]").dataset.live.split(":")[1];
  const hint = document.querySelector("[data-new-messages]");
  document.addEventListener("live:presence", ({ detail }) => {
    if (detail.reference !== reference) return;
    room.replaceChildren(...detail.who.map(({ name, typing }) => {
      const tag = document.createElement("span");
      tag.className = "desk-tag";
      tag.textContent = (typing ? room.dataset.typing : room.dataset.looking).replace("%s", name);
      return tag;
    }));
  });
  for (const kind of ["message", "case"]) {
    document.addEventListener(`live:${kind}`, ({ detail }) => {
      if (detail.reference === reference && hint) hint.hidden = false;
    });
  }
})();
