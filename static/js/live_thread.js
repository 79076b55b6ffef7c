/* data-live-thread="<address>": an element whose parts the server draws anew: [data-live-standing] is replaced,
   items of [data-live-log] are added. form[data-live-send] sends without a reload; whatever goes wrong, it is sent as
   an ordinary form, and nothing that was typed is lost. */
(() => {
  const SOON = 20000;

  const thread = (box) => {
    const log = box.querySelector("[data-live-log]");
    const room = log.closest("[role=log]");
    let running = false, again = false;

    const isAtEnd = () => room.scrollHeight - room.scrollTop - room.clientHeight < 120;
    const toEnd = () => { room.scrollTop = room.scrollHeight; };
    const draw = (html) => {
      const drawn = new DOMParser().parseFromString(html, "text/html");
      const fresh = drawn.querySelector("[data-live-standing]");
      const shown = box.querySelector("[data-live-standing]");
      if (!fresh) return false;
      if (shown.innerHTML !== fresh.innerHTML && !shown.contains(document.activeElement)) shown.innerHTML = fresh.innerHTML;
      shown.className = fresh.className;
      box.dataset.face = fresh.dataset.face;
      const wasAtEnd = isAtEnd();
      for (const item of drawn.querySelectorAll("[data-live-log] > *")) {
        if (!document.getElementById(item.id)) log.append(document.adoptNode(item));
      }
      if (wasAtEnd) toEnd();
      return drawn.querySelector("[data-fresh-key]")?.dataset.freshKey ?? true;
    };
    const look = async () => {
      if (running) { again = true; return; }
      running = true;
      const away = document.hidden ? "?away=1" : "";
      try {
        const answer = await fetch(box.dataset.liveThread + away, { redirect: "error" });
        if (answer.ok) draw(await answer.text());
      } catch { /* the next news, or the page's own link, shows it */ }
      running = false;
      if (again) { again = false; look(); }
    };
    for (const name of ["message", "case"]) document.addEventListener(`live:${name}`, look);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
    setInterval(() => { if (box.dataset.face === "waiting" && !document.hidden) look(); }, SOON);
    toEnd();

    const form = box.querySelector("form[data-live-send]");
    form?.addEventListener("submit", async (event) => {
      event.preventDefault();
      const button = form.querySelector("[type=submit]");
      button.disabled = true;
      try {
        const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Live": "1" } });
        const key = answer.ok && draw(await answer.text());
        if (!key) throw new Error("not a thread");
        form.reset();
        form.elements.submission_key.value = key;
        form.querySelector("[data-waiting]")?.replaceChildren();
        for (const file of form.querySelectorAll("[type=file]")) file.dispatchEvent(new Event("change"));
        form.dispatchEvent(new Event("live:sent"));
        toEnd();
        form.elements.body.focus();
      } catch {
        form.submit();
      }
      button.disabled = false;
    });
    form?.elements.body.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    });
  };

  document.querySelectorAll("[data-live-thread]").forEach(thread);
})();
