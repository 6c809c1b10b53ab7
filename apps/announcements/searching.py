"""What the words of a search are compared with, and the tokens by which an index finds them.

A text is found by its single characters and its pairs of neighbours, so a word of any length can be looked
up, one character included. Pairs of digits stand in nearly every text, so numbers are found by four ASCII
characters in a row. A word that is no token itself may be missing from a text that has all its tokens, and is
then looked for in the text.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

# PostgreSQL keeps at most a megabyte of tokens a row, of which this many characters stay short in any script.
LONGEST_SEARCHED = 60_000
PAIR, RUN = 2, 4
MONTHS = 12


def searchable(*texts: str) -> str:
    """Return the texts in one form of every letter: `（二次）` is found as `(二次)`, `LED` as `led`.

    What goes beyond LONGEST_SEARCHED characters is not searched.
    """
    return unicodedata.normalize("NFKC", "\n".join(texts)).casefold()[:LONGEST_SEARCHED]


def words_of(query: str) -> list[str]:
    """Return the words that a reader typed, in the form of `searchable`, each once."""
    return list(dict.fromkeys(searchable(word) for word in query.split()))


def tokens_of(word: str) -> list[str]:
    """Return the tokens by which texts with `word` are looked up; every one of those texts has them.

    Of the runs no more than it takes to cover the word: each is a list of the index to go through, those of digits
    are long, and that two halves of a number stand side by side is seen when the text is read.
    """
    if len(word) < PAIR:
        return [word]
    runs = [start for start in range(len(word) - RUN + 1) if word[start : start + RUN].isascii()]
    within_runs = {start + offset for start in runs for offset in range(RUN - PAIR + 1)}
    pairs = [word[start : start + PAIR] for start in range(len(word) - PAIR + 1) if start not in within_runs]
    return list(dict.fromkeys([*pairs, *(word[start : start + RUN] for start in _covering(runs))]))


def needs_reading(word: str) -> bool:
    """Tell whether a text may have all tokens of `word` and yet not hold it."""
    return tokens_of(word) != [word]


def _covering(starts: list[int]) -> Iterator[int]:
    """Yield, of the starts of all runs, those of runs that follow one another, and the last of each stretch."""
    taken = -RUN
    for start in starts:
        if start >= taken + RUN or start + 1 not in starts:
            yield start
            taken = start


def facet(name: str, value: str | int) -> str:
    """Return the token of a property; longer than any token of a text, it is never taken for one."""
    return f"{name}={value}"


def month_of(moment: datetime) -> int:
    """Return the month of a moment, in UTC, counted from year 0."""
    day = moment.astimezone(UTC)
    return day.year * MONTHS + day.month


def all_of(tokens: Iterable[str]) -> str:
    """Return the condition, in the language of tsquery, that a row has every token."""
    return " & ".join(map(_quoted, tokens))


def any_of(tokens: Iterable[str]) -> str:
    """Return the condition that a row has one of the tokens."""
    return f"({' | '.join(map(_quoted, tokens))})"


def _quoted(token: str) -> str:
    return "'{}'".format(token.replace("\\", "\\\\").replace("'", "''"))
