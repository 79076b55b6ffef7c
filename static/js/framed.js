// Inside the widget's frame Escape closes the widget, and the page around it is told nothing else.
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && parent !== window) parent.postMessage("aftercare:close", "*");
});
