// <input data-sum-limit-for="<name>">: the limit of a live sum (js/sum.js) is itself typed on the page.
// Listens while the event goes down to the field, so that the sum, which listens while it comes up, finds the new limit.

for (const input of document.querySelectorAll("[data-sum-limit-for]")) {
    const output = document.querySelector(`output[data-sum="${input.dataset.sumLimitFor}"]`);

    input.form.addEventListener("input", () => {
        output.dataset.sumLimit = input.value;
    }, { capture: true });
}
