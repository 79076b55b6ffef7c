// News in the queue: on live:case the results are fetched again. Rows that are there are drawn anew in place, choice and
// focus kept; new ones wait behind a button, so that nothing moves under the hand.
(() => {
  const root = document.getElementById("listing-results");
  const says = document.querySelector("[data-queue-says]");
  if (!root?.querySelector("[data-queue]") || !says) return;
  let waiting;

  const redraw = (line, fresh) => {
    const same = line.dataset.version === fresh.dataset.version;
    if (same || line.contains(document.activeElement)) return;
    fresh.querySelector("input[name=case]").checked = line.querySelector("input[name=case]").checked;
    line.replaceWith(fresh);
  };

  const look = async () => {
    const url = root.querySelector("[data-queue]").dataset.queueUrl;
    const answer = await fetch(url, { headers: { "X-Requested-With": "XMLHttpRequest" } });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const views = fresh.querySelector(".desk-views");
    if (views && !root.querySelector(".desk-views").contains(document.activeElement)) {
      root.querySelector(".desk-views").replaceWith(views);
    }
    let added = 0;
    for (const line of fresh.querySelectorAll("[data-case]")) {
      const known = root.querySelector(`[data-case="${line.dataset.case}"]`);
      if (known) redraw(known, line);
      else added += 1;
    }
    offer(added);
  };

  const offer = (added) => {
    const place = root.querySelector("[data-queue-news]");
    if (place.hidden === !added && place.dataset.count === String(added)) return;
    place.hidden = !added;
    place.dataset.count = added;
    if (!added) return;
    place.querySelector("button").textContent = says.dataset.show.replace("%s", added);
    says.textContent = says.dataset.fresh.replace("%s", added);
  };

  const show = async () => {
    const answer = await fetch(root.querySelector("[data-queue]").dataset.queueUrl);
    if (!answer.ok) return;
    const chosen = [...root.querySelectorAll("input[name=case]:checked")].map((box) => box.closest("[data-case]").dataset.case);
    root.innerHTML = await answer.text();
    for (const number of chosen) {
      const box = root.querySelector(`[data-case="${number}"] input[name=case]`);
      if (box) box.checked = true;
    }
    root.querySelector("[data-case] a")?.focus();
  };

  root.addEventListener("click", (event) => event.target.closest("[data-queue-show]") && show());
  document.addEventListener("live:case", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, 800);
  });
  document.addEventListener("live:presence", ({ detail }) => {
    const place = root.querySelector(`[data-case="${CSS.escape(detail.reference)}"] [data-who]`);
    if (!place) return;
    place.textContent = detail.who.map((each) => (each.typing ? `${each.name} …` : each.name)).join(", ");
    place.hidden = !detail.who.length;
  });
})();
