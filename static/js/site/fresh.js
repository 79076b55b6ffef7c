// A kept page fills in what must not be old when its place comes into view:
// <p data-fresh="/contact/promise/"></p>. Without scripts the place stays empty and takes no room.
(() => {
  const fill = async (place) => {
    try {
      const answer = await fetch(place.dataset.fresh, { credentials: "same-origin" });
      if (answer.ok) place.innerHTML = await answer.text();
    } catch {
      // Offline: what the page says without it holds, too.
    }
  };
  // An empty place is not shown, so it is never seen: its parent is.
  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      for (const place of target.querySelectorAll("[data-fresh]:empty")) fill(place);
    }
  }, { rootMargin: "200px" });
  for (const place of document.querySelectorAll("[data-fresh]")) seen.observe(place.parentElement);
})();
