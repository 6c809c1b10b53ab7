// What a chapter may consist of: the same list as apps/tender_planning/documents/sanitising.py, which has the last word.

import { DOMParser, DOMSerializer, Schema, tableNodes } from "../vendor/editor/editor.js";

// Everything but a table may stand in a table, a list or a quotation: more the printed document cannot carry.
const nodes = {
    doc: { content: "block+" },
    paragraph: { content: "inline*", group: "block flow", parseDOM: [{ tag: "p" }], toDOM: () => ["p", 0] },
    heading: {
        attrs: { level: { default: 3 } },
        content: "inline*",
        group: "block flow",
        defining: true,
        // The chapter's own title stands above: what a pasted text calls h1 is at most h3 here.
        parseDOM: [1, 2, 3, 4, 5, 6].map((level) => ({ tag: `h${level}`, attrs: { level: level <= 3 ? 3 : 4 } })),
        toDOM: (node) => [`h${node.attrs.level}`, 0],
    },
    blockquote: {
        content: "flow+",
        group: "block flow",
        defining: true,
        parseDOM: [{ tag: "blockquote" }],
        toDOM: () => ["blockquote", 0],
    },
    horizontal_rule: { group: "block flow", parseDOM: [{ tag: "hr" }], toDOM: () => ["hr"] },
    bullet_list: { content: "list_item+", group: "block flow", parseDOM: [{ tag: "ul" }], toDOM: () => ["ul", 0] },
    ordered_list: {
        attrs: { start: { default: 1 } },
        content: "list_item+",
        group: "block flow",
        parseDOM: [{ tag: "ol", getAttrs: (list) => ({ start: list.start }) }],
        toDOM: ({ attrs: { start } }) => (start === 1 ? ["ol", 0] : ["ol", { start }, 0]),
    },
    list_item: { content: "paragraph flow*", defining: true, parseDOM: [{ tag: "li" }], toDOM: () => ["li", 0] },
    ...tableNodes({ tableGroup: "block", cellContent: "flow+", cellAttributes: {} }),
    text: { group: "inline" },
    hard_break: {
        inline: true,
        group: "inline",
        selectable: false,
        parseDOM: [{ tag: "br" }],
        toDOM: () => ["br"],
    },
};

const marks = {
    link: {
        attrs: { href: {} },
        inclusive: false,
        parseDOM: [
            {
                tag: "a[href]",
                getAttrs: (anchor) => {
                    const href = anchor.getAttribute("href");
                    return /^(https?:|mailto:)/i.test(href) && { href };
                },
            },
        ],
        toDOM: (mark) => ["a", { href: mark.attrs.href }, 0],
    },
    strong: mark("strong", "b"),
    em: mark("em", "i"),
    u: mark("u", "ins"),
    s: mark("s", "del", "strike"),
    sub: { ...mark("sub"), excludes: "sub sup" },
    sup: { ...mark("sup"), excludes: "sub sup" },
};

function mark(tag, ...others) {
    return { parseDOM: [tag, ...others].map((each) => ({ tag: each })), toDOM: () => [tag, 0] };
}

export const schema = new Schema({ nodes, marks });

const parser = DOMParser.fromSchema(schema);
const serializer = DOMSerializer.fromSchema(schema);

export function read(html) {
    const page = new window.DOMParser().parseFromString(html, "text/html");
    return parser.parse(page.body);
}

export function write(doc) {
    const holder = document.createElement("div");
    holder.append(serializer.serializeFragment(doc.content));
    for (const element of holder.querySelectorAll("li, td, th")) {
        // A single paragraph says nothing more than its cell does.
        if (element.children.length === 1 && element.firstElementChild.matches("p")) {
            element.replaceChildren(...element.firstElementChild.childNodes);
        }
    }
    // The line at the end that waits to be typed on.
    const last = holder.lastElementChild;
    if (last?.matches("p:empty")) {
        last.remove();
    }
    return holder.innerHTML;
}
