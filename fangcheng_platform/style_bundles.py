"""Puts the style sheets that a style sheet imports in the place of the imports: one file for the browser to fetch."""

import posixpath
import re
from collections.abc import Callable

_IMPORT = re.compile(r"""@import\s+(?:url\(\s*)?["']?(?P<address>[^"')\s]+)["']?\s*\)?\s*(?P<condition>[^;]*);""")
_ADDRESS = re.compile(r"""url\(\s*(?P<quote>["']?)(?P<address>.*?)(?P=quote)\s*\)""")
# What leads out of our files or names a place in the document itself.
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|/|#", re.IGNORECASE)


class BrokenBundle(Exception):
    """A style sheet imports what cannot be put in its place; the deployment must stop there."""


def bundled(name: str, read: Callable[[str], str]) -> str:
    """Return the style sheet `name` with every import replaced by what it names, as deep as they go.

    `read` returns the text of a style sheet by its name and raises KeyError where there is none. Addresses inside
    are rewritten to lead from `name` to the same files. Raises BrokenBundle for a file that does not exist, one that
    is imported twice, one from elsewhere, and an import under a condition.
    """
    return _Bundle(name, read).text_of(name)


class _Bundle:
    def __init__(self, name: str, read: Callable[[str], str]) -> None:
        self._folder = posixpath.dirname(name)
        self._read = read
        self._seen: set[str] = set()

    def text_of(self, sheet: str) -> str:
        """Return what `sheet` imports and then what it says itself: no import may stand behind a rule."""
        self._seen.add(sheet)
        source = self._read(sheet)
        imported = [self._imported(sheet, found) for found in _IMPORT.finditer(source)]
        own = _ADDRESS.sub(lambda found: self._moved(sheet, found), _IMPORT.sub("", source))
        return "".join([*imported, own])

    def _imported(self, importer: str, found: re.Match[str]) -> str:
        address = found["address"]
        if found["condition"] or _ELSEWHERE.match(address):
            raise BrokenBundle(f"{importer}: cannot be bundled: {found[0]}")
        sheet = self._file(importer, address)
        if sheet in self._seen:
            # Which of the two places counts decides what wins; so neither is left out in silence.
            raise BrokenBundle(f"{importer}: {sheet} is imported twice.")
        try:
            return self.text_of(sheet)
        except KeyError:
            raise BrokenBundle(f"{importer}: there is no {sheet}.") from None

    def _moved(self, sheet: str, found: re.Match[str]) -> str:
        address = found["address"]
        if _ELSEWHERE.match(address):
            return found[0]
        return f'url("{posixpath.relpath(self._file(sheet, address), self._folder or ".")}")'

    @staticmethod
    def _file(sheet: str, address: str) -> str:
        return posixpath.normpath(posixpath.join(posixpath.dirname(sheet), address))
