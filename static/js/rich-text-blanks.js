// 【请填写…】 in a chapter: a place that somebody has to fill in. It stands out, and a tool goes from one to the next and
// selects it, so that what is typed takes its place. apps/tender_planning/documents/filling.py finds the same places.

import { Decoration, DecorationSet, Plugin, TextSelection } from "../vendor/editor/editor.js";

const BLANK = /【[^【】]{0,200}】/g;

export function blanksPlugin() {
    return new Plugin({
        state: {
            init: (_, { doc }) => decorate(doc),
            apply: (tr, decorations) => (tr.docChanged ? decorate(tr.doc) : decorations),
        },
        props: {
            decorations(state) {
                return this.getState(state);
            },
        },
    });
}

export function selectNextBlank({ doc, selection, tr }, dispatch) {
    const blanks = blanksOf(doc);
    if (!blanks.length) {
        return false;
    }
    // After the last one comes the first.
    const { from, to } = blanks.find((blank) => blank.from >= selection.to) ?? blanks[0];
    dispatch?.(tr.setSelection(TextSelection.create(doc, from, to)).scrollIntoView());
    return true;
}

function decorate(doc) {
    const found = blanksOf(doc).map(({ from, to }) => Decoration.inline(from, to, { class: "rich-text__blank" }));
    return DecorationSet.create(doc, found);
}

// Over the whole block: a blank may be partly bold.
function blanksOf(doc) {
    const found = [];
    doc.descendants((node, position) => {
        if (!node.isTextblock) {
            return true;
        }
        const text = node.textBetween(0, node.content.size, "\n", "\n");
        for (const match of text.matchAll(BLANK)) {
            const from = position + 1 + match.index;
            found.push({ from, to: from + match[0].length });
        }
        return false;
    });
    return found;
}
