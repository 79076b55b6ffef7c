// <form data-draft="/admin/cases/Q-1/draft/"> keeps its text on the server: after a pause, on leaving the field, on
// leaving the page. [data-typing] tells colleagues that somebody writes.
(() => {
  const form = document.querySelector("form[data-draft]");
  const text = form?.querySelector("textarea");
  if (!text) return;
  const status = form.querySelector("[data-draft-status]");
  let kept = text.value, timer, typedAt = 0, isSending = false;

  const body = () => {
    const sent = new FormData();
    for (const name of ["csrfmiddlewaretoken", "internal"]) {
      const value = new FormData(form).get(name);
      if (value !== null) sent.append(name, value);
    }
    sent.append("body", text.value);
    sent.append("what", form.dataset.draftWhat || "");
    sent.append("script", "1");
    return sent;
  };
  const keep = async () => {
    clearTimeout(timer);
    if (isSending || text.value === kept) return;
    const now = text.value;
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body: body(), keepalive: now.length < 20000 });
      if (!answer.ok) throw new Error(answer.status);
      kept = now;
      if (status) status.textContent = (await answer.json()).said;
    } catch {
      timer = setTimeout(keep, 10000);
    }
  };
  const tell = () => {
    if (!form.dataset.typing || Date.now() - typedAt < 3000) return;
    typedAt = Date.now();
    const sent = new FormData();
    sent.append("case", form.dataset.case);
    sent.append("typing", "1");
    sent.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    fetch(form.dataset.typing, { method: "POST", body: sent }).catch(() => {});
  };

  text.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, 3000);
    tell();
  });
  text.addEventListener("blur", keep);
  addEventListener("pagehide", keep);
  form.addEventListener("submit", () => { isSending = true; clearTimeout(timer); });
})();
