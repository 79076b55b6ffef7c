/* The editor's form: a button pressed while Wagtail saves by itself waits for that save, and none begins after it.
   Wagtail 8 sends both: a new page is begun by the one and begun again by the other, whose address is taken then. */
(() => {
  const LONGEST = 10000;
  let saving = false;
  let leaving = false;
  let held = null;

  const go = () => {
    saving = false;
    if (!held) return;
    const { form, button } = held;
    held = null;
    // Its progress has switched it off meanwhile, and a button that is off is not sent.
    const wasOff = button?.disabled;
    if (button) button.disabled = false;
    form.requestSubmit(button);
    if (button) button.disabled = wasOff;
  };

  document.addEventListener("w-autosave:save", (event) => {
    if (leaving) event.preventDefault();
    else saving = true;
  });
  for (const name of ["success", "error"]) {
    document.addEventListener(`w-autosave:${name}`, go);
  }
  document.addEventListener(
    "submit",
    (event) => {
      if (!event.target.matches("[data-edit-form]")) return;
      if (saving) {
        event.preventDefault();
        event.stopImmediatePropagation();
        held = { form: event.target, button: event.submitter };
        // A save that never ends must not keep the words here.
        setTimeout(go, LONGEST);
      } else {
        leaving = true;
        // Who stops it after us, to ask something first, leaves the editor here: saving goes on.
        setTimeout(() => { leaving = !event.defaultPrevented; });
      }
    },
    true,
  );
  window.addEventListener("pageshow", () => {
    leaving = false;
  });
})();
