// <button data-print>: prints the page. The button is revealed here, because without JavaScript it could do nothing.

for (const button of document.querySelectorAll("button[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
}
