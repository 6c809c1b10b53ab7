"""Which characters of a text reach the paper."""

import re
from functools import cache

from fontTools.ttLib import TTFont

from apps.core.printing.blocks import LINE_BREAK
from apps.core.printing.typefaces import FONT_FILES
from apps.core.visible_text import without_hiding

# Non-characters, which no file can hold, and variation selectors and tags, which change the look
# of the character before them and have none of their own.
_WITHOUT_A_LOOK = re.compile("[\ufdd0-\ufdef\ufe00-\ufe0f\ufffe\uffff\U000e0000-\U000e0fff]")
# The white space that HTML folds; a no-break or an ideographic space is a character like others.
_WHITE_SPACE = re.compile(r"[ \t\n\r]+")

# Signs of forms that the Chinese fonts lack and that Typst's own DejaVu Sans Mono has.
SIGNS = frozenset("☐☑☒✓✔✗✘≒")


def cleaned(text: str) -> str:
    """Return the text without characters that cannot be seen, its white space folded."""
    return _WHITE_SPACE.sub(" ", without_hiding(_WHITE_SPACE.sub(" ", _WITHOUT_A_LOOK.sub("", text))))


def drawable(text: str) -> str:
    """Return the text with every character that our fonts cannot draw named by its number: 〔U+20BB7〕.

    A box would hide which character it was.
    """
    known = drawn_characters()
    if all(ord(character) in known for character in text):
        return text
    return "".join(character if ord(character) in known else f"〔U+{ord(character):04X}〕" for character in text)


def not_drawable(text: str) -> frozenset[str]:
    """Return the characters of the text that our fonts cannot draw."""
    known = drawn_characters()
    return frozenset(character for character in cleaned(text) if ord(character) not in known)


@cache
def drawn_characters() -> frozenset[int]:
    """Return the numbers of all characters that our fonts can draw."""
    drawn: set[int] = {ord(sign) for sign in (*SIGNS, LINE_BREAK)}
    for file in FONT_FILES:
        with TTFont(file, lazy=True) as font:
            drawn |= font.getBestCmap().keys()
    return frozenset(drawn)
