/* data-live="queue" or "case:<number>": hears what happens and says it on the document: live:case {reference, what},
   live:message {reference, message}, live:presence {reference, who: [{name, typing}]}.
   Customers' pages name their address in data-live-at; the desk's is known. A stream while somebody looks; when there
   is no place for one, or a proxy holds it back, the same news is asked for every few seconds, and behind another tab
   once in half a minute. Whatever goes wrong: the page's own link still reloads it. */
(() => {
  const QUICK = 2500;
  const HIDDEN = 30000;
  const STREAM_AGAIN = 60000;
  const SLOWEST = 60000;
  const asked = performance.getEntriesByType("navigation")[0]?.fetchStart ?? 0;

  const listen = (element) => {
    const [topic, reference] = element.dataset.live.split(":");
    const at = element.dataset.liveAt || "/live/desk/";
    const streamAt = element.dataset.liveAt ? `${at}stream/` : at;
    const about = topic === "case" && !element.dataset.liveAt ? { case: reference } : {};
    const heard = new Set();
    let source, timer, cursor = "", wait = QUICK, streamFrom = 0, isOver = false;

    const say = ({ kind, age = 0, ...detail }, id) => {
      if (id && heard.has(id)) return;
      if (id) heard.add(id);
      if (heard.size > 500) heard.delete(heard.values().next().value);
      // From before this page was fetched (a form that led here was answered first): it is on it already.
      if (age > performance.now() - asked) return;
      document.dispatchEvent(new CustomEvent(`live:${kind}`, { detail }));
    };
    const url = (base, more) => `${base}?${new URLSearchParams({ ...about, ...more })}`;

    const ask = async () => {
      try {
        const hidden = document.hidden ? { away: 1 } : {};
        const answer = await fetch(url(`${at}news/`, { since: cursor, ...hidden }), { redirect: "error" });
        if ([401, 403, 404].includes(answer.status)) {
          isOver = true;
          return;
        }
        const { since, news } = await answer.json();
        cursor = since;
        wait = QUICK;
        for (const { id, ...each } of news) say(each, id);
      } catch {
        wait = Math.min(wait * 2, SLOWEST);
      }
      later();
    };
    const later = () => {
      clearTimeout(timer);
      if (isOver) return;
      timer = setTimeout(!document.hidden && Date.now() > streamFrom ? stream : ask, document.hidden ? HIDDEN : wait);
    };
    const stream = () => {
      streamFrom = Date.now() + STREAM_AGAIN;
      source = new EventSource(url(streamAt, cursor ? { since: cursor } : {}));
      source.addEventListener("open", () => { wait = QUICK; });
      source.addEventListener("message", ({ data, lastEventId }) => {
        cursor = lastEventId || cursor;
        // lastEventId stays the one before where an event has none: people come and go without a number.
        const { id, ...each } = JSON.parse(data);
        say(each, id);
      });
      // It comes back by itself after a broken line; it is closed when the server wants it to be.
      source.addEventListener("error", () => { if (source.readyState === EventSource.CLOSED) ask(); });
    };
    const turn = () => {
      source?.close();
      clearTimeout(timer);
      if (isOver) return;
      if (document.hidden) later();
      else stream();
    };
    document.addEventListener("visibilitychange", turn);
    addEventListener("pagehide", () => source?.close());
    addEventListener("pageshow", (event) => { if (event.persisted) turn(); });
    turn();
  };

  document.querySelectorAll("[data-live]").forEach(listen);
})();
