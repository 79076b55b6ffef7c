/* data-live-strip="<address>": the lists of live conversations, drawn anew when something happens, and every half
   minute for how long people wait. [data-live-say] says politely, without a sound, that somebody new is waiting. */
(() => {
  for (const box of document.querySelectorAll("[data-live-strip]")) {
    const say = box.querySelector("[data-live-say]");
    const title = document.title;
    let timer;
    const look = async () => {
      try {
        const answer = await fetch(box.dataset.liveStrip, { redirect: "error" });
        if (!answer.ok) return;
        const drawn = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = drawn.querySelector("[data-live-lists]");
        const shown = box.querySelector("[data-live-lists]");
        if (!fresh) return;
        const more = Number(fresh.dataset.count) > Number(shown.dataset.count);
        // Whoever is about to press a button keeps it under the finger; the next look draws the rest.
        if (!shown.contains(document.activeElement)) shown.replaceWith(document.adoptNode(fresh));
        if (more && say) say.textContent = say.dataset.waiting;
        document.title = fresh.dataset.count === "0" ? title : `(${fresh.dataset.count}) ${title}`;
      } catch { /* the page's own link looks again */ }
    };
    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(look, 150);
    };
    for (const name of ["case", "message"]) document.addEventListener(`live:${name}`, soon);
    setInterval(() => { if (!document.hidden) look(); }, 30000);
  }
})();
