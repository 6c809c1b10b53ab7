// [data-shown-when="<field>"][data-shown-values="<value> <value>"]: shown while that field of the same row, or else of the
// same form, has one of the values or none yet. Without JavaScript everything is shown; the server reads what it needs.

document.addEventListener("input", (event) => event.target.closest("form") && show(event.target.closest("form")));
document.addEventListener("change", (event) => event.target.closest("form") && show(event.target.closest("form")));
for (const form of document.forms) {
    show(form);
}

function show(form) {
    for (const element of form.querySelectorAll("[data-shown-when]")) {
        const scope = element.closest("[data-formset-row]") ?? form;
        const value = valueOf(scope, element.dataset.shownWhen);
        element.hidden = value !== "" && !element.dataset.shownValues.split(" ").includes(value);
    }
}

function valueOf(scope, name) {
    const widgets = [...scope.querySelectorAll(`[name="${name}"], [name$="-${name}"]`)];
    const chosen = widgets.find((widget) => widget.type !== "radio" || widget.checked);
    return chosen?.value ?? "";
}
