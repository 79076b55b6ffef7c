// What was searched for goes along to the form that opens a case, so that editors see which searches did not help.
// From [data-token] on the results page to the answer opened there as #s=…, which leaves the address bar at once, and
// from both to links in [data-outcome=c] as ?s=…. Nothing is stored, nothing says who searched.
(() => {
  if (navigator.globalPrivacyControl || navigator.doNotTrack === "1") return;
  const inAddress = new URLSearchParams(location.hash.slice(1)).get("s");
  if (inAddress) history.replaceState(history.state, "", location.pathname + location.search);
  const shown = document.querySelector("[data-searched]")?.dataset.token;
  const token = shown || inAddress || new URLSearchParams(location.search).get("s");
  if (!token) return;
  const takeAlong = ({ target }) => {
    const link = target.closest?.("a[href]");
    if (!link || link.origin !== location.origin) return;
    const address = new URL(link.href);
    if (link.closest("[data-outcome=c]")) address.searchParams.set("s", token);
    else if (link.closest("[data-place]")) address.hash = new URLSearchParams({ s: token });
    else return;
    link.href = address;
  };
  for (const act of ["click", "auxclick"]) addEventListener(act, takeAlong, { capture: true });
})();
