// <… data-searched="/help/searched/" data-token="…" [data-fresh]>: says which result was opened, and with data-fresh
// that somebody searched. No cookie, no storage, and silent when the reader asks not to be counted.
(() => {
  const page = document.querySelector("[data-searched]");
  if (!page || navigator.globalPrivacyControl || navigator.doNotTrack === "1") return;
  const say = (fields) =>
    navigator.sendBeacon?.(page.dataset.searched, new URLSearchParams({ t: page.dataset.token, ...fields }));
  if ("fresh" in page.dataset) {
    if (document.prerendering) document.addEventListener("prerenderingchange", () => say({}), { once: true });
    else say({});
  }
  addEventListener("click", (event) => {
    const place = event.target.closest("a")?.closest("[data-place]");
    if (place) say({ r: place.dataset.place });
  });
})();
