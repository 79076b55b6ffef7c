/* <form data-tip data-done="Thank you!">: finding a tip helpful leaves the reader where she is. */
(() => {
  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("form[data-tip]");
    if (!form || form.dataset.plain) return;
    event.preventDefault();
    try {
      const answer = await fetch(form.action, { method: "POST", redirect: "manual" });
      if (answer.type !== "opaqueredirect") throw new Error("no answer");
      const thanks = document.createElement("span");
      thanks.className = "tip__thanks";
      thanks.setAttribute("role", "status");
      form.replaceChildren(thanks);
      thanks.tabIndex = -1;
      thanks.focus();
      thanks.textContent = form.dataset.done;
    } catch {
      form.dataset.plain = "1";
      form.requestSubmit();
    }
  });
})();
