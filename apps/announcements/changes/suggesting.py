"""What a change says of each time: brought together from its facts, its items and its text, and filled in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from apps.announcements.changes.blocks import Block
from apps.announcements.changes.in_force import Times
from apps.announcements.changes.reading import Passage, Reading, read_items, read_text
from apps.announcements.changes.words import FIELDS, PLACE
from apps.announcements.facts import ChangeTable
from apps.announcements.wording import TENDERS

FACTS, ITEM, TEXT = "公告要素", "更正项", "公告正文"


@dataclass(frozen=True)
class Saying:
    """One place that says a new time: `origin` is FACTS, ITEM or TEXT, `words` are its own."""

    origin: str
    words: str
    is_certain: bool
    day: date | None = None
    at: datetime | None = None
    place: str = ""
    passage: Passage | None = None

    def agrees_with(self, value: datetime | str | None) -> bool:
        """Tell whether a confirmed time or place is the one that is said; a day without a time says only the day."""
        if value is None or value == "":
            return False
        if isinstance(value, str):
            return squeezed(value) == squeezed(self.place)
        return value == self.at if self.at else timezone.localdate(value) == self.day

    @property
    def value(self) -> datetime | str | None:
        """Return what is said, as far as it can be filled in; None for a day without a time."""
        return self.place or self.at


@dataclass(frozen=True)
class Said:
    """Everything that a change says, by field: what is certain, or where nothing is, what is likely."""

    by_field: Mapping[str, tuple[Saying, ...]]

    def of(self, field: str) -> tuple[Saying, ...]:
        """Return what is said of a field, the facts first."""
        return self.by_field.get(field, ())

    def distinct(self, field: str) -> tuple[Saying, ...]:
        """Return one saying for each different thing that is said of a field."""
        seen: dict[object, Saying] = {}
        for saying in self.of(field):
            if not any(_same(saying, other) for other in seen.values()):
                seen[len(seen)] = saying
        return tuple(seen.values())

    def over(self, earlier: "Said") -> "Said":
        """Return what is said by an earlier change and by this one, which corrects it."""
        return Said({**earlier.by_field, **self.by_field})

    @property
    def passages(self) -> tuple[tuple[str, Passage], ...]:
        """Return where in the text something is said, with its field."""
        return tuple(
            (field, saying.passage) for field, sayings in self.by_field.items() for saying in sayings if saying.passage
        )


def said_in(table: ChangeTable, blocks: Sequence[Block], *, published_on: date, present: Times) -> Said:
    """Bring together what a change says.

    A time that is merely likely counts where nothing is certain, and only when it is another one than `present`:
    texts repeat what stays.
    """
    sayings = [
        *_facts(table),
        *(_saying(ITEM, reading) for reading in read_items(table.items, published_on=published_on)),
        *(_saying(TEXT, reading) for reading in read_text(blocks, published_on=published_on)),
    ]
    found: dict[str, tuple[Saying, ...]] = {}
    for field in FIELDS:
        own = [saying for name, saying in sayings if name == field]
        certain = tuple(saying for saying in own if saying.is_certain)
        likely = tuple(saying for saying in own if not saying.agrees_with(getattr(present, field)))
        if chosen := certain or likely:
            found[field] = chosen
    return Said(found)


def suggestions(said: Said, *, present: Times, method: str) -> dict[str, Any]:
    """Return what is filled in, by field; what stays as it is is left out.

    Where a tender is opened at the moment of its deadline (令87 第三十九条), either says the other. The evaluation
    keeps its distance from the opening.
    """
    values = {field: value for field in FIELDS if (value := _value(said.distinct(field), field, present)) is not None}
    if method in TENDERS:
        for one, other in (("bid_deadline", "opening_at"), ("opening_at", "bid_deadline")):
            if one in values and other not in values:
                values[other] = values[one]
    changed = {field: value for field, value in values.items() if value != getattr(present, field)}
    opening, old, evaluation = changed.get("opening_at"), present.opening_at, present.evaluation_at
    if isinstance(opening, datetime) and old and evaluation and "evaluation_at" not in values:
        changed["evaluation_at"] = evaluation + (opening - old)
    return changed


def squeezed(text: str) -> str:
    """Return a place without what makes no difference to a reader: spaces and quotation marks."""
    return "".join(sign for sign in text if not sign.isspace() and sign not in "“”\"'")


def _facts(table: ChangeTable) -> list[tuple[str, Saying]]:
    moments = {"bid_deadline": table.bid_deadline, "opening_at": table.opening_at}
    return [
        (field, Saying(FACTS, "", is_certain=True, day=timezone.localdate(at), at=at))
        for field, at in moments.items()
        if at is not None
    ]


def _saying(origin: str, reading: Reading) -> tuple[str, Saying]:
    return reading.field, Saying(
        origin=origin,
        words=reading.source,
        is_certain=reading.certainty == "stated",
        day=reading.day,
        at=reading.at,
        place=reading.place,
        passage=reading.passage,
    )


def _same(one: Saying, other: Saying) -> bool:
    if one.place or other.place:
        return squeezed(one.place) == squeezed(other.place)
    return one.at == other.at if one.at and other.at else one.day == other.day


def _value(sayings: Sequence[Saying], field: str, present: Times) -> datetime | str | None:
    """Return what is said with one voice; a day without a time keeps the time of day that it had."""
    if len(sayings) != 1:
        return None
    saying, old = sayings[0], getattr(present, field)
    if field == PLACE or saying.at or old is None or saying.day is None:
        return saying.value
    return timezone.make_aware(datetime.combine(saying.day, timezone.localtime(old).time()))
