// data-confirm="<id of a dialog>" on a submit button: the dialog asks, and only its yes submits the form.
// A form that the browser finds invalid is shown its faults first, so that nobody confirms in vain.

document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-confirm]");
    const dialog = button && document.getElementById(button.dataset.confirm);
    if (!dialog || !button.form) {
        return;
    }

    event.preventDefault();
    const skipsValidation = button.form.noValidate || button.formNoValidate;
    if (!skipsValidation && !button.form.reportValidity()) {
        return;
    }

    // Escape closes a dialog without touching the answer of the last time.
    dialog.returnValue = "no";
    dialog.addEventListener("close", () => {
        if (dialog.returnValue === "yes") {
            // Does not fire click again, so the question is asked once.
            button.form.requestSubmit(button);
        } else {
            button.focus();
        }
    }, { once: true });
    dialog.showModal();
});

document.addEventListener("click", (event) => {
    const answer = event.target.closest("[data-confirm-answer]");
    if (answer) {
        answer.closest("dialog").close(answer.dataset.confirmAnswer);
    }
});
