/* data-reading: how long an article is on screen and read, sent as totals of one view. No cookie, no storage. */
(() => {
  const article = document.querySelector("[data-reading]");
  if (!article || navigator.globalPrivacyControl || navigator.doNotTrack === "1") return;

  const STILL = 30000; // text is read without moving: this long after the last act still counts as reading
  const LONGEST_TICK = 2000; // sleep and frozen tabs can't add more than this
  const SOON = 1800000;
  const FLUSH_AT = [5000, 15000, 30000, 60000, 120000];
  const ACTS = ["scroll", "wheel", "pointermove", "pointerdown", "touchstart", "keydown", "selectionchange", "play"];
  const device = matchMedia("(max-width: 48rem)").matches ? "s" : "l";
  const source = (() => {
    try { return new URL(document.referrer).pathname.endsWith("/search/") ? "s" : "l"; } catch { return "d"; }
  })();
  let view, last, acted, sent, running, endInSight;

  const watched = () => document.visibilityState === "visible" && document.hasFocus();

  const begin = () => {
    const id = [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join("");
    last = acted = performance.now();
    view = { id, number: 0, active: 0, visible: 0, scroll: 0, end: Boolean(endInSight), next: "", since: last };
    running = watched();
    sent = ""; send();
  };

  const send = () => {
    const totals = { a: Math.round(view.active), s: Math.round(view.visible), m: view.scroll, e: view.end ? 1 : 0, o: view.next };
    const said = JSON.stringify(totals);
    if (said === sent) return;
    sent = said;
    const body = new URLSearchParams({ t: article.dataset.token, v: view.id, n: view.number, d: device, f: source, ...totals });
    view.number += 1;
    if (!navigator.sendBeacon?.(article.dataset.reading, body))
      fetch(article.dataset.reading, { method: "POST", body, keepalive: true }).catch(() => {});
  };

  // Counts the time since the last look if the page was watched then: also the part of a second before it was left.
  const tick = () => {
    if (!view) return;
    const now = performance.now();
    const passed = running ? Math.min(now - last, LONGEST_TICK) : 0;
    const before = view.active;
    last = now;
    running = watched();
    view.visible += passed;
    if (now - acted < STILL) view.active += passed;
    const box = article.getBoundingClientRect();
    view.scroll = Math.max(view.scroll, Math.min(100, Math.round((100 * (innerHeight - box.top)) / box.height)));
    if (FLUSH_AT.some((mark) => before < mark && view.active >= mark)) send();
  };

  const start = () => {
    if (view || document.visibilityState !== "visible") return;
    begin();
    setInterval(tick, 1000);
    const end = document.querySelector("[data-reading-end]");
    if (end) new IntersectionObserver(([seen]) => { endInSight = seen.isIntersecting; view.end ||= endInSight; }, { rootMargin: "9999px 0px 0px" }).observe(end);
  };

  // What outcome.js saw: it belongs to this reading only if it comes soon after.
  const next = ({ detail }) => {
    if (!view || performance.now() - view.since > SOON || view.next.includes(detail)) return;
    view.next += detail; send();
  };

  const pause = () => { tick(); running = false; if (view) send(); };
  const resume = () => { tick(); start(); };
  for (const act of ACTS) document.addEventListener(act, () => { acted = performance.now(); }, { passive: true, capture: true });
  document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? pause() : resume()));
  document.addEventListener("freeze", pause);
  addEventListener("pagehide", pause);
  document.addEventListener("reading:next", next);
  addEventListener("blur", tick);
  addEventListener("focus", tick);
  addEventListener("pageshow", (event) => { if (event.persisted && view) begin(); });
  if (document.prerendering) document.addEventListener("prerenderingchange", start, { once: true });
  else start();
})();
