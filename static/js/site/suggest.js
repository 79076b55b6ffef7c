// <div data-suggest="/help/suggest/"> around an <input>: offers articles while somebody types (ARIA combobox with a
// listbox). Arrow keys choose, Enter opens, Escape closes; in a form that posts, the article opens beside the form.
let boxes = 0;
for (const box of document.querySelectorAll("[data-suggest]")) {
  const input = box.querySelector("input");
  if (!input) continue;
  const list = document.createElement("ul");
  const status = document.createElement("span");
  const id = `suggestions-${(boxes += 1)}`;
  Object.assign(list, { id, className: "suggestions", role: "listbox", hidden: true });
  Object.assign(status, { className: "visually-hidden", role: "status" });
  list.setAttribute("aria-label", input.labels?.[0]?.textContent.trim() ?? "");
  box.append(list, status);
  const set = (name, value) => input.setAttribute(name, value);
  set("role", "combobox");
  set("aria-autocomplete", "list");
  set("aria-expanded", "false");
  set("aria-controls", id);
  input.autocomplete = "off";
  let active = -1, request, timer, asked = "";

  const choose = (index) => {
    active = index;
    [...list.children].forEach((option, at) => {
      option.classList.toggle("is-active", at === index);
      option.setAttribute("aria-selected", at === index);
    });
    if (index < 0) input.removeAttribute("aria-activedescendant");
    else set("aria-activedescendant", list.children[index].id);
  };
  const show = (open) => {
    list.hidden = !open;
    set("aria-expanded", String(open));
    choose(-1);
  };
  const go = (option) => {
    if (input.form?.method === "post") window.open(option.dataset.url, "_blank", "noopener");
    else location.assign(option.dataset.url);
  };
  const ask = async () => {
    request?.abort();
    request = new AbortController();
    const words = (asked = input.value.trim());
    if (words.length < 2) return show(false);
    try {
      const answer = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(words)}`, { signal: request.signal });
      if (!answer.ok || words !== asked) return;
      const found = await answer.json();
      list.replaceChildren(...found.items.map((item, at) => {
        const option = document.createElement("li");
        Object.assign(option, { id: `${id}-${at}`, className: "suggestions__item", role: "option", textContent: item.title });
        option.dataset.url = item.url;
        return option;
      }));
      show(found.items.length > 0 && document.activeElement === input);
      status.textContent = found.status;
    } catch (error) {
      if (error.name !== "AbortError") show(false);
    }
  };
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 180); });
  input.addEventListener("keydown", (event) => {
    const count = list.hidden ? 0 : list.children.length;
    if (event.key === "Escape" && count) { event.preventDefault(); show(false); }
    if (!count || event.isComposing) return;
    if (event.key === "ArrowDown") { event.preventDefault(); choose(active + 1 < count ? active + 1 : -1); }
    if (event.key === "ArrowUp") { event.preventDefault(); choose(active < 0 ? count - 1 : active - 1); }
    if (event.key === "Enter" && active >= 0) { event.preventDefault(); go(list.children[active]); }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => { const option = event.target.closest("li"); if (option) go(option); });
  input.addEventListener("blur", () => show(false));
}
