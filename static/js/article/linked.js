/* #l=… : this article was opened by a link that an agent sent to this customer, who knows that it is measured (the
   privacy page says so). How long it has been before her eyes, as a total, at a few marks and when the page is left.
   Nothing of it goes into the statistics; the mark is taken out of the address at once, so that a copy carries none. */
(() => {
  const { linked } = document.querySelector("[data-linked]")?.dataset ?? {};
  const opening = new URLSearchParams(location.hash.slice(1)).get("l");
  if (!linked || !opening) return;
  history.replaceState(history.state, "", location.pathname + location.search);
  if (navigator.globalPrivacyControl || navigator.doNotTrack === "1") return;
  const MARKS = [5, 15, 30, 60, 120, 300];
  let seconds = 0, sent = 0;
  const send = () => {
    if (seconds === sent) return;
    sent = seconds;
    navigator.sendBeacon?.(linked, new URLSearchParams({ l: opening, ms: seconds * 1000 }));
  };
  setInterval(() => {
    if (document.visibilityState !== "visible" || !document.hasFocus()) return;
    seconds += 1;
    if (MARKS.includes(seconds)) send();
  }, 1000);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") send(); });
  addEventListener("pagehide", send);
})();
