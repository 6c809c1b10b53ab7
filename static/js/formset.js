// [data-formset="<prefix>"]: adding and removing rows of a Django formset.
// A row that was saved before is struck out and can be restored until the form is sent; a new one disappears.
// Both tick Django's DELETE, so the numbering of the rows is never touched.
// Rows with a hidden `key` (apps/core/keyed_rows.py) get theirs here when they are added, may be restored as long as there
// is something in them, and can be moved: their hidden `position` follows their place on the page.

// As many rows as the server takes beyond the most, because those that were struck out are still sent.
const SPARE_ROWS = 50;

for (const formset of document.querySelectorAll("[data-formset]")) {
    const prefix = formset.dataset.formset;
    const rows = formset.querySelector("[data-formset-rows]");
    const template = formset.querySelector("[data-formset-template]");
    const addButton = formset.querySelector("[data-formset-add]");
    const total = management("TOTAL_FORMS");
    const initial = Number(management("INITIAL_FORMS").value);
    const most = Number(management("MAX_NUM_FORMS").value);
    const notice = formset.querySelector("[data-formset-notice]");
    const blankValues = fields(template.content).map((field) => field.value);

    dropSpareRows();
    for (const row of [...rows.children]) {
        prepare(row);
    }
    place();
    addButton.hidden = false;
    addButton.addEventListener("click", () => {
        const row = add();
        row.querySelector("input:not([type=hidden]), select, textarea").focus();
    });
    showRoom();

    // The blank row at the end is for browsers without JavaScript; one row always stays.
    function dropSpareRows() {
        while (rows.children.length > 1 && isSpare(rows.lastElementChild)) {
            rows.lastElementChild.remove();
            total.value = Number(total.value) - 1;
        }
    }

    // Only the row that was numbered last can go without leaving a gap; the last one on the page may be another.
    function isSpare(row) {
        const { name } = row.querySelector(`[name^="${prefix}-"]`);
        const number = Number.parseInt(name.slice(prefix.length + 1), 10);
        const isLast = number === Number(total.value) - 1 && number >= initial;
        return isLast && isBlank(row) && !row.querySelector("[aria-invalid=true]");
    }

    function isBlank(row) {
        return !hidden(row, "id")?.value && fields(row).every((field, index) => field.value === blankValues[index]);
    }

    function fields(parent) {
        return [...parent.querySelectorAll("input:not([type=hidden]):not([type=checkbox]), select, textarea")];
    }

    function hidden(row, name) {
        return row.querySelector(`input[type=hidden][name^="${prefix}-"][name$="-${name}"]`);
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
        if (hidden(row, "key")) {
            hidden(row, "key").value = newKey();
        }
        prepare(row);
        rows.append(row);
        total.value = Number(total.value) + 1;
        place();
        changed();
        return row;
    }

    function prepare(row) {
        for (const button of row.querySelectorAll("[data-formset-move]")) {
            button.hidden = false;
            button.addEventListener("click", () => move(row, button));
        }
        const mark = row.querySelector("[data-formset-delete]");
        const button = row.querySelector("[data-formset-remove]");
        if (!mark || !button) {
            return;
        }
        mark.hidden = true;
        button.hidden = false;
        button.dataset.removeLabel = button.textContent;
        button.addEventListener("click", () => {
            setRemoved(row, !checkbox(row).checked);
            if (row.hidden) {
                addButton.focus();
            }
            place();
            changed();
        });
        if (checkbox(row).checked) {
            setRemoved(row, true);
        }
    }

    function checkbox(row) {
        return row.querySelector("[data-formset-delete] input");
    }

    // What can be brought back: a row with a number of the database, or a keyed one that was filled in.
    function isKept(row) {
        return Boolean(hidden(row, "id")?.value) || (Boolean(hidden(row, "key")) && !isBlank(row));
    }

    function setRemoved(row, isRemoved) {
        const button = row.querySelector("[data-formset-remove]");
        checkbox(row).checked = isRemoved;
        row.toggleAttribute("data-removed", isRemoved);
        row.classList.toggle("formset-table__row--removed", isRemoved);
        row.hidden = isRemoved && !isKept(row);
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
    }

    function move(row, button) {
        const isUp = button.dataset.formsetMove === "up";
        const shown = shownRows();
        const other = shown[shown.indexOf(row) + (isUp ? -1 : 1)];
        // The other row goes around this one, which keeps its focus and what was selected in it.
        if (isUp) {
            row.after(other);
        } else {
            row.before(other);
        }
        place();
        if (button.disabled) {
            row.querySelector("[data-formset-move]:not([disabled])")?.focus();
        }
        notice.textContent = `已移到第 ${shownRows().indexOf(row) + 1} 行`;
        changed();
    }

    function shownRows() {
        return [...rows.children].filter((row) => !row.hidden);
    }

    // Writes each row's place into it, and lets nobody move the first one up or the last one down.
    function place() {
        for (const [index, row] of [...rows.children].entries()) {
            const position = hidden(row, "position");
            if (position) {
                position.value = index;
            }
        }
        const shown = shownRows();
        for (const [index, row] of shown.entries()) {
            for (const button of row.querySelectorAll("[data-formset-move]")) {
                button.disabled = index === (button.dataset.formsetMove === "up" ? 0 : shown.length - 1);
            }
        }
    }

    function changed() {
        showRoom();
        // Sums and the guard against leaving listen to input events of the form.
        rows.dispatchEvent(new Event("input", { bubbles: true }));
    }

    function showRoom() {
        const staying = [...rows.children].filter((row) => !row.hasAttribute("data-removed")).length;
        addButton.disabled = staying >= most || Number(total.value) >= most + SPARE_ROWS;
    }
}

// crypto.randomUUID() is for secure contexts alone, and offices reach the platform by plain http too.
function newKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
