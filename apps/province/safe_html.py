"""The part of HTML that an announcement may consist of on our own pages."""

import nh3

TAGS = {
    *("p", "br", "hr", "h1", "h2", "h3", "h4", "ol", "ul", "li", "blockquote", "div", "span"),
    *("strong", "b", "em", "i", "u", "sub", "sup"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
}
ATTRIBUTES = {"td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan", "scope"}}


def clean_html(text: str) -> str:
    """Return `text` without anything that could act, load or leave the page."""
    return nh3.clean(text, tags=TAGS, attributes=ATTRIBUTES, link_rel=None)
