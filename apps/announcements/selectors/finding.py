"""The newest announcements that hold the words of a search, for what a page of them costs.

Neither of the two plain ways does for every word at a million announcements. Walking them from the newest
reads nearly all of them for a rare word; collecting every match from the index before sorting reads nearly
all of them for a common one. So the index is asked for one window of time after the other, from the newest
back, until there are enough: a common word is answered by the last month, a rare one has little to collect.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any, cast

from django.db import connection
from django.db.models.expressions import RawSQL

from apps.announcements.models import AnnouncementQuerySet
from apps.announcements.searching import MONTHS, all_of, facet, needs_reading, tokens_of, words_of
from apps.announcements.selectors.windows import windows_of
from apps.core.paging import after_mark

READ_AT_ONCE = 100
YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)", re.ASCII)


@dataclass(frozen=True)
class Search:
    """What is searched for: words that the text must hold, and tokens that the row must have besides."""

    words: tuple[str, ...]
    tokens: tuple[str, ...]

    @property
    def last_month(self) -> int | None:
        """Return the last month of the year that the words name, the latest if several; None when they name none.

        Most of what has a year in its number was published in that year. It may be found in any other one too; but
        there the windows get short again, or the first of them with any of it would have nearly all of it.
        """
        years = [int(year) for word in self.words for year in YEAR.findall(word)]
        return max(years) * MONTHS + MONTHS if years else None

    @property
    def is_read(self) -> bool:
        """Tell whether the texts have to be read that have all tokens: some may not hold the words."""
        return any(needs_reading(word) for word in self.words)

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


def newest_found(
    rows: AnnouncementQuerySet, search: Search, *, now: datetime, limit: int, mark: tuple[datetime, int] | None = None
) -> list[Found]:
    """Return at most `limit` of `rows` that `search` finds, the newest first, in one query; those after `mark`.

    The rows are announcements in force. What is dated later than now is found after everything else.
    """
    windows = windows_of(now=now, turn=search.last_month)
    if mark is not None:
        rows = after_mark(rows, by="first_published_at", mark=mark)
        windows = windows_of(now=mark[0], turn=search.last_month, leaves_out_later=True)
    statement, params = _newest(rows, search, windows, limit=limit)
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return sorted((Found(at, pk) for at, pk in cursor.fetchall()), reverse=True)


def found_at_once(
    rows: AnnouncementQuerySet, search: Search, *, newest: AnnouncementQuerySet, limit: int
) -> list[int] | None:
    """Return the keys of the `limit` newest of `rows` if they are among the first of `newest`, else None.

    What a fifth of all texts hold is found by reading a hundred of them, without the index: there it has so many
    entries that to collect and sort those of a month takes longer.
    """
    read = newest.order_by("-first_published_at", "-pk").values("pk")[:READ_AT_ONCE]
    found = rows.filter(pk__in=read)
    for word in search.words:
        found = found.filter(search_text__contains=word)
    keys = list(found.order_by("-first_published_at", "-pk").values_list("pk", flat=True)[:limit])
    return keys if len(keys) == limit else None


def count_at_most(rows: AnnouncementQuerySet, search: Search, *, now: datetime, limit: int) -> int:
    """Return how many of `rows` have all tokens of `search`, counted up to `limit`; no text is read."""
    # The offset keeps the database from collecting what the words alone find, to look at the windows afterwards.
    inner, params = _candidates(rows, search).values_list("pk").query.sql_with_params()
    months, months_params = windows_of(now=now, turn=search.last_month)
    statement = (
        f"SELECT count(*) FROM (SELECT 1 FROM {months} "  # noqa: S608
        f"CROSS JOIN LATERAL ({inner} OFFSET 0) AS one LIMIT %s) AS counted"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*months_params, *params, limit])
        return cast(tuple[int], cursor.fetchone())[0]


def count_and_page(
    rows: AnnouncementQuerySet,
    search: Search,
    *,
    now: datetime,
    limit: int,
    mark: tuple[datetime, int] | None,
    size: int,
) -> tuple[int, list[int]]:
    """Return how many `newest_found` finds, and the keys of the `size` newest of them after `mark`, in any order.

    A page of them is all that leaves the database: a thousand moments cost more to read than to find.
    """
    statement, params = _newest(rows, search, windows_of(now=now, turn=search.last_month), limit=limit)
    after = "" if mark is None else "WHERE (at, pk) < (%s, %s) "
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH found (at, pk) AS MATERIALIZED ({statement}) "  # noqa: S608  no word of a reader's
            "SELECT (SELECT count(*) FROM found), "
            f"ARRAY(SELECT pk FROM found {after}ORDER BY at DESC, pk DESC LIMIT %s)",
            [*params, *(mark or ()), size],
        )
        return cast(tuple[int, list[int]], cursor.fetchone())


def _newest(
    rows: AnnouncementQuerySet, search: Search, windows: tuple[str, list[Any]], *, limit: int
) -> tuple[str, list[Any]]:
    """Return the query for moments and keys of what `newest_found` finds, in no order, and its parameters."""
    # The offset keeps the database from reading texts before it has sorted, and thereby more than it needs.
    candidates = _candidates(rows, search).order_by("-first_published_at", "-pk")
    columns = candidates.values_list("first_published_at", "pk", "search_text")
    inner, inner_params = columns.query.sql_with_params()
    months, months_params = windows
    long_words = [word for word in search.words if needs_reading(word)]
    reading = "".join(" AND strpos(candidates.text, %s) > 0" for _ in long_words)
    statement = (
        f"SELECT candidates.at, candidates.pk FROM {months} "  # noqa: S608
        f"CROSS JOIN LATERAL ({inner} OFFSET 0) AS candidates (at, pk, text) WHERE true{reading} LIMIT %s"
    )
    return statement, [*months_params, *inner_params, *long_words, limit]


def _candidates(rows: AnnouncementQuerySet, search: Search) -> AnnouncementQuerySet:
    """Return the rows that have all tokens of `search` and fall into a window."""
    # Two conditions and not one: the index then goes by the rarer of words and window, else by the months always.
    return rows.filter(search_tokens__meets=all_of(search.tokens)).filter(
        search_tokens__meets=RawSQL("windows.months", ())
    )
