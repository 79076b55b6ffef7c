// <div data-macros="/admin/cases/Q-1/macro/0/"> inserts a macro where the cursor is: chosen from the list, or typed
// after a slash at the beginning of a line or after a space.
(() => {
  const room = document.querySelector("[data-macros]");
  const form = room?.closest("form");
  const text = form?.querySelector("[data-article-target]");
  if (!text) return;
  const select = room.querySelector("select");
  const list = room.querySelector("[data-macro-list]");
  const status = room.querySelector("[data-macro-status]");
  const all = [...select.options].filter((option) => option.value);
  const typed = () => /(^|\s)\/([^\s/]{0,40})$/.exec(text.value.slice(0, text.selectionStart));

  const insert = async (pk) => {
    const answer = await fetch(room.dataset.macros.replace("/0/", `/${pk}/`));
    if (!answer.ok) return;
    const macro = await answer.json();
    const slash = typed();
    const start = slash ? text.selectionStart - slash[2].length - 1 : text.selectionStart;
    text.setRangeText(macro.text, start, text.selectionEnd, "end");
    const used = form.elements.macros;
    used.value = [...used.value.split(",").filter(Boolean), pk].join(",");
    if (macro.internal) form.querySelector("[value=note]").checked = true;
    status.textContent = macro.hint;
    list.hidden = true;
    select.value = "";
    text.dispatchEvent(new Event("input", { bubbles: true }));
    const open = text.value.indexOf("{{", start);
    text.focus();
    if (open >= 0) text.setSelectionRange(open, text.value.indexOf("}}", open) + 2);
  };

  select.addEventListener("change", () => { if (select.value) insert(select.value); });
  room.querySelector("[name=use_macro]").addEventListener("click", (event) => {
    event.preventDefault();
    if (select.value) insert(select.value);
  });
  text.addEventListener("input", () => {
    const found = typed();
    const named = found ? all.filter((option) => option.dataset.name.toLowerCase().includes(found[2].toLowerCase())) : [];
    list.hidden = !named.length;
    list.replaceChildren(...named.slice(0, 6).map((option) => {
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button button-small button-secondary";
      button.textContent = option.textContent;
      button.addEventListener("click", () => insert(option.value));
      item.append(button);
      return item;
    }));
  });
  text.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "Escape") list.hidden = true;
    if (event.key === "Enter") {
      event.preventDefault();
      list.querySelector("button").click();
    }
    if (event.key === "ArrowDown") {
      event.preventDefault();
      list.querySelector("button").focus();
    }
  });
})();
