/* data-outcome="c": a link inside leads to a person. Tells reading.js what a reader of the article does next:
   asks us (c), searches again (r) or says that it did not help (n). Nothing is sent from here. */
(() => {
  const tell = (detail) => document.dispatchEvent(new CustomEvent("reading:next", { detail }));
  document.addEventListener("click", ({ target }) => {
    if (target.closest("a") && target.closest("[data-outcome=c]")) tell("c");
  }, { capture: true });
  document.addEventListener("submit", ({ target, submitter }) => {
    if (target.closest("search")) tell("r");
    if (submitter?.name === "helpful" && submitter.value === "no") tell("n");
  }, { capture: true });
})();
