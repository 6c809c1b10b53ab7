"""Holds HTML to an allow-list until nothing is left to hold it to; the lists belong to those who know the text."""

import html
import re
from collections.abc import Callable

# What a page never shows as text, and is therefore dropped with what stands in it.
WITH_CONTENT = {"script", "style", "template", "noscript", "iframe", "object", "svg", "math", "title"}

# Elements that an HTML parser finds nested in one another cost it the square of their number: this
# many take seconds at worst, ten times as many would hold a worker for minutes.
MOST_ELEMENTS = 30_000
# Dropping an element can leave others nested as a browser would not nest them (a paragraph in a
# paragraph), so the result is cleaned again until it stays as it is: what was judged is what a
# browser builds. Two passes do for everything but malice.
MOST_PASSES = 8

_START_TAG = re.compile(r"<[a-zA-Z]")
_TAG = re.compile(r"<[^<>]*>")


def settle(markup: str, clean: Callable[[str], str]) -> str:
    """Return `markup` as `clean` leaves it when it changes nothing any more.

    Markup of more than MOST_ELEMENTS elements becomes plain text.
    """
    if len(_START_TAG.findall(markup)) > MOST_ELEMENTS:
        return _plain_text(markup)
    safe = clean(markup)
    for _ in range(MOST_PASSES):
        cleaner = clean(safe)
        if cleaner == safe:
            break
        safe = cleaner
    return safe


def _plain_text(markup: str) -> str:
    text = html.unescape(_TAG.sub("\n", markup))
    lines = (line.strip() for line in text.splitlines())
    return "".join(f"<p>{html.escape(line, quote=False)}</p>" for line in lines if line)
