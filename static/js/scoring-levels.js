// [data-levels]: the levels of a scoring item. Blank ones at the end stay out of sight until 添加一档 asks for them, and
// an item that becomes 主观分 shows that it needs levels. Works on the document, because rows are added to it
// (js/formset.js); the template of such a row is tidied like a row. Without JavaScript every level is shown.

const FEWEST = 2;

const templates = [...document.querySelectorAll("template[data-formset-template]")].map((template) => template.content);
for (const root of [document, ...templates]) {
    for (const levels of root.querySelectorAll("[data-levels]")) {
        tidy(levels);
    }
}

document.addEventListener("click", (event) => {
    const levels = event.target.closest("[data-level-add]")?.closest("[data-levels]");
    if (levels) {
        const next = rows(levels).find((row) => row.hidden);
        next.hidden = false;
        next.querySelector("input").focus();
        offer(levels);
    }
});

document.addEventListener("change", (event) => {
    if (event.target.name?.endsWith("-judging") && event.target.value === "subjective") {
        event.target.closest("[data-formset-row]").querySelector("[data-levels]").open = true;
    }
});

function tidy(levels) {
    const all = rows(levels);
    const last = all.map(isFilled).lastIndexOf(true);
    for (const [index, row] of all.entries()) {
        row.hidden = index > Math.max(last, FEWEST - 1);
    }
    offer(levels);
}

function offer(levels) {
    levels.querySelector("[data-level-add]").hidden = rows(levels).every((row) => !row.hidden);
}

function isFilled(row) {
    return [...row.querySelectorAll("input")].some((input) => input.value !== "");
}

function rows(levels) {
    return [...levels.querySelectorAll("[data-level]")];
}
