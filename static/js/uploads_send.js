/* data-send="/cases/files/": sends chosen files ahead with XHR and shows how far they are; what came is listed by the
   server in [data-waiting], what it refused stands there in a sentence each. Whatever goes wrong, the files stay in the
   field and go along with the form. data-key, or the form's own submission_key, says whose they are.
   The words come from the page: data-sending, data-sent, data-not-sent. */
(() => {
  const field = (form, name) => form.querySelector(`input[name="${name}"]`)?.value ?? "";

  const send = (input, form, status, bar) => {
    const data = new FormData();
    data.append("csrfmiddlewaretoken", field(form, "csrfmiddlewaretoken"));
    data.append("submission_key", input.dataset.key || field(form, "submission_key"));
    for (const file of input.files) data.append("photos", file);
    const request = new XMLHttpRequest();
    const finish = (words) => {
      bar.hidden = true;
      status.textContent = words;
    };
    bar.hidden = false;
    bar.removeAttribute("value");
    status.textContent = input.dataset.sending;
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) bar.value = event.loaded / event.total;
    });
    request.addEventListener("load", () => {
      const waiting = form.querySelector("[data-waiting]");
      const isOurs = request.status === 200 && request.responseURL.endsWith(input.dataset.send);
      if (!isOurs || !waiting) return finish(input.dataset.notSent);
      waiting.innerHTML = request.responseText;
      input.value = "";
      input.dispatchEvent(new Event("change"));
      finish(waiting.querySelector(".field__error") ? "" : input.dataset.sent);
    });
    for (const trouble of ["error", "abort", "timeout"]) {
      request.addEventListener(trouble, () => finish(input.dataset.notSent));
    }
    request.open("POST", input.dataset.send);
    request.timeout = 120000;
    request.send(data);
    return request;
  };

  for (const input of document.querySelectorAll("[data-send]")) {
    const form = input.form;
    const status = document.createElement("p");
    const bar = document.createElement("progress");
    status.className = "sending-files";
    status.setAttribute("role", "status");
    bar.className = "sending-files__bar";
    bar.max = 1;
    bar.hidden = true;
    bar.setAttribute("aria-label", input.dataset.sending);
    input.after(bar, status);
    let running;
    input.addEventListener("change", () => {
      if (!input.files.length) return;
      running?.abort();
      running = send(input, form, status, bar);
    });
    form.addEventListener("submit", () => running?.abort());
  }
})();
