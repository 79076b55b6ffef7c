// <ul data-macro-preview="/admin/cases/macros/preview/" data-heading="Preview"> shows below it how the text that is
// being written looks with an example's values, and names variables nobody knows.
(() => {
  const room = document.querySelector("[data-macro-preview]");
  const shown = document.querySelector("[data-macro-shown]");
  if (!room || !shown) return;
  let timer;
  const show = async (text) => {
    const sent = new FormData();
    sent.append("text", text.value);
    sent.append("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
    const answer = await fetch(room.dataset.macroPreview, { method: "POST", body: sent });
    if (!answer.ok) return;
    const macro = await answer.json();
    const heading = document.createElement("h3");
    heading.textContent = room.dataset.heading;
    const body = document.createElement("pre");
    body.textContent = macro.text;
    const hint = document.createElement("p");
    hint.textContent = macro.hint;
    shown.replaceChildren(heading, body, hint);
  };
  document.addEventListener("input", ({ target }) => {
    if (!target.matches("textarea[name$=-body]")) return;
    clearTimeout(timer);
    timer = setTimeout(show, 500, target);
  });
})();
