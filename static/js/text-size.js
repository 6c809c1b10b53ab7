// 大字版: a class on <html>, remembered in localStorage. Runs in <head> before the first paint, hence no module.
(function () {
    "use strict";

    const KEY = "text-size";
    const root = document.documentElement;

    // Storage may be switched off by policy; the switch then works for the open page alone.
    function remembered() {
        try {
            return localStorage.getItem(KEY) === "large";
        } catch {
            return false;
        }
    }

    function remember(isLarge) {
        try {
            localStorage.setItem(KEY, isLarge ? "large" : "normal");
        } catch {
            // Nothing to do: see remembered().
        }
    }

    root.classList.toggle("is-large-text", remembered());

    document.addEventListener("DOMContentLoaded", function () {
        const buttons = document.querySelectorAll("[data-text-size]");

        function show() {
            const isLarge = root.classList.contains("is-large-text");
            for (const button of buttons) {
                button.setAttribute("aria-pressed", String(isLarge));
                button.hidden = false;
            }
        }

        for (const button of buttons) {
            button.addEventListener("click", function () {
                remember(root.classList.toggle("is-large-text"));
                show();
            });
        }
        show();
    });
})();
