// <button data-copy="<id>">: copies the text of that element and says so on the button for a moment.

for (const button of document.querySelectorAll("button[data-copy]")) {
    const words = button.querySelector("span");
    const label = words.textContent;

    button.hidden = false;
    button.addEventListener("click", async () => {
        await copy(document.getElementById(button.dataset.copy));
        words.textContent = button.dataset.copiedLabel;
        setTimeout(() => {
            words.textContent = label;
        }, 2000);
    });
}

async function copy(element) {
    const text = element.value ?? element.textContent;
    if (navigator.clipboard) {
        await navigator.clipboard.writeText(text.trim());
        return;
    }
    // Without HTTPS, as inside an office network, there is no clipboard object; the selection can still be copied.
    const range = document.createRange();
    range.selectNodeContents(element);
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    document.execCommand("copy");
    selection.removeAllRanges();
}
