// [data-scroll-tables]: a table in it that is wider than its place can be reached and scrolled with the keyboard.
// The tables come from the province's text, where no tabindex is let through.

const tables = document.querySelectorAll("[data-scroll-tables] table");

function mark() {
    for (const table of tables) {
        if (table.scrollWidth > table.clientWidth) {
            table.tabIndex = 0;
        } else {
            table.removeAttribute("tabindex");
        }
    }
}

window.addEventListener("resize", mark);
mark();
