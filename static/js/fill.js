// [data-fill="<id of a field>"] with data-fill-value: a button that fills a suggestion into a field.
// It stays hidden without JavaScript; what a form that saves by itself brings anew is shown after each answer.

show();
document.addEventListener("autosave:answered", show, { capture: true });

document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-fill]");
    if (!button) {
        return;
    }
    const field = document.getElementById(button.dataset.fill);
    field.value = button.dataset.fillValue;
    field.focus();
    // Autosave and the guard against leaving listen to input events of the form.
    field.dispatchEvent(new Event("input", { bubbles: true }));
});

// After the listeners that put new fragments in place.
function show() {
    setTimeout(() => {
        for (const button of document.querySelectorAll("[data-fill][hidden]")) {
            button.hidden = false;
        }
    });
}
