// <form data-once>: after the first press its buttons rest, so that a double click is not two submissions.
// The server refuses the second one anyway; this spares the clerk the question.

document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches("form[data-once]")) {
        return;
    }
    if (form.dataset.sent) {
        event.preventDefault();
        return;
    }
    form.dataset.sent = "true";
    // Not disabled: a disabled button would not send its own name and value with the form.
    for (const button of submitButtons(form)) {
        button.setAttribute("aria-busy", "true");
    }
});

// Back from the next page, the browser may show this one as it was left.
window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-once][data-sent]")) {
        delete form.dataset.sent;
        for (const button of submitButtons(form)) {
            button.removeAttribute("aria-busy");
        }
    }
});

function submitButtons(form) {
    return Array.from(form.elements).filter((element) => element.type === "submit");
}
