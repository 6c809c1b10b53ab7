"""What the words of a search are compared with."""

import unicodedata


def searchable(*texts: str) -> str:
    """Return the texts in one form of every letter: `（二次）` is found as `(二次)`, `LED` as `led`."""
    return unicodedata.normalize("NFKC", "\n".join(texts)).casefold()
