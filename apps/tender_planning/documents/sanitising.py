"""Makes the text of a chapter fit to be kept, shown and printed: an allow-list of plain structure.

It is what the editor of the page can write (js/rich-text-schema.js) and what the builders of PDF
and DOCX can set; a browser that sends anything else, by hand or from a paste, loses that markup and
none of the words.
"""

import nh3

from apps.core.safe_html import WITH_CONTENT, settle
from apps.core.visible_text import without_hiding

STRUCTURE = {
    "a", "blockquote", "br", "em", "h3", "h4", "hr", "li", "ol", "p", "s", "strong", "sub", "sup", "table", "tbody",
    "td", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
# The largest number that each attribute may have; a smaller one than `FROM` says nothing, like none.
NUMBERS = {"start": 9_999, "colspan": 50, "rowspan": 1_000}
FROM = 2
ATTRIBUTES: dict[str, set[str]] = {
    # Without this entry nh3 lets title and lang pass everywhere.
    "*": set(),
    "a": {"href"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
SCHEMES = {"http", "https", "mailto"}


def clean_chapter(html: str) -> str:
    """Return `html` with nothing but plain structure; cleaning it again changes nothing.

    Characters that would hide something or that no document can hold (control characters) are
    dropped too. Markup of more elements than can be judged in time becomes plain text.
    """
    return settle(html, _clean)


def _clean(html: str) -> str:
    return without_hiding(_CLEANER.clean(html)).strip()


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Keep an address as it is, a number when it says something."""
    if name not in NUMBERS:
        return value
    plain = value.strip()
    is_number = plain.isascii() and plain.isdecimal() and len(plain) <= 4
    return plain if is_number and FROM <= int(plain) <= NUMBERS[name] else None


_CLEANER = nh3.Cleaner(
    tags=STRUCTURE,
    clean_content_tags=WITH_CONTENT,
    attributes=ATTRIBUTES,
    attribute_filter=_attribute,
    url_schemes=SCHEMES,
    # A relative address would lead to one of our own pages from wherever the document is read.
    url_relative="deny",
    # The document is printed and sent out; what a link may tell is said by the pages that show it.
    link_rel=None,
    strip_comments=True,
)
