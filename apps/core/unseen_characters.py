"""Characters that nobody sees and nobody types, and how a field of a form refuses them."""

import re
import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator

# Control characters, those that turn the direction of what follows, and code points that are no characters: nobody
# types them, and with one of them in it a text reads otherwise here than where it is printed or pushed to.
_UNSEEN = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
)
_UNSEEN_IN_LINES = re.compile(f"[{_UNSEEN}]")
_UNSEEN_IN_A_LINE = re.compile(f"[\t\n\r{_UNSEEN}]")
# Letters, numbers, punctuation and signs; some letters and one sign are blank.
_WITH_A_LOOK = frozenset("LNPS")
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")


def is_readable(text: str) -> bool:
    """Tell whether anything in a text is to be seen."""
    return any(unicodedata.category(character)[0] in _WITH_A_LOOK and character not in _BLANK for character in text)


def refuse_unseen_characters(field: forms.CharField) -> None:
    """Let a field say which control character is in its text; line breaks and tabs pass in a text area."""
    unseen = _UNSEEN_IN_LINES if isinstance(field.widget, forms.Textarea) else _UNSEEN_IN_A_LINE

    def validate(text: str) -> None:
        found = unseen.search(text)
        if found:
            place, code = found.start() + 1, f"U+{ord(found[0]):04X}"
            raise ValidationError(f"第 {place} 个字符是看不见的控制字符（{code}），请删去后重新填写。", code="unseen")

    # Django's own word about U+0000 would stand beside ours.
    others = [each for each in field.validators if not isinstance(each, ProhibitNullCharactersValidator)]
    field.validators = [*others, validate]
