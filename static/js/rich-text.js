// [data-rich-text] (components/rich_text.html): an editor for a textarea that holds HTML. The textarea stays the field of
// the form and hears an input event at every change, so that autosave and the guard against leaving work as everywhere.
// Without JavaScript the HTML itself is edited. The server cleans what it gets in any case.

import {
    EditorState,
    EditorView,
    Plugin,
    baseKeymap,
    chainCommands,
    exitCode,
    fixTables,
    gapCursor,
    goToNextCell,
    history,
    inputRules,
    isInTable,
    keymap,
    liftListItem,
    redo,
    setBlockType,
    sinkListItem,
    splitListItem,
    tableEditing,
    toggleMark,
    undo,
    wrappingInputRule,
} from "../vendor/editor/editor.js";
import { blanksPlugin, selectNextBlank } from "./rich-text-blanks.js";
import { menu } from "./rich-text-menu.js";
import { cleanPasted } from "./rich-text-paste.js";
import { read, schema, write } from "./rich-text-schema.js";
import { insertToken, tokenPlugins } from "./rich-text-tokens.js";
import { toolbar } from "./rich-text-toolbar.js";
import { TABLE_TOOLS, insertBreak, textTools, toggleHeading } from "./rich-text-tools.js";

const { marks, nodes } = schema;

for (const place of document.querySelectorAll("[data-rich-text]")) {
    attach(place, place.querySelector("textarea"));
}

function attach(place, textarea) {
    const tokens = Array.from(place.querySelectorAll("[data-rich-text-token]"), (item) => ({
        name: item.dataset.richTextToken,
        note: item.textContent,
    }));
    const label = document.querySelector(`label[for="${textarea.id}"]`);
    const isEditable = !textarea.disabled && !textarea.readOnly;
    const frame = document.createElement("div");
    frame.className = "rich-text__frame";

    const view = new EditorView(frame, {
        state: EditorState.create({ doc: read(textarea.value), plugins: plugins(tokens) }),
        editable: () => isEditable,
        attributes: {
            class: "rich-text__page",
            role: "textbox",
            "aria-multiline": "true",
            "aria-label": label?.textContent.trim() ?? "",
            "aria-describedby": textarea.getAttribute("aria-describedby") ?? "",
        },
        transformPastedHTML: cleanPasted,
        dispatchTransaction(transaction) {
            view.updateState(view.state.apply(transaction));
            bars.forEach((bar) => bar.update(view.state));
            tableBar.element.hidden = !isInTable(view.state);
            if (transaction.docChanged) {
                textarea.value = write(view.state.doc);
                textarea.dispatchEvent(new Event("input", { bubbles: true }));
            }
        },
    });
    const fields = menu(tokens, (name) => {
        insertToken(name)(view.state, view.dispatch);
        view.focus();
    });
    const tableBar = toolbar(view, TABLE_TOOLS, "表格");
    const bars = [toolbar(view, textTools(tokens.length ? fields : null), "文字格式"), tableBar];

    // A table of the source with cells missing is filled up, and what follows a last table made reachable; neither
    // counts as typed.
    const fixed = fixTables(view.state) ?? view.state.tr;
    view.updateState(view.state.apply(fixed.setMeta("addToHistory", false)));
    bars.forEach((bar) => bar.update(view.state));
    tableBar.element.hidden = true;
    if (isEditable) {
        frame.prepend(bars[0].element, fields.element, tableBar.element);
    }
    textarea.after(frame);
    textarea.classList.add("rich-text__source");
    textarea.tabIndex = -1;
    textarea.setAttribute("aria-hidden", "true");
    textarea.addEventListener("focus", () => view.focus());
}

function plugins(tokens) {
    const item = nodes.list_item;
    return [
        inputRules({
            rules: [
                wrappingInputRule(/^\s*[-*]\s$/, nodes.bullet_list),
                wrappingInputRule(/^(\d+)[.．、]\s$/, nodes.ordered_list, (match) => ({ start: Number(match[1]) })),
            ],
        }),
        ...tokenPlugins(tokens.map(({ name }) => name)),
        blanksPlugin(),
        keymap({
            "Mod-z": undo,
            "Mod-y": redo,
            "Shift-Mod-z": redo,
            "Mod-b": toggleMark(marks.strong),
            "Mod-i": toggleMark(marks.em),
            "Mod-u": toggleMark(marks.u),
            "Mod-Alt-n": selectNextBlank,
            "Mod-Alt-0": setBlockType(nodes.paragraph),
            "Mod-Alt-3": toggleHeading(3),
            "Mod-Alt-4": toggleHeading(4),
            Enter: splitListItem(item),
            "Shift-Enter": chainCommands(exitCode, insertBreak),
            "Mod-]": sinkListItem(item),
            "Mod-[": liftListItem(item),
            // Only where it means something: elsewhere Tab leaves the editor, as keyboard users need it.
            Tab: chainCommands(goToNextCell(1), sinkListItem(item)),
            "Shift-Tab": chainCommands(goToNextCell(-1), liftListItem(item)),
        }),
        keymap(baseKeymap),
        gapCursor(),
        tableEditing(),
        lastParagraph(),
        history(),
    ];
}

// After a table or a list at the end there is always a line to go on typing; it is written only when something is in it.
function lastParagraph() {
    return new Plugin({
        appendTransaction(_, __, { doc, tr }) {
            return doc.lastChild.isTextblock ? null : tr.insert(doc.content.size, nodes.paragraph.create());
        },
    });
}
