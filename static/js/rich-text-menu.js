// A menu under a button of the toolbar: arrow keys choose, Enter takes, Escape leaves it.

export function menu(items, choose) {
    const list = document.createElement("div");
    list.className = "rich-text__menu";
    list.setAttribute("role", "menu");
    list.hidden = true;
    const buttons = items.map(({ name, note }) => {
        const item = document.createElement("button");
        item.type = "button";
        item.tabIndex = -1;
        item.className = "rich-text__menu-item";
        item.setAttribute("role", "menuitem");
        item.append(span("rich-text__token", name), span("rich-text__menu-note", note));
        item.addEventListener("click", () => {
            close();
            choose(name);
        });
        list.append(item);
        return item;
    });
    let opener = null;

    list.addEventListener("keydown", (event) => {
        const at = buttons.indexOf(document.activeElement);
        const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
        if (to !== undefined) {
            event.preventDefault();
            buttons[(to + buttons.length) % buttons.length].focus();
        } else if (event.key === "Escape") {
            event.preventDefault();
            const button = opener;
            close();
            button.focus();
        }
    });
    list.addEventListener("focusout", (event) => {
        if (!list.contains(event.relatedTarget) && event.relatedTarget !== opener) {
            close();
        }
    });

    function open(button) {
        if (opener) {
            close();
            return;
        }
        opener = button;
        opener.setAttribute("aria-expanded", "true");
        list.hidden = false;
        buttons[0].focus();
    }

    function close() {
        opener?.setAttribute("aria-expanded", "false");
        opener = null;
        list.hidden = true;
    }

    return { element: list, open };
}

function span(className, text) {
    const element = document.createElement("span");
    element.className = className;
    element.textContent = text;
    return element;
}
