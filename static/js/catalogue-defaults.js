// <select data-catalogue>: choosing an entry also chooses what the catalogue has for it, option by option:
// data-default-<field>="<value>" goes into that field of the same row. Listens while the event goes down to the field, so
// that whoever follows the row (js/shown-when.js, js/autosave.js) finds the new values.

const DEFAULT = "default";

document.addEventListener("change", (event) => {
    if (!event.target.matches("select[data-catalogue]")) {
        return;
    }
    const row = event.target.closest("[data-formset-row]");
    const chosen = event.target.selectedOptions[0];
    for (const [key, value] of Object.entries(chosen.dataset)) {
        const field = key.slice(DEFAULT.length).toLowerCase();
        row.querySelector(`select[name$="-${field}"]`).value = value;
    }
}, { capture: true });
