// [data-formset="<prefix>"]: adding and removing rows of a Django formset.
// A row that was saved before is struck out and can be restored until the form is sent; a new one disappears.
// Both tick Django's DELETE, so the numbering of the rows is never touched.

for (const formset of document.querySelectorAll("[data-formset]")) {
    const prefix = formset.dataset.formset;
    const rows = formset.querySelector("[data-formset-rows]");
    const template = formset.querySelector("[data-formset-template]");
    const addButton = formset.querySelector("[data-formset-add]");
    const total = management("TOTAL_FORMS");
    const most = Number(management("MAX_NUM_FORMS").value);

    dropSpareRows();
    for (const row of rows.querySelectorAll("[data-formset-row]")) {
        prepare(row);
    }
    addButton.hidden = false;
    addButton.addEventListener("click", () => {
        const row = add();
        row.querySelector("input:not([type=hidden]), select, textarea").focus();
    });
    showRoom();

    // The blank row at the end is for browsers without JavaScript; one row always stays.
    function dropSpareRows() {
        while (rows.children.length > 1 && isBlank(rows.lastElementChild)) {
            rows.lastElementChild.remove();
            total.value = Number(total.value) - 1;
        }
    }

    function isBlank(row) {
        const fields = [...row.querySelectorAll("input:not([type=hidden]):not([type=checkbox]), select, textarea")];
        return !isSaved(row) && fields.every((field) => field.value === "" && field.ariaInvalid !== "true");
    }

    function management(name) {
        return formset.querySelector(`input[name="${prefix}-${name}"]`);
    }

    function add() {
        const fragment = template.content.cloneNode(true);
        const row = fragment.querySelector("[data-formset-row]");
        for (const element of row.querySelectorAll("*")) {
            for (const attribute of element.attributes) {
                if (attribute.value.includes("__prefix__")) {
                    attribute.value = attribute.value.replace(/__prefix__/g, total.value);
                }
            }
        }
        prepare(row);
        rows.append(row);
        total.value = Number(total.value) + 1;
        changed();
        return row;
    }

    function prepare(row) {
        const mark = row.querySelector("[data-formset-delete]");
        const button = row.querySelector("[data-formset-remove]");
        if (!mark || !button) {
            return;
        }
        mark.hidden = true;
        button.hidden = false;
        button.dataset.removeLabel = button.textContent;
        button.addEventListener("click", () => setRemoved(row, !checkbox(row).checked));
        if (checkbox(row).checked) {
            setRemoved(row, true);
        }
    }

    function checkbox(row) {
        return row.querySelector("[data-formset-delete] input");
    }

    function isSaved(row) {
        return Boolean(row.querySelector(`input[type=hidden][name^="${prefix}-"][name$="-id"]`)?.value);
    }

    function setRemoved(row, isRemoved) {
        const button = row.querySelector("[data-formset-remove]");
        checkbox(row).checked = isRemoved;
        row.toggleAttribute("data-removed", isRemoved);
        row.classList.toggle("formset-table__row--removed", isRemoved);
        row.hidden = isRemoved && !isSaved(row);
        button.textContent = isRemoved ? button.dataset.restoreLabel : button.dataset.removeLabel;
        // What is thrown away need not be complete; a hidden required field would hold up the whole form.
        for (const field of row.querySelectorAll("input:not([type=hidden]), select, textarea")) {
            if (isRemoved && field.required) {
                field.dataset.wasRequired = "";
                field.required = false;
            } else if (!isRemoved && "wasRequired" in field.dataset) {
                field.required = true;
            }
        }
        if (row.hidden) {
            addButton.focus();
        }
        changed();
    }

    function changed() {
        showRoom();
        // Sums and the guard against leaving listen to input events of the form.
        rows.dispatchEvent(new Event("input", { bubbles: true }));
    }

    function showRoom() {
        addButton.disabled = Number(total.value) >= most;
    }
}
