/* <form data-vote> inside <section class="helped">: the answer takes the section's place, the article stays where it
   is. Without this script, or when the line is down, the form leads to a page with the same words. */
(() => {
  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("form[data-vote]");
    const here = form?.closest(".helped");
    if (!here || event.defaultPrevented || form.dataset.plain) return;
    const body = new URLSearchParams(new FormData(form));
    if (event.submitter?.name) body.append(event.submitter.name, event.submitter.value);
    event.preventDefault();
    here.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.action, { method: "POST", body });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const next = page.querySelector(".helped--answered");
      if (!answer.ok || !next) throw new Error("no answer");
      here.replaceWith(next);
      next.focus({ preventScroll: true });
      next.scrollIntoView({ block: "nearest" });
    } catch {
      here.removeAttribute("aria-busy");
      form.dataset.plain = "1";
      form.requestSubmit(event.submitter);
    }
  });
})();
