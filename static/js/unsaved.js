// <form data-unsaved>: leaving the page asks first when something was typed and not sent.
// data-unsaved="changed" says that the form came back with errors, so what stands in it is not saved either.

for (const form of document.querySelectorAll("form[data-unsaved]")) {
    let isChanged = form.dataset.unsaved === "changed";

    form.addEventListener("input", () => {
        isChanged = true;
    });
    form.addEventListener("change", () => {
        isChanged = true;
    });
    for (const saving of ["submit", "autosave:saved"]) {
        form.addEventListener(saving, () => {
            isChanged = false;
        });
    }
    window.addEventListener("beforeunload", (event) => {
        if (isChanged) {
            event.preventDefault();
            // Chromium before 119 asks only when this is set.
            event.returnValue = "";
        }
    });
}
