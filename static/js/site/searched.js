// <… data-searched="/help/searched/" data-token="…" [data-first]>: says which result was opened first, and with
// data-first that somebody searched. No cookie, no storage, and silent when the reader asks not to be counted.
(() => {
  const page = document.querySelector("[data-searched]");
  if (!page || navigator.globalPrivacyControl || navigator.doNotTrack === "1") return;
  const say = (fields) =>
    navigator.sendBeacon?.(page.dataset.searched, new URLSearchParams({ t: page.dataset.token, ...fields }));
  // Back to the answers, or the same page again, is no new search.
  const again = ["back_forward", "reload"].includes(performance.getEntriesByType("navigation")[0]?.type);
  if ("first" in page.dataset && !again) {
    if (document.prerendering) document.addEventListener("prerenderingchange", () => say({}), { once: true });
    else say({});
  }
  let told = false;
  const opened = ({ target }) => {
    const place = target.closest?.("a")?.closest("[data-place]");
    // One search, one click: who comes back and opens a second answer is the same reader.
    if (place && !told) told = say({ r: place.dataset.place });
  };
  addEventListener("click", opened);
  addEventListener("auxclick", ({ button, target }) => button === 1 && opened({ target }));
})();
