// select[name$="-category"] in a scoring item: another group counts the item's points at once (js/sum.js), and
// [data-moved-note] says where the item will stand. It is the saving that moves it; until then the row stays where it is.

// Before the sums, which listen to the form.
document.addEventListener("input", (event) => show(event.target), { capture: true });
for (const select of document.querySelectorAll('select[name$="-category"]')) {
    show(select);
}

function show(select) {
    if (!(select instanceof HTMLSelectElement) || !select.name.endsWith("-category")) {
        return;
    }
    const row = select.closest("[data-formset-row]");
    const [table] = select.name.split("-");
    row.querySelector('[name$="-most_points"]').dataset.sumItem = `${select.value}-items`;
    const isMoved = select.value !== table;
    const label = select.selectedOptions[0].textContent;
    row.querySelector("[data-moved-note]").textContent = isMoved ? `已归入“${label}”，保存并刷新后显示在该类别中。` : "";
}
