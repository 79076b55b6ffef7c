// <div data-live="case:Q-1"><p data-here data-looking data-typing>: who else is at this case, as it changes.
// [data-new-messages] appears when something was written; the page is never changed under somebody's hands. Its link
// adds the new messages and draws head and side anew, the answer that is being written stays where it is.
(() => {
  const room = document.querySelector("[data-here]");
  if (!room) return;
  const reference = room.closest("[data-live]").dataset.live.split(":")[1];
  const hint = document.querySelector("[data-new-messages]");
  document.addEventListener("live:presence", ({ detail }) => {
    if (detail.reference !== reference) return;
    room.replaceChildren(...detail.who.map(({ name, typing }) => {
      const tag = document.createElement("span");
      tag.className = "desk-tag";
      tag.textContent = (typing ? room.dataset.typing : room.dataset.looking).replace("%s", name);
      return tag;
    }));
  });
  for (const kind of ["message", "case"]) {
    document.addEventListener(`live:${kind}`, ({ detail }) => {
      // One's own words stand there already.
      if (detail.message && document.getElementById(`message-${detail.message}`)) return;
      if (detail.reference === reference && hint) hint.hidden = false;
    });
  }

  const show = (fresh) => {
    const added = [...fresh.querySelectorAll(".desk-message[id]")].filter(({ id }) => !document.getElementById(id));
    for (const message of added) {
      message.classList.add("desk-message--new");
      hint.before(document.adoptNode(message));
    }
    for (const part of [".desk-head", ".desk-aside"]) {
      document.querySelector(part).replaceWith(document.adoptNode(fresh.querySelector(part)));
    }
    // What is sent from now on was written with these messages on screen.
    for (const name of ["version", "seen"]) {
      const newer = fresh.querySelector(`form[data-draft] [name=${name}]`);
      const field = document.querySelector(`form[data-draft] [name=${name}]`);
      if (newer && field) field.value = newer.value;
    }
    hint.hidden = true;
    if (!added.length) return;
    added[0].tabIndex = -1;
    added[0].focus();
  };
  hint?.querySelector("a").addEventListener("click", async (event) => {
    event.preventDefault();
    const { href } = event.currentTarget;
    try {
      const answer = await fetch(href, { redirect: "error" });
      if (!answer.ok) throw new Error(answer.status);
      show(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch {
      location.assign(href);
    }
  });
})();
