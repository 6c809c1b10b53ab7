"""Pages by key of rows in whatever order they stand, forwards and backwards; a column with empty values included.

`paging` has the plain case of the public and the agencies' lists: by one time, newest first, forwards. Here the order
is chosen by the reader, so the marks are signed: one is good for the list and the order that it was given for.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import F, Field, Model, OrderBy, Q, QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.http import QueryDict

from apps.core.paging import PAGE_PARAMETER, BadPage

Row = TypeVar("Row", bound=Model)

AFTER = PAGE_PARAMETER
BEFORE = "before"
MARKS = (AFTER, BEFORE)


@dataclass(frozen=True)
class CursorPage(Generic[Row]):
    """One page, and the marks of its neighbours; an empty mark where there is none."""

    rows: list[Row]
    next_mark: str
    previous_mark: str


@dataclass(frozen=True)
class SortKey:
    """One thing that rows are sorted by, which stands on every row as an annotation of that name."""

    name: str
    expression: Any
    is_descending: bool
    is_nullable: bool
    nulls_first: bool

    @property
    def order(self) -> OrderBy:
        """Return the term of the ORDER BY; where empty values stand is said, so that it can be turned round."""
        order: OrderBy = OrderBy(
            F(self.name),
            descending=self.is_descending,
            nulls_first=self.nulls_first or None,
            nulls_last=not self.nulls_first or None,
        )
        return order

    def turned(self) -> "SortKey":
        """Return the key of the opposite order."""
        return replace(self, is_descending=not self.is_descending, nulls_first=not self.nulls_first)

    def is_at(self, value: Any) -> Q:
        """Return what keeps the rows that have this value."""
        return Q(**{f"{self.name}__isnull": True}) if value is None else Q(**{self.name: value})

    def is_past(self, value: Any) -> Q | None:
        """Return what keeps the rows that stand behind this value; None when none can."""
        if value is None:
            return Q(**{f"{self.name}__isnull": False}) if self.nulls_first else None
        return self._beyond("lt" if self.is_descending else "gt", value)

    def is_from(self, value: Any) -> Q:
        """Return what keeps the rows that have this value or stand behind it: where an index can begin."""
        if value is None:
            return Q() if self.nulls_first else self.is_at(None)
        return self._beyond("lte" if self.is_descending else "gte", value)

    def _beyond(self, comparison: str, value: Any) -> Q:
        beyond = Q(**{f"{self.name}__{comparison}": value})
        nulls_follow = self.is_nullable and not self.nulls_first
        return beyond | self.is_at(None) if nulls_follow else beyond


def cursor_page(rows: QuerySet[Row], *, query: QueryDict, size: int) -> CursorPage[Row]:
    """Return the page of `rows`, in the order that they have, that `query` asks for by `after` or `before`.

    The order must be total, as the admin's lists are: its last term tells any two rows apart.
    Raises BadPage when the mark is not one that was given for these rows in this order.
    """
    keys = list(_sort_keys(rows))
    salt = f"{rows.model._meta.label_lower} {[(str(key.expression), key.is_descending) for key in keys]}"
    is_backwards = BEFORE in query
    asked = query.get(BEFORE if is_backwards else AFTER)
    walked = [key.turned() for key in keys] if is_backwards else keys

    keyed: QuerySet[Row] = rows.annotate(**{key.name: key.expression for key in keys})
    if asked is not None:
        fields = [keyed.query.annotations[key.name].output_field for key in keys]
        keyed = keyed.filter(_behind(walked, _read(asked, fields, salt=salt)))
    found = list(keyed.order_by(*(key.order for key in walked))[: size + 1])
    shown, has_more = found[:size], len(found) > size
    if is_backwards:
        shown.reverse()

    # Whoever came from a page can go back to it.
    has_next, has_previous = (True, has_more) if is_backwards else (has_more, asked is not None)
    return CursorPage(
        rows=shown,
        next_mark=_mark(shown[-1], keys, salt=salt) if shown and has_next else "",
        previous_mark=_mark(shown[0], keys, salt=salt) if shown and has_previous else "",
    )


def _sort_keys(rows: QuerySet[Any]) -> Iterator[SortKey]:
    terms = (single for term in rows.query.order_by for single in _single_terms(rows, term))
    for position, term in enumerate(terms):
        # Where nothing is said PostgreSQL takes an empty value for the greatest.
        nulls_first = bool(term.nulls_first) or (term.descending and not term.nulls_last)
        yield SortKey(
            name=f"sort_key_{position}",
            expression=term.expression,
            is_descending=bool(term.descending),
            is_nullable=_is_nullable(rows, term.expression),
            nulls_first=nulls_first,
        )


def _single_terms(rows: QuerySet[Any], term: Any) -> Iterator[OrderBy]:
    """Yield what a term of an order stands for: a name of another model stands for all that this one is sorted by."""
    if not isinstance(term, str):
        yield term if isinstance(term, OrderBy) else OrderBy(term)
        return
    is_descending, path = term.startswith("-"), term.removeprefix("-")
    for inner in _inner_terms(rows, path):
        is_turned = inner.startswith("-")
        yield OrderBy(F(inner.removeprefix("-")), descending=is_descending != is_turned)


def _inner_terms(rows: QuerySet[Any], path: str) -> Iterable[str]:
    if path in rows.query.annotations:
        return [path]
    field = _fields(rows, path)[-1]
    if not field.is_relation or path.endswith(field.attname):
        return [path]
    orders = [str(term) for term in field.related_model._meta.ordering or ["pk"]]
    return [f"{'-' if term.startswith('-') else ''}{path}{LOOKUP_SEP}{term.removeprefix('-')}" for term in orders]


def _is_nullable(rows: QuerySet[Any], expression: Any) -> bool:
    # The stubs do not know the name.
    name: str = getattr(expression, "name", "") if isinstance(expression, F) else ""
    return not name or name in rows.query.annotations or any(field.null for field in _fields(rows, name))


def _fields(rows: QuerySet[Any], path: str) -> list[Any]:
    """Return the fields that a path leads over, from the rows' own model on."""
    fields: list[Any] = []
    model: Any = rows.model
    for part in path.split(LOOKUP_SEP):
        fields.append(model._meta.pk if part == "pk" else model._meta.get_field(part))
        model = fields[-1].related_model
    return fields


def _behind(keys: list[SortKey], values: list[Any]) -> Q:
    """Return what keeps the rows behind one with these values: behind in one key, and level in those before it."""
    behind, level = Q(pk__in=[]), Q()
    for key, value in zip(keys, values, strict=True):
        past = key.is_past(value)
        if past is not None:
            behind |= level & past
        level &= key.is_at(value)
    # In a row of alternatives an index finds no place to begin at.
    return keys[0].is_from(values[0]) & behind


def _mark(row: Model, keys: list[SortKey], *, salt: str) -> str:
    values = [getattr(row, key.name) for key in keys]
    return signing.dumps([None if value is None else str(value) for value in values], salt=salt)


def _read(mark: str, fields: list[Field[Any, Any]], *, salt: str) -> list[Any]:
    try:
        written = signing.loads(mark, salt=salt)
        return [field.to_python(value) for field, value in zip(fields, written, strict=True)]
    except (signing.BadSignature, ValidationError, ValueError):
        raise BadPage("页码无效，请从第一页重新翻页。") from None
