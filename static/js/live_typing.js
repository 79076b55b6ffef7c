/* data-live-typing="<address>" on a textarea: says at most every two seconds that somebody writes, and when they
   stopped. An agent's internal note is nobody's business: nothing is said while "note" is chosen.
   data-live-people: shows who is writing (live:presence); the words come from the page:
   data-typing="%s is writing", data-looking="%s is looking at this, too" (agents only). */
(() => {
  const EVERY = 2000;
  const QUIET = 5000;

  for (const field of document.querySelectorAll("[data-live-typing]")) {
    let last = 0, timer;
    const tell = (typing) => {
      const data = new URLSearchParams({ typing, case: field.dataset.liveCase ?? "" });
      fetch(field.dataset.liveTyping, { method: "POST", body: data }).catch(() => {});
    };
    const stop = () => {
      clearTimeout(timer);
      if (last) tell(0);
      last = 0;
    };
    field.addEventListener("input", () => {
      const kind = field.form?.elements.internal;
      if (!field.value || kind?.value === "note" || kind?.checked) return stop();
      clearTimeout(timer);
      timer = setTimeout(stop, QUIET);
      if (Date.now() - last < EVERY) return;
      last = Date.now();
      tell(1);
    });
    field.form?.addEventListener("live:sent", stop);
    field.form?.addEventListener("submit", () => clearTimeout(timer));
  }

  document.addEventListener("live:presence", ({ detail }) => {
    for (const shown of document.querySelectorAll("[data-live-people]")) {
      const sentence = (words, people) =>
        words && people.length ? words.replace("%s", people.map((each) => each.name).join(", ")) : "";
      const typing = detail.who.filter((each) => each.typing);
      const looking = detail.who.filter((each) => !each.typing);
      const text = [sentence(shown.dataset.typing, typing), sentence(shown.dataset.looking, looking)];
      const words = text.filter(Boolean).join(" · ");
      if (shown.textContent !== words) shown.textContent = words;
      shown.toggleAttribute("data-busy", typing.length > 0);
    }
  });
})();
