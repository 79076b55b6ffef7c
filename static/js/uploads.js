/* data-preview: shows chosen files at once and says which are too large or too many, before anything is sent.
   The words come from the page: data-too-large, data-too-many. */
(() => {
  const MAX_BYTES = 10 * 1024 * 1024;
  const MAX_FILES = 5;
  const size = (bytes) => new Intl.NumberFormat(document.documentElement.lang, {
    style: "unit", unit: "megabyte", maximumFractionDigits: 1,
  }).format(bytes / 1048576);

  // CSP allows data: pictures only, so a preview is drawn small and never as large as the photo.
  const picture = async (file) => {
    const image = await createImageBitmap(file, { resizeWidth: 96, resizeQuality: "low" });
    const canvas = document.createElement("canvas");
    canvas.width = image.width;
    canvas.height = image.height;
    canvas.getContext("2d").drawImage(image, 0, 0);
    image.close();
    const shown = document.createElement("img");
    shown.alt = "";
    shown.src = canvas.toDataURL("image/jpeg", 0.7);
    return shown;
  };

  const row = (file, number, input) => {
    const item = document.createElement("li");
    item.className = "chosen-files__item";
    const text = document.createElement("span");
    text.textContent = `${file.name} · ${size(file.size)}`;
    item.append(text);
    const problem = file.size > MAX_BYTES ? input.dataset.tooLarge : number >= MAX_FILES ? input.dataset.tooMany : "";
    if (problem) {
      item.classList.add("chosen-files__item--bad");
      text.textContent += ` · ${problem}`;
    } else if (file.type.startsWith("image/")) {
      picture(file).then((shown) => item.prepend(shown), () => {});
    }
    return item;
  };

  for (const input of document.querySelectorAll("[data-preview]")) {
    const list = document.createElement("ul");
    list.className = "chosen-files";
    list.setAttribute("aria-live", "polite");
    input.after(list);
    input.addEventListener("change", () => {
      list.replaceChildren(...[...input.files].map((file, number) => row(file, number, input)));
    });
  }
})();
