"""Reads a page as a person would: its words, its links, its times."""

from html.parser import HTMLParser
from typing import Any

BLOCKS = {"dd", "div", "dt", "li", "p", "td", "th"}


class PageReader(HTMLParser):
    """The words of a page without its mark-up, and the attributes of its elements by tag."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self._words: list[str] = []
        self._in_script = False
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_script = tag == "script"
        if tag in BLOCKS:
            self._words.append(" ")
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False

    def handle_data(self, data: str) -> None:
        if not self._in_script:
            self._words.append(data)

    @property
    def words(self) -> str:
        """Return everything that can be read, with single spaces."""
        return " ".join("".join(self._words).split())

    def all(self, tag: str) -> list[dict[str, str]]:
        """Return the attributes of every element of that name."""
        return [attributes for name, attributes in self.elements if name == tag]

    def foreign_scripts(self) -> list[dict[str, str]]:
        """Return every script that is neither a file of ours nor data, which no browser runs."""
        return [
            script
            for script in self.all("script")
            if not script.get("src", "").startswith("/static/") and script.get("type") != "application/ld+json"
        ]

    def links(self) -> list[str]:
        """Return where the links lead."""
        return [link["href"] for link in self.all("a") if "href" in link]


def read(response: Any) -> PageReader:
    """Read a response."""
    return PageReader(response.content.decode())
