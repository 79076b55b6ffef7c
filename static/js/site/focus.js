// <div data-focus>: takes the focus when the page opens, so that a list of mistakes is read out first.
document.querySelector("[data-focus]")?.focus();
