"""Windows of time that the index of words is asked for one after the other, the newest first."""

from collections.abc import Iterator
from datetime import datetime
from itertools import accumulate
from typing import Any

from apps.announcements.searching import any_of, facet, month_of

# How many months each window has, from the newest back; all other months are one more. Each one costs a rare word a
# look into the index. Each is so much longer than those before it together that what a word has in it, having had
# too little in those, is still quickly collected and sorted.
LENGTHS = (1, 2, 6, 15, 36)
# The condition of that last one: the months of what is older, and of what is later. It names them and does not
# exclude the others: then the index would go through everything of theirs that has the words.
OTHER_MONTHS = """
    SELECT string_agg(quote_literal('month=' || month), ' | ')
    FROM (
        SELECT min(first_published_at) AT TIME ZONE 'UTC', max(first_published_at) AT TIME ZONE 'UTC'
        FROM announcements_announcement WHERE published_at IS NOT NULL AND withdrawn_at IS NULL
    ) AS ends (first, last),
    generate_series(date_trunc('month', first), last, '1 month') AS days (day),
    CAST(extract(year FROM day) * 12 + extract(month FROM day) AS integer) AS months (month)
    WHERE month < %s OR month > %s
"""


def windows_of(*, now: datetime, turn: int | None, leaves_out_later: bool = False) -> tuple[str, list[Any]]:
    """Return a table `windows` of the `months` of each, as conditions of the index, and its parameters.

    The first one ends with the month of `now`. At the month `turn` they get short again. Together they leave out
    nothing that is in force, but for what is later than `now` where that is wanted.
    """
    newest = month_of(now)
    lengths = list(_lengths(newest, turn))
    ends = [newest - before for before in accumulate(lengths, initial=0)]
    conditions = [_any_month(end, length) for end, length in zip(ends, lengths, strict=False)]
    others = (ends[-1] + 1, None if leaves_out_later else newest)
    return f"unnest(%s::text[] || ({OTHER_MONTHS})) AS windows (months)", [conditions, *others]


def _lengths(newest: int, turn: int | None) -> Iterator[int]:
    if turn is not None and turn < newest:
        for length in LENGTHS:
            if newest - length <= turn:
                break
            yield length
            newest -= length
        yield newest - turn
    yield from LENGTHS


def _any_month(last: int, length: int) -> str:
    return any_of(facet("month", month) for month in range(last, last - length, -1))
