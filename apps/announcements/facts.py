"""Reads the facts of an announcement back from where a version keeps them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Self

from apps.acceptance.codes import Method


@dataclass(frozen=True)
class Party:
    """An organisation as the announcement names it."""

    name: str
    credit_code: str
    contact: str
    phone: str
    address: str

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """Read a party of the exchange."""
        return cls(
            name=stored["name"],
            credit_code=stored["uscc"],
            contact=stored.get("contact") or "",
            phone=stored.get("phone") or "",
            address=stored.get("address") or "",
        )


@dataclass(frozen=True)
class TenderTable:
    """What a tender announcement says apart from its text."""

    method: Method
    budget: Decimal
    ceiling_price: Decimal | None
    documents_from: datetime
    documents_until: datetime
    documents_price: Decimal
    bid_deadline: datetime
    opening_at: datetime
    opening_place: str
    notice_working_days: int
    accepts_consortium: bool
    purchaser: Party
    agency: Party
    contact_name: str
    contact_phone: str

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """Read the facts of type `tender`, named as the exchange names them."""
        ceiling_price = stored.get("ceiling_price")
        return cls(
            method=Method(stored["method"]),
            budget=Decimal(stored["budget"]),
            ceiling_price=None if ceiling_price is None else Decimal(ceiling_price),
            documents_from=datetime.fromisoformat(stored["documents_from"]),
            documents_until=datetime.fromisoformat(stored["documents_until"]),
            documents_price=Decimal(stored["documents_price"]),
            bid_deadline=datetime.fromisoformat(stored["bid_deadline"]),
            opening_at=datetime.fromisoformat(stored["opening_at"]),
            opening_place=stored["opening_place"],
            notice_working_days=stored["notice_working_days"],
            accepts_consortium=stored["accepts_consortium"],
            purchaser=Party.of(stored["purchaser"]),
            agency=Party.of(stored["agency"]),
            contact_name=stored["contact"]["name"],
            contact_phone=stored["contact"]["phone"],
        )
