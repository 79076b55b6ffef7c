// <meta name="htmx-config" data-htmx="/static/htmx.js">: brought when a part of the page asks by itself (hx-trigger="every
// 2s"), or when somebody turns to a form that htmx makes quicker. Before that, and without it, it is a plain form.
(() => {
  const { htmx } = document.querySelector("[data-htmx]")?.dataset ?? {};
  if (!htmx) return;
  const bring = (field) => {
    document.removeEventListener("focusin", turned);
    const script = document.createElement("script");
    script.src = htmx;
    // What was typed while it was on its way is told to it.
    const before = field?.value;
    script.onload = () => {
      if (field && field.value !== before) field.dispatchEvent(new Event("input", { bubbles: true }));
    };
    // It looks at the page only once all of it is there.
    if (document.readyState === "complete") document.head.append(script);
    else addEventListener("load", () => document.head.append(script));
  };
  const turned = ({ target }) => { if (target.form?.matches("[hx-get]")) bring(target); };
  if (document.querySelector("[hx-trigger^=every]")) bring();
  else document.addEventListener("focusin", turned);
})();
