// <form data-autosave>: shows what the server found in what was typed, as components/field.html would, and takes it away
// when it is mended. [data-autosave-general] takes what belongs to no field; [data-autosave-panel="<name>"] takes the
// fragment of that name.

for (const form of document.querySelectorAll("form[data-autosave]")) {
    const general = document.querySelector("[data-autosave-general]");

    form.addEventListener("autosave:answered", ({ detail: answer }) => {
        if (answer.outcome === "saved" || answer.outcome === "invalid") {
            fillPanels(answer.panels);
            for (const field of form.querySelectorAll(".field--invalid")) {
                clear(field);
            }
            const homeless = Object.entries(answer.errors ?? {}).flatMap(([id, texts]) => showAt(id, texts));
            showAbove([...(answer.general ?? []), ...homeless]);
        }
    });

    // Returns what found no field to stand at.
    function showAt(id, texts) {
        const target = document.getElementById(id);
        const field = target?.closest(".field");
        if (!field) {
            return texts;
        }
        const list = faults(texts);
        list.id = `${id}_error`;
        field.classList.add("field--invalid");
        field.append(list);
        for (const widget of widgets(field)) {
            widget.setAttribute("aria-invalid", "true");
            widget.setAttribute("aria-describedby", [...described(widget), list.id].join(" "));
        }
        return [];
    }

    function showAbove(texts) {
        // The summary above a page that came back is out of date now.
        document.querySelector("[data-form-errors]")?.remove();
        general.replaceChildren(...faults(texts).children);
        general.hidden = texts.length === 0;
    }
}

function clear(field) {
    const lists = [...field.querySelectorAll(".errorlist")];
    const ids = new Set(lists.map((list) => list.id));
    for (const widget of widgets(field)) {
        widget.removeAttribute("aria-invalid");
        const rest = described(widget).filter((id) => !ids.has(id));
        if (rest.length) {
            widget.setAttribute("aria-describedby", rest.join(" "));
        } else {
            widget.removeAttribute("aria-describedby");
        }
    }
    for (const list of lists) {
        (list.closest("[role=alert]") ?? list).remove();
    }
    field.classList.remove("field--invalid");
}

function widgets(field) {
    return field.querySelectorAll("input:not([type=hidden]), select, textarea, [contenteditable=true]");
}

function described(widget) {
    return (widget.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean);
}

function faults(texts) {
    const list = document.createElement("ul");
    list.className = "errorlist";
    for (const text of texts) {
        const item = document.createElement("li");
        item.textContent = text;
        list.append(item);
    }
    return list;
}

function fillPanels(panels = {}) {
    for (const [name, fragment] of Object.entries(panels)) {
        const panel = document.querySelector(`[data-autosave-panel="${name}"]`);
        if (panel) {
            const keep = keeper(panel);
            panel.innerHTML = fragment;
            keep();
        }
    }
}

// What somebody chose in a panel without sending it yet, and what was unfolded there, outlives the panel.
function keeper(panel) {
    const unfolded = Array.from(panel.querySelectorAll("details"), (details) => details.open);
    const chosen = [...panel.querySelectorAll("input:checked, select")].map(({ name, value }) => [name, value]);
    return () => {
        for (const [index, details] of panel.querySelectorAll("details").entries()) {
            details.open ||= unfolded[index] ?? false;
        }
        for (const field of panel.querySelectorAll("input[type=radio], input[type=checkbox]")) {
            field.checked ||= chosen.some(([name, value]) => name === field.name && value === field.value);
        }
        for (const option of panel.querySelectorAll("option")) {
            const { name } = option.closest("select");
            option.selected ||= chosen.some(([chosenName, value]) => chosenName === name && value === option.value);
        }
    };
}
