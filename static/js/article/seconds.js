/* How long an article has been before somebody's eyes, as a total, at a few marks and when the page is left. Nothing of
   it goes into the statistics.
   #l=…: opened by a link that an agent sent to this customer, who knows that it is measured (the privacy page says so);
   the mark is taken out of the address at once, so that a copy carries none. data-trail: only on pages of signed-in
   customers. */
(() => {
  const { linked } = document.querySelector("[data-linked]")?.dataset ?? {};
  const { trail, token } = document.querySelector("[data-trail]")?.dataset ?? {};
  const opening = linked && new URLSearchParams(location.hash.slice(1)).get("l");
  if (opening) history.replaceState(history.state, "", location.pathname + location.search);
  if (navigator.globalPrivacyControl || navigator.doNotTrack === "1") return;

  const count = (address, marks, told) => {
    let seconds = 0, sent = 0;
    const send = () => {
      if (seconds === sent) return;
      sent = seconds;
      navigator.sendBeacon?.(address, new URLSearchParams(told(seconds)));
    };
    setInterval(() => {
      if (document.visibilityState !== "visible" || !document.hasFocus()) return;
      seconds += 1;
      if (marks.includes(seconds)) send();
    }, 1000);
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") send(); });
    addEventListener("pagehide", send);
  };
  if (opening) count(linked, [5, 15, 30, 60, 120, 300], (seconds) => ({ l: opening, ms: seconds * 1000 }));
  if (trail) count(trail, [10, 30, 60, 180], (seconds) => ({ t: token, s: seconds }));
})();
