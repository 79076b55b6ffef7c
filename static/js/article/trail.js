/* data-trail: only on pages of signed-in customers. How long the article has been on the screen, as a total, when the
   page is left and at a few marks before. Nothing of it goes into the statistics. */
(() => {
  const page = document.querySelector("[data-trail]");
  if (!page || navigator.globalPrivacyControl || navigator.doNotTrack === "1") return;
  const MARKS = [10, 30, 60, 180];
  let seconds = 0, sent = 0;
  const send = () => {
    if (seconds === sent) return;
    sent = seconds;
    navigator.sendBeacon?.(page.dataset.trail, new URLSearchParams({ t: page.dataset.token, s: seconds }));
  };
  setInterval(() => {
    if (document.visibilityState !== "visible" || !document.hasFocus()) return;
    seconds += 1;
    if (MARKS.includes(seconds)) send();
  }, 1000);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") send(); });
  addEventListener("pagehide", send);
})();
