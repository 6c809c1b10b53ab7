// Does to every element of a page what a reader might do, and more; returns what the page looks like afterwards.
// Handlers that an attack wrote are called by these events whether or not a person could cause them.
() => {
    const USUAL = [
        "animationstart", "auxclick", "blur", "change", "click", "close", "contextmenu", "copy", "dblclick",
        "dragstart", "drop", "focus", "focusin", "input", "invalid", "keydown", "mousedown", "mouseenter",
        "mouseover", "paste", "pointerdown", "pointerover", "reset", "scroll", "select", "submit", "toggle",
        "touchstart", "transitionend", "wheel",
    ];
    // A link to another place does nothing on this one.
    const ACTING = new Set(["blob:", "data:", "javascript:", "livescript:", "vbscript:"]);

    // Attacks give elements the names of the document's own functions.
    function all(selector) {
        return Array.from(Document.prototype.querySelectorAll.call(document, selector));
    }

    function handlersOf(element) {
        const names = Array.from(element.attributes, (attribute) => attribute.name);
        return names.filter((name) => name.startsWith("on")).map((name) => name.slice(2));
    }

    function acts(address) {
        const text = typeof address === "object" ? address.baseVal : address;
        return Boolean(text) && ACTING.has(new URL(text, document.baseURI).protocol);
    }

    // The page's own elements have no handlers in their mark-up; what an attack put among them does, or stands in the text.
    const suspects = all("*").filter((element) => element.closest(".notice-body") || handlersOf(element).length);
    for (const element of suspects) {
        element.focus?.();
        for (const name of new Set([...USUAL, ...handlersOf(element)])) {
            if (name !== "click" || !element.closest("a, area, button, input, label, summary")) {
                element.dispatchEvent(new Event(name, { cancelable: true }));
            }
        }
    }
    for (const details of all("details")) {
        details.open = !details.open;
    }
    for (const element of all("a, area, math")) {
        try {
            if (handlersOf(element).length || acts(element.href ?? element.getAttribute("href"))) {
                element.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
            }
        } catch {
            // An address that nobody can follow.
        }
    }

    const outside = document.documentElement.cloneNode(true);
    outside.querySelector(".notice-body")?.replaceChildren();
    outside.querySelectorAll("details").forEach((details) => details.removeAttribute("open"));
    return { outside: outside.outerHTML, isMoved: document.baseURI.split("#")[0] !== location.href.split("#")[0] };
}
