// On paper a link shows where it leads; the stylesheet can't make a whole address of /help/….
addEventListener("beforeprint", () => {
  for (const link of document.querySelectorAll(".prose a[href], .article__short a[href]")) link.dataset.address = link.href;
});
