/* data-verify="digest": the chosen file's SHA-256 goes into that field and the file itself stays with the reader.
   Without scripts, or where the browser can't reckon (no HTTPS), the file is sent and compared by the server. */
(() => {
  const input = document.querySelector("input[data-verify]");
  const target = input?.form?.elements[input.dataset.verify];
  if (!target || !globalThis.crypto?.subtle) return;
  const note = document.querySelector("[data-verify-note]");
  if (note) note.hidden = false;
  const hex = (buffer) => [...new Uint8Array(buffer)].map((n) => n.toString(16).padStart(2, "0")).join("");
  let reckoned = Promise.resolve();

  input.addEventListener("change", () => {
    target.value = "";
    const [file] = input.files;
    if (!file || file.size > 104857600) return;
    reckoned = file.arrayBuffer().then((bytes) => crypto.subtle.digest("SHA-256", bytes)).then((digest) => {
      target.value = hex(digest);
    }).catch(() => {});
  });

  input.form.addEventListener("submit", (event) => {
    if (!input.files.length || input.disabled) return;
    event.preventDefault();
    reckoned.then(() => {
      input.disabled = Boolean(target.value);
      input.form.submit();
      input.disabled = false;
    });
  });
})();
