"""Makes HTML from outside safe to show: an allow-list of structure, nothing that acts, loads or styles.

The words are never changed. What is dropped is markup: scripts and styles with their content,
every attribute that could load, run or lay out, and every element that is not listed (its text
stays). The strict content security policy would hold alone; so does this.
"""

import html
import re

import nh3

STRUCTURE = {
    "a", "abbr", "address", "article", "b", "blockquote", "br", "caption", "center", "code", "col", "colgroup", "dd",
    "del", "div", "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "ins", "li",
    "ol", "p", "pre", "s", "section", "small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "title"},
    "ol": {"start", "type"},
    "table": {"border"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    **{tag: {"align"} for tag in ("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "tr")},
}
ATTRIBUTES["td"] |= {"align", "valign"}
ATTRIBUTES["th"] |= {"align", "valign"}
# A wide table scrolls in its own frame, and what scrolls must be reachable with the keyboard.
ADDED = {"table": {"tabindex": "0"}}
WITH_CONTENT = {"script", "style", "template", "noscript", "iframe", "object", "svg", "math", "title"}
SCHEMES = {"http", "https", "mailto", "tel"}
LINK_REL = "noopener noreferrer nofollow"

# Elements that an HTML parser finds nested in one another cost it the square of their number: this
# many take seconds at worst, ten times as many would hold a worker for minutes.
MOST_ELEMENTS = 30_000
# Dropping an element can leave others nested as a browser would not nest them (a paragraph in a
# paragraph), so the result is cleaned again until it stays as it is: what was judged is what a
# browser builds. Two passes do for everything but malice.
MOST_PASSES = 8

_START_TAG = re.compile(r"<[a-zA-Z]")
_TAG = re.compile(r"<[^<>]*>")
_CLEANER = nh3.Cleaner(
    tags=STRUCTURE,
    clean_content_tags=WITH_CONTENT,
    attributes=ATTRIBUTES,
    set_tag_attribute_values=ADDED,
    url_schemes=SCHEMES,
    # A relative address meant a page of the province's; here it would lead to one of ours.
    url_relative="deny",
    link_rel=LINK_REL,
    strip_comments=True,
)


def sanitise(markup: str) -> str:
    """Return `markup` with nothing left that could act; the same input always gives the same output.

    Markup of more than MOST_ELEMENTS elements becomes plain text.
    """
    if len(_START_TAG.findall(markup)) > MOST_ELEMENTS:
        return _plain_text(markup)
    safe = _CLEANER.clean(markup)
    for _ in range(MOST_PASSES):
        cleaner = _CLEANER.clean(safe)
        if cleaner == safe:
            break
        safe = cleaner
    return safe


def _plain_text(markup: str) -> str:
    text = html.unescape(_TAG.sub("\n", markup))
    lines = (line.strip() for line in text.splitlines())
    return "".join(f"<p>{html.escape(line, quote=False)}</p>" for line in lines if line)
