// <figure data-video="address to frame" data-title="…"><a href="the video at its host">…</a>…</figure>: plays in place.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-video] > a");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button) return;
  event.preventDefault();
  const figure = link.parentElement;
  const frame = document.createElement("iframe");
  frame.className = "video__frame";
  frame.src = figure.dataset.video;
  frame.title = figure.dataset.title;
  frame.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
  // Hosts play for pages they are told the site of; our own pages tell nobody.
  frame.referrerPolicy = "strict-origin-when-cross-origin";
  figure.replaceChildren(frame);
  frame.focus();
});
