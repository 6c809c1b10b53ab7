"""Text from elsewhere, as a person may safely look at it: nothing in it can hide."""

import re

MOST_CHARACTERS = 100_000

# Control characters but for tab and line feed, characters without a width, those that turn the direction of what
# follows, and halves of a surrogate pair: a browser would show nothing, or something else, in their place.
_HIDING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff"
    "\ufeff\ufff9-\ufffb]"
)
# XML, and with it a feed or a workbook, has no way to write these.
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def fit_for_xml(text: str) -> str:
    """Return text without the characters that no XML document can hold."""
    return _NOT_IN_XML.sub("", text)


def without_hiding(text: str) -> str:
    """Return text without the characters that would hide something."""
    return _HIDING.sub("", text)


def visible(text: str) -> str:
    """Return text in which characters that would hide something are named; the end of a very long one is cut.

    It is still text: a page must escape it.
    """
    shown = _HIDING.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text[:MOST_CHARACTERS])
    left_out = len(text) - MOST_CHARACTERS
    return f"{shown}\n……（其余 {left_out} 个字符未显示）" if left_out > 0 else shown
