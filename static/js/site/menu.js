// <details data-menu>: closes on Escape and when something else is pressed.
const close = (menu) => menu.removeAttribute("open");
addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) if (!menu.contains(event.target)) close(menu);
});
addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    const inside = menu.contains(document.activeElement);
    close(menu);
    if (inside) menu.querySelector("summary").focus();
  }
});
