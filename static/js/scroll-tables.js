// [data-scroll-tables]: a table in it that is wider than its place can be reached and scrolled with the keyboard,
// and a line above it says so to those who see its cut edge only.
// The tables come from the province's text; without JavaScript every one of them can be reached.

const tables = document.querySelectorAll("[data-scroll-tables] table");
const hints = new Map(Array.from(tables, (table) => [table, hintAbove(table)]));

function hintAbove(table) {
    const hint = document.createElement("p");
    hint.className = "scroll-hint";
    hint.textContent = "表格较宽，可左右滑动查看";
    hint.hidden = true;
    table.before(hint);
    return hint;
}

function mark() {
    for (const [table, hint] of hints) {
        const scrolls = table.scrollWidth > table.clientWidth;
        hint.hidden = !scrolls;
        if (scrolls) {
            table.tabIndex = 0;
        } else {
            table.removeAttribute("tabindex");
        }
    }
}

window.addEventListener("resize", mark);
mark();
