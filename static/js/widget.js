// <script src="https://help.shop.example/widget.js" async></script> on the shop's own site: a button that opens the
// help centre in a panel. Answers open in place. Needs `script-src` and `frame-src` of this host where the site has a
// content security policy, and nothing else: no inline style, no cookie, no request before the button is pressed.
// data-query="returns" on the script tag: what is asked at first. [data-aftercare="question"]: opens it from anywhere.
const tag = document.currentScript;
const address = (question) => (question ? `${words.frame}?q=${encodeURIComponent(question)}` : words.frame);
const style = new CSSStyleSheet();
style.replaceSync(`
  :host { all: initial; --accent: var(--aftercare-accent, #17694b); color-scheme: light dark; font: 16px/1.4 system-ui, sans-serif; }
  button { font: inherit; font-weight: 600; border: 0; cursor: pointer; min-height: 44px; }
  button:focus-visible { outline: 3px solid #fff; outline-offset: -5px; }
  .open { position: fixed; inset: auto 16px 16px auto; z-index: 2147483000; padding: 0 20px; border-radius: 22px;
    background: var(--accent); color: var(--aftercare-on-accent, #fff); box-shadow: 0 4px 16px rgb(0 0 0 / .25); }
  dialog { position: fixed; inset: auto 16px 16px auto; z-index: 2147483001; box-sizing: border-box; margin: 0; padding: 0; border: 0;
    width: min(420px, calc(100vw - 32px)); height: min(640px, calc(100vh - 32px)); border-radius: 16px; overflow: hidden;
    background: var(--accent); box-shadow: 0 8px 40px rgb(0 0 0 / .3); }
  dialog[open] { display: grid; grid-template-rows: auto 1fr; }
  .close { justify-self: end; padding: 0 20px; background: none; color: var(--aftercare-on-accent, #fff); }
  iframe { width: 100%; height: 100%; border: 0; background: Canvas; }
  @media (max-width: 480px) { dialog { inset: 0; width: 100vw; max-width: none; height: 100dvh; max-height: none; border-radius: 0; } }
  @media print { :host { display: none; } }`);
const host = document.createElement("aftercare-help");
const root = host.attachShadow({ mode: "open" });
root.adoptedStyleSheets = [style];
const make = (name, properties) => Object.assign(document.createElement(name), properties);
const button = make("button", { type: "button", className: "open", textContent: words.open });
const panel = make("dialog", { ariaLabel: words.title });
const shut = make("button", { type: "button", className: "close", textContent: words.close });
button.setAttribute("aria-haspopup", "dialog");
let frame;
let opener = button;
const open = (question, from = button) => {
  opener = from;
  if (!frame) {
    frame = make("iframe", { title: words.title, src: address(question), referrerPolicy: "origin" });
    panel.append(shut, frame);
  } else if (question) frame.src = address(question);
  panel.show();
  frame.focus();
};
const close = () => {
  panel.close();
  opener.focus?.();
};
button.addEventListener("click", () => open(tag?.dataset.query));
shut.addEventListener("click", close);
panel.addEventListener("keydown", (event) => event.key === "Escape" && close());
addEventListener("message", (event) => {
  if (event.data === "aftercare:close" && event.source === frame?.contentWindow) close();
});
addEventListener("click", (event) => {
  const from = event.target.closest?.("[data-aftercare]");
  if (!from) return;
  event.preventDefault();
  open(from.dataset.aftercare, from);
});
root.append(button, panel);
const put = () => document.body.append(host);
if (document.body) put();
else addEventListener("DOMContentLoaded", put, { once: true });
