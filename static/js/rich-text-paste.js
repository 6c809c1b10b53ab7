// What word processors put on the clipboard, as plain structure: their lists, their bold and italic without their styles.
// What is left beyond that the editor's schema drops.

// Renamed before anything parses it: a style, even in a document that is never shown, is against the CSP.
const STYLE = "data-pasted-style";
const DROPPED = "script, meta, link, title, xml, template, head";
const BULLET = /^[·•●○◦▪■◆➢§o\-–\uf000-\uf0ff]$/;
const ARABIC = /^(\d+)[.．、)）]?$/;
// What the styles of a run of text mean.
const MARKS = [
    [/font-weight\s*:\s*(bold|[6-9]00)/i, "strong"],
    [/font-style\s*:\s*italic/i, "em"],
    [/text-decoration[^;]*underline/i, "u"],
    [/text-decoration[^;]*line-through/i, "s"],
    [/vertical-align\s*:\s*super/i, "sup"],
    [/vertical-align\s*:\s*sub/i, "sub"],
];

export function cleanPasted(html) {
    const page = new DOMParser().parseFromString(withoutStyles(html), "text/html");
    for (const element of page.querySelectorAll(DROPPED)) {
        element.remove();
    }
    gatherLists(page.body);
    for (const element of page.body.querySelectorAll(`[${STYLE}]`)) {
        asMarks(element);
    }
    return page.body.innerHTML;
}

function withoutStyles(html) {
    const plain = html.replace(/<style[\s>][\s\S]*?<\/style\s*>|<!--[\s\S]*?-->|<!\[[^>]*>/gi, "");
    return plain.replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/gi, ` ${STYLE}=`));
}

// Word writes list items as paragraphs whose style names list and level, with the marker as text in front.
function gatherLists(body) {
    for (const first of body.querySelectorAll(`p[${STYLE}*="mso-list"]`)) {
        if (kindOf(first) && first.parentNode) {
            gather(first);
        }
    }
}

function gather(first) {
    // The lists that are open at this place, outermost first.
    const open = [];
    let paragraph = first;
    while (paragraph && kindOf(paragraph)) {
        const { tag, start } = kindOf(paragraph);
        const level = Number(/level(\d)/.exec(paragraph.getAttribute(STYLE))?.[1] ?? 1);
        const next = paragraph.nextElementSibling;
        open.length = Math.min(open.length, level);
        if (open.length === level && open[level - 1].localName !== tag) {
            open.pop();
        }
        if (open.length < level) {
            const list = paragraph.ownerDocument.createElement(tag);
            if (start > 1) {
                list.start = start;
            }
            const parent = open[open.length - 1]?.lastElementChild;
            parent ? parent.append(list) : paragraph.before(list);
            open.push(list);
        }
        const item = paragraph.ownerDocument.createElement("li");
        marker(paragraph).remove();
        open[open.length - 1].append(item);
        item.append(paragraph);
        paragraph.removeAttribute(STYLE);
        paragraph = next;
    }
}

// Markers that a plain list would lose, 一、 or （一） or 第一条, stay as text in their paragraph.
function kindOf(paragraph) {
    const words = marker(paragraph)?.textContent.replace(/\s/g, "");
    if (!paragraph.matches("p") || !words) {
        return null;
    }
    const number = ARABIC.exec(words);
    return number ? { tag: "ol", start: Number(number[1]) } : BULLET.test(words) ? { tag: "ul", start: 1 } : null;
}

function marker(paragraph) {
    return paragraph.querySelector(`[${STYLE}*="mso-list:Ignore"], [${STYLE}*="mso-list: Ignore"]`);
}

function asMarks(element) {
    const style = element.getAttribute(STYLE);
    const isInline = element.matches("span, font, a");
    element.removeAttribute(STYLE);
    for (const [pattern, tag] of isInline ? MARKS : []) {
        if (pattern.test(style)) {
            const wrap = element.ownerDocument.createElement(tag);
            wrap.append(...element.childNodes);
            element.append(wrap);
        }
    }
}
