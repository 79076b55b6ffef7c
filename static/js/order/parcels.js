/* <div class="parcels" data-parcels="/orders/1042/parcels/" data-every="60" data-etag="…">: while the page is looked at,
   asks whether anything moved, puts in what did, and says it once. Nothing moved: it asks ever more rarely. Without
   data-parcels everything is over. Nobody's place is lost: not while the keyboard is inside, and what was open stays. */
(() => {
  const LONGEST = 15 * 60;
  const say = document.querySelector("[data-parcels-news]");
  let box = document.querySelector("[data-parcels]");
  if (!box || !say) return;
  let pause = Number(box.dataset.every);
  let timer = 0;
  let asked = Date.now();

  const headlines = (from) => [...from.querySelectorAll(".standing__title, .parcel__headline")].map((line) => line.textContent.trim());

  const swap = (old, fresh) => {
    const open = [...old.querySelectorAll("details")].map((details) => details.open);
    fresh.querySelectorAll("details").forEach((details, index) => { details.open = Boolean(open[index]); });
    old.replaceWith(fresh);
  };

  const show = (page) => {
    const before = headlines(document);
    for (const name of [".standing", ".parcels"]) {
      const [old, fresh] = [document.querySelector(name), page.querySelector(name)];
      if (old && fresh) swap(old, fresh);
    }
    box = document.querySelector("[data-parcels]");
    say.textContent = headlines(document).filter((line) => !before.includes(line)).join(". ");
  };

  const look = async () => {
    if (document.hidden || box.contains(document.activeElement)) return wait();
    asked = Date.now();
    try {
      const answer = await fetch(box.dataset.parcels, { headers: { "If-None-Match": `"${box.dataset.etag}"` }, cache: "no-store", redirect: "error" });
      if (answer.ok) show(new DOMParser().parseFromString(await answer.text(), "text/html"));
      else if (answer.status !== 304 && answer.status < 500) return;
      pause = answer.ok && box ? Number(box.dataset.every) : Math.min(pause * 1.5, LONGEST);
    } catch {
      pause = Math.min(pause * 2, LONGEST);
    }
    if (box) wait();
  };

  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(look, pause * 1000);
  };

  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && box && Date.now() - asked > pause * 1000) look();
  });
  wait();
})();
