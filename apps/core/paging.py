"""Pages by key: page n costs what page 1 costs, and rows that arrive meanwhile shift nothing."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.db.models import Model, Q, QuerySet
from django.http import QueryDict

from apps.core.exceptions import DomainError

Row = TypeVar("Row", bound=Model)
Rows = TypeVar("Rows", bound=QuerySet[Any])

PAGE_PARAMETER = "after"
LONGEST_MARK = 200


class BadPage(DomainError):
    """The page mark in the address is not one of ours."""


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of a list, newest first, and how to get to its neighbours."""

    rows: list[Row]
    query: QueryDict
    next_mark: str

    @property
    def has_next(self) -> bool:
        """Tell whether older rows follow."""
        return bool(self.next_mark)

    @property
    def has_previous(self) -> bool:
        """Tell whether this is not the first page."""
        return PAGE_PARAMETER in self.query

    @property
    def next_query(self) -> str:
        """Return the query string of the next page without the `?`, other filters kept."""
        return _query_string(self.query, {PAGE_PARAMETER: self.next_mark})

    @property
    def first_query(self) -> str:
        """Return the query string of the first page without the `?`, other filters kept."""
        return _query_string(self.query, {})


def page_of(rows: QuerySet[Row], *, by: str, query: QueryDict, size: int = 20) -> Page[Row]:
    """Return the page of `rows` that `query` asks for, ordered by the datetime field `by`, newest first.

    Raises BadPage when the mark in `query` cannot be read.
    """
    ordered = rows.order_by(f"-{by}", "-pk")
    mark = mark_of(query)
    if mark is not None:
        ordered = after_mark(ordered, by=by, mark=mark)
    return page_from(list(ordered[: size + 1]), by=by, query=query, size=size)


def page_from(found: list[Row], *, by: str, query: QueryDict, size: int) -> Page[Row]:
    """Return the page that `query` asked for, of the rows that were found for it: one more than it shows if it can."""
    shown = found[:size]
    return Page(shown, query, _mark(shown[-1], by) if len(found) > size else "")


def mark_of(query: QueryDict) -> tuple[datetime, int] | None:
    """Return after which row the page begins that `query` asks for; None for the first page. Raises BadPage."""
    mark = query.get(PAGE_PARAMETER)
    return None if mark is None else _read_mark(mark)


def after_mark(rows: Rows, *, by: str, mark: tuple[datetime, int]) -> Rows:
    """Return those of `rows` that come after the mark, newest first."""
    at, key = mark
    return rows.filter(**{f"{by}__lte": at}).filter(Q(**{f"{by}__lt": at}) | Q(pk__lt=key))


def mark_at(at: datetime, *, key: int) -> str:
    """Return the mark of the page that begins after the row of that moment and key."""
    return base64.urlsafe_b64encode(json.dumps([at.isoformat(), key]).encode()).decode()


def _mark(row: Model, by: str) -> str:
    return mark_at(getattr(row, by), key=row.pk)


def _read_mark(mark: str) -> tuple[datetime, int]:
    try:
        if len(mark) > LONGEST_MARK:
            raise ValueError
        at, key = json.loads(base64.urlsafe_b64decode(mark.encode("ascii")))
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None or not isinstance(key, int):
            raise ValueError
        return moment.astimezone(UTC), key
    except (ValueError, TypeError, OverflowError, binascii.Error, UnicodeError):
        raise BadPage("页码无效，请从第一页重新翻页。") from None


def _query_string(query: QueryDict, changes: dict[str, str]) -> str:
    kept = [(name, value) for name, values in query.lists() if name != PAGE_PARAMETER for value in values if value]
    return urlencode([*kept, *changes.items()])
