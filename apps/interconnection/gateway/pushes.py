"""The documents that the platform sends, and their bytes.

The bytes are canonical: the same document gives the same bytes, so that a second try with the same
idempotency key carries the same body.
"""

import datetime
from decimal import Decimal
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, Field, PlainSerializer

from apps.core.deal_codes import has_valid_check
from apps.interconnection.gateway.canonical import canonical_bytes
from apps.interconnection.gateway.codes import KINDS, METHODS, CodeTable
from apps.interconnection.gateway.documents import Party
from apps.interconnection.gateway.wire_types import (
    CHINA_TIME,
    Address,
    Identifier,
    Name,
    Title,
    Version,
    WireModel,
)


def _money_text(value: Decimal) -> str:
    # Two digits after the point as people write 元, more only where there are more.
    whole_cents = value.quantize(Decimal("0.01"))
    return f"{whole_cents:f}" if whole_cents == value else f"{value.normalize():f}"


def _plain_number(value: Decimal) -> Decimal:
    # 120.000000 from a database column is 120 on the wire.
    return Decimal(f"{value.normalize():f}")


def _china_time(value: datetime.datetime) -> str:
    return value.astimezone(CHINA_TIME).isoformat(timespec="seconds")


def _refuse_naive(value: datetime.datetime) -> datetime.datetime:
    if value.tzinfo is None:
        raise ValueError("a time on the wire needs its offset")
    return value


def _refuse_wrong_check(value: str) -> str:
    if not has_valid_check(value):
        raise ValueError("not a 统一交易标识码")
    return value


def _to_wire(table: CodeTable) -> PlainSerializer:
    return PlainSerializer(table.to_wire)


_Amount: TypeAlias = Annotated[Decimal, Field(ge=0, max_digits=20, decimal_places=6), PlainSerializer(_money_text)]
_Number: TypeAlias = Annotated[Decimal, Field(ge=0, max_digits=20, decimal_places=6), PlainSerializer(_plain_number)]
_Moment: TypeAlias = Annotated[datetime.datetime, AfterValidator(_refuse_naive), PlainSerializer(_china_time)]
_DealCode: TypeAlias = Annotated[str, AfterValidator(_refuse_wrong_check)]
_Method: TypeAlias = Annotated[str, _to_wire(METHODS)]
_Kind: TypeAlias = Annotated[str, _to_wire(KINDS)]


class PushDocument(WireModel):
    """A document for the province; codes are ours until it is encoded."""

    version: Version
    project_no: Identifier

    def encode(self) -> bytes:
        """Return the body to send. An optional field that says nothing is left out."""
        return canonical_bytes(self.model_dump(exclude_defaults=True))


class PushedLot(WireModel):
    """标段 as the province learns of it."""

    lot_no: Identifier
    name: Title
    budget: _Amount
    ceiling_price: _Amount | None = None
    category_code: Identifier
    quantity: _Number
    unit: Name
    unified_deal_code: _DealCode


class LotsDocument(PushDocument):
    """The accepted project and its lots."""

    project_name: Title
    plan_nos: tuple[Identifier, ...]
    agency: Party
    purchaser: Party
    method: _Method
    kind: _Kind
    lots: tuple[PushedLot, ...]
    encrypted: bool
    remote_opening: bool
    accepted_at: _Moment


class ScheduleDocument(PushDocument):
    """The times of a project after an approved change."""

    announcement_no: Identifier
    bid_deadline: _Moment
    opening_at: _Moment
    opening_place: Address
