"""Makes HTML from outside safe to show: an allow-list of structure, nothing that acts, loads or styles.

The words are never changed. What is dropped is markup: scripts and styles with their content,
every attribute that could load, run or lay out, and every element that is not listed (its text
stays). The strict content security policy would hold alone; so does this.
"""

import nh3

from apps.core.safe_html import WITH_CONTENT, settle

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
SCHEMES = {"http", "https", "mailto", "tel"}
LINK_REL = "noopener noreferrer nofollow"

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

    Markup of more elements than can be judged in time becomes plain text.
    """
    return settle(markup, _CLEANER.clean)
