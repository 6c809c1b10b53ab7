// {{项目名称}} in a chapter: plain text that looks and behaves like one thing. The server fills it in when the document
// is built; a name that the page does not know is shown as a fault.

import { Decoration, DecorationSet, Plugin, keymap } from "../vendor/editor/editor.js";

const TOKEN = /\{\{([^{}\n]{1,60})\}\}/g;

export function tokenPlugins(known) {
    return [highlight(new Set(known)), keymap({ Backspace: removeBefore, Delete: removeAfter })];
}

export function insertToken(name) {
    return (state, dispatch) => {
        dispatch(state.tr.insertText(`{{${name}}}`).scrollIntoView());
        return true;
    };
}

function highlight(known) {
    return new Plugin({
        state: {
            init: (_, { doc }) => decorate(doc, known),
            apply: (tr, decorations) => (tr.docChanged ? decorate(tr.doc, known) : decorations),
        },
        props: {
            decorations(state) {
                return this.getState(state);
            },
        },
    });
}

function decorate(doc, known) {
    const found = [];
    doc.descendants((node, position) => {
        if (!node.isTextblock) {
            return true;
        }
        for (const { from, to, name } of tokensOf(node)) {
            const isKnown = known.has(name);
            const attributes = isKnown
                ? { class: "rich-text__token" }
                : { class: "rich-text__token rich-text__token--unknown", title: "没有这个字段" };
            found.push(Decoration.inline(position + 1 + from, position + 1 + to, attributes));
        }
        return false;
    });
    return DecorationSet.create(doc, found);
}

// Over the whole block: a token may be partly bold.
function tokensOf(block) {
    const text = block.textBetween(0, block.content.size, "\n", "\n");
    return [...text.matchAll(TOKEN)].map((match) => ({
        from: match.index,
        to: match.index + match[0].length,
        name: match[1].trim(),
    }));
}

function removeBefore(state, dispatch) {
    return remove(state, dispatch, ({ from, to }, offset) => from < offset && offset <= to);
}

function removeAfter(state, dispatch) {
    return remove(state, dispatch, ({ from, to }, offset) => from <= offset && offset < to);
}

function remove(state, dispatch, isMeant) {
    const { $cursor } = state.selection;
    const token = $cursor && tokensOf($cursor.parent).find((each) => isMeant(each, $cursor.parentOffset));
    if (!token) {
        return false;
    }
    dispatch?.(state.tr.delete($cursor.start() + token.from, $cursor.start() + token.to).scrollIntoView());
    return true;
}
