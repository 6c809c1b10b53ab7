// The toolbar of the editor: one stop for the Tab key, arrow keys within it, as toolbars are used everywhere.

export function toolbar(view, groups, label) {
    const bar = document.createElement("div");
    bar.className = "rich-text__toolbar";
    bar.setAttribute("role", "toolbar");
    bar.setAttribute("aria-label", label);
    const tools = [];
    for (const group of groups) {
        const box = document.createElement("div");
        box.className = "rich-text__group";
        for (const tool of group) {
            const button = buttonOf(tool);
            button.addEventListener("click", () => {
                tool.run(view.state, view.dispatch, view, button);
                // A menu keeps the focus until something was chosen.
                if (!tool.opensMenu) {
                    view.focus();
                }
            });
            tools.push({ ...tool, button });
            box.append(button);
        }
        bar.append(box);
    }
    // The editor keeps its selection while the mouse is at its tools.
    bar.addEventListener("mousedown", (event) => event.preventDefault());
    bar.addEventListener("keydown", (event) => moveFocus(event, tools));
    return { element: bar, update: (state) => update(tools, state) };
}

function buttonOf({ words, label, look, shortcut, opensMenu }) {
    const button = document.createElement("button");
    button.type = "button";
    button.tabIndex = -1;
    button.className = `rich-text__tool${look ? ` rich-text__tool--${look}` : ""}`;
    button.textContent = words;
    button.title = shortcut ? `${label}（${shortcut}）` : label;
    button.setAttribute("aria-label", label);
    if (opensMenu) {
        button.setAttribute("aria-haspopup", "menu");
        button.setAttribute("aria-expanded", "false");
    }
    return button;
}

function update(tools, state) {
    for (const { button, run, isActive, opensMenu } of tools) {
        // Not disabled: focus would be lost with the button under it.
        button.setAttribute("aria-disabled", String(!opensMenu && !run(state)));
        if (isActive) {
            button.setAttribute("aria-pressed", String(isActive(state)));
        }
    }
    const stops = tools.filter(({ button }) => !button.hidden);
    if (!stops.some(({ button }) => button.tabIndex === 0)) {
        stops[0].button.tabIndex = 0;
    }
}

function moveFocus(event, tools) {
    const buttons = tools.map(({ button }) => button);
    const at = buttons.indexOf(event.target);
    const to = {
        ArrowRight: (at + 1) % buttons.length,
        ArrowLeft: (at - 1 + buttons.length) % buttons.length,
        Home: 0,
        End: buttons.length - 1,
    }[event.key];
    if (at >= 0 && to !== undefined) {
        event.preventDefault();
        buttons[at].tabIndex = -1;
        buttons[to].tabIndex = 0;
        buttons[to].focus();
    }
}
