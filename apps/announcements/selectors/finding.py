"""The newest announcements that hold the words of a search, for what a page of them costs.

Neither of the two plain ways does for every word at a million announcements. Walking them from the newest
reads nearly all of them for a rare word; collecting every match from the index before sorting reads nearly
all of them for a common one. So the index is asked for one window of time after the other, from the newest
back, until there are enough: a common word is answered by the last month, a rare one has little to collect.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL

from apps.announcements.models import AnnouncementQuerySet
from apps.announcements.searching import all_of, any_of, facet, month_of, needs_reading, tokens_of, words_of

# How many months each window has, from the newest back; what is older than all of them is one more. Each one costs
# a rare word a look into the index. Each is so much longer than those before it together that what a word has in
# it, having had too little in those, is still quickly sorted.
WINDOWS = (1, 2, 9, 48)


@dataclass(frozen=True)
class Search:
    """What is searched for: words that the text must hold, and tokens that the row must have besides."""

    words: tuple[str, ...]
    tokens: tuple[str, ...]

    @classmethod
    def of(cls, *, q: str, names: str, facets: dict[str, str]) -> "Search":
        """Return the search for all words of `q`; those of `names` and the facets only narrow it down.

        Whether the words of `names` stand in the right column is a filter's to say.
        """
        words = tuple(words_of(q))
        tokens = chain.from_iterable(map(tokens_of, [*words, *words_of(names)]))
        properties = (facet(name, value) for name, value in facets.items() if value)
        return cls(words, tuple(dict.fromkeys([*properties, *tokens])))


@dataclass(frozen=True, order=True)
class Found:
    """An announcement that was found; the greater is the newer."""

    first_published_at: datetime
    pk: int


def newest_found(rows: AnnouncementQuerySet, search: Search, *, until: datetime, limit: int) -> list[Found]:
    """Return at most `limit` of `rows` that `search` finds, the newest first, in one query.

    `until` is where the windows begin; what is newer is found after everything else.
    """
    # The offset keeps the database from reading texts before it has sorted, and thereby more than it needs.
    # Two conditions and not one: the index then goes by the rarer of words and window, else by the months always.
    candidates = (
        rows.filter(search_tokens__meets=all_of(search.tokens))
        .filter(search_tokens__meets=RawSQL("windows.months", ()))
        .order_by("-first_published_at", "-pk")
    )
    columns = candidates.values_list("first_published_at", "pk", "search_text")
    inner, inner_params = columns.query.sql_with_params()
    long_words = [word for word in search.words if needs_reading(word)]
    reading = "".join(" AND strpos(candidates.text, %s) > 0" for _ in long_words)
    statement = (
        "SELECT candidates.at, candidates.pk FROM unnest(%s::text[]) AS windows (months) "  # noqa: S608
        f"CROSS JOIN LATERAL ({inner} OFFSET 0) AS candidates (at, pk, text) WHERE true{reading} LIMIT %s"
    )
    params: list[Any] = [list(_windows(until)), *inner_params, *long_words, limit]
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return sorted((Found(at, pk) for at, pk in cursor.fetchall()), reverse=True)


def _windows(until: datetime) -> Iterator[str]:
    """Return the condition of every window, the newest first; together they leave nothing out."""
    newest = last = month_of(until)
    for length in WINDOWS:
        yield any_of(facet("month", month) for month in range(last, last - length, -1))
        last -= length
    yield "!" + any_of(facet("month", month) for month in range(newest, last, -1))
