/* data-live-offer="/live/open/": a call that stands hidden in a page that is the same for everybody; shown when
   somebody is there to talk. Asked once, when the reader comes near it. */
(() => {
  const near = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      fetch(target.dataset.liveOffer)
        .then((answer) => answer.json())
        .then(({ open }) => { target.firstElementChild.hidden = !open; })
        .catch(() => {});
    }
  }, { rootMargin: "200px" });
  document.querySelectorAll("[data-live-offer]").forEach((each) => near.observe(each));
})();
