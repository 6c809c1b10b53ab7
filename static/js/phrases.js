// <button type="button" data-phrase="<id of a textarea>">: writes the button's words into the textarea on a line of
// their own, where they can be made more exact. Revealed here: without JavaScript there is nothing to press.

for (const button of document.querySelectorAll("button[data-phrase]")) {
    const textarea = document.getElementById(button.dataset.phrase);
    button.hidden = false;
    button.addEventListener("click", () => {
        const written = textarea.value.trimEnd();
        const phrase = button.textContent.trim();
        if (!written.includes(phrase)) {
            textarea.value = written ? `${written}\n${phrase}` : phrase;
            textarea.dispatchEvent(new Event("input", { bubbles: true }));
        }
        textarea.focus();
        textarea.setSelectionRange(textarea.value.length, textarea.value.length);
    });
}
