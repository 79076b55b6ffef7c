/* [data-live-new]: a link that reloads the page; shown as soon as something new is to be seen there. What somebody is
   just typing stays where it is. */
(() => {
  for (const name of ["message", "case"]) {
    document.addEventListener(`live:${name}`, ({ detail }) => {
      for (const note of document.querySelectorAll("[data-live-new]")) {
        if (detail.message && document.getElementById(`message-${detail.message}`)) continue;
        note.hidden = false;
      }
    });
  }
})();
