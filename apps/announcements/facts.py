"""Reads the facts of an announcement back from where a version keeps them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Self, TypeAlias

from django.db import models

from apps.acceptance.codes import Method


class ChangeSubject(models.TextChoices):
    """更正事项."""

    ANNOUNCEMENT = "announcement", "采购公告"
    DOCUMENTS = "documents", "采购文件"


class CommitteeRole(models.TextChoices):
    """As what somebody sat in the committee."""

    EXPERT = "expert", "评审专家"
    PURCHASER_REPRESENTATIVE = "purchaser_representative", "采购人代表"


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
        return cls(
            method=Method(stored["method"]),
            budget=Decimal(stored["budget"]),
            ceiling_price=_decimal(stored.get("ceiling_price")),
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


@dataclass(frozen=True)
class ChangedItem:
    """更正项: what stood there, and what stands there now."""

    label: str
    before: str
    after: str

    @classmethod
    def all_of(cls, stored: Mapping[str, Any]) -> tuple[Self, ...]:
        """Read the items of a change or a correction."""
        return tuple(cls(item["label"], item["before"], item["after"]) for item in stored["items"])


@dataclass(frozen=True)
class ChangeTable:
    """What a change announcement changes; a time that it does not change is None."""

    subject: ChangeSubject
    items: tuple[ChangedItem, ...]
    is_postponed: bool
    bid_deadline: datetime | None
    opening_at: datetime | None

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """Read the facts of type `change`."""
        return cls(
            subject=ChangeSubject(stored["subject"]),
            items=ChangedItem.all_of(stored),
            is_postponed=stored["postponed"],
            bid_deadline=_moment(stored.get("bid_deadline")),
            opening_at=_moment(stored.get("opening_at")),
        )


@dataclass(frozen=True)
class MainItem:
    """主要标的信息: one thing that was bought."""

    name: str
    brand: str
    model: str
    quantity: str
    unit_price: Decimal | None

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """Read one item; what is not said is empty."""
        return cls(
            name=stored["name"],
            brand=stored.get("brand") or "",
            model=stored.get("model") or "",
            quantity=stored.get("quantity") or "",
            unit_price=_decimal(stored.get("unit_price")),
        )


@dataclass(frozen=True)
class AwardedLot:
    """To whom a lot went, and for how much: an amount, or a rate in the words of the announcement."""

    lot_no: str
    supplier: Party
    amount: Decimal | None
    rate: str
    score: Decimal | None
    main_items: tuple[MainItem, ...]

    @classmethod
    def all_of(cls, stored: Mapping[str, Any]) -> tuple[Self, ...]:
        """Read the lots of a result or of the correction of one."""
        return tuple(
            cls(
                lot_no=lot["lot_no"],
                supplier=Party.of(lot["supplier"]),
                amount=_decimal(lot.get("amount")),
                rate=lot.get("rate") or "",
                score=_decimal(lot.get("score")),
                main_items=tuple(map(MainItem.of, lot["main_items"])),
            )
            for lot in stored.get("lots") or ()
        )


@dataclass(frozen=True)
class NamedExpert:
    """A member of the committee, as the result makes the name public."""

    name: str
    role: CommitteeRole
    is_chair: bool


@dataclass(frozen=True)
class ResultTable:
    """Who won, who judged, and what the agency takes."""

    lots: tuple[AwardedLot, ...]
    experts: tuple[NamedExpert, ...]
    fee_standard: str
    fee_amount: Decimal
    notice_working_days: int

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """Read the facts of type `result`."""
        return cls(
            lots=AwardedLot.all_of(stored),
            experts=tuple(
                NamedExpert(expert["name"], CommitteeRole(expert["role"]), expert["is_chair"])
                for expert in stored["experts"]
            ),
            fee_standard=stored["agency_fee"]["standard"],
            fee_amount=Decimal(stored["agency_fee"]["amount"]),
            notice_working_days=stored["notice_working_days"],
        )

    @property
    def amount(self) -> Decimal | None:
        """Return what the lots went for together; None when none of them has an amount."""
        return _sum(self.lots)


@dataclass(frozen=True)
class CorrectionTable:
    """What a correction of a result changes; `lots` holds those that changed."""

    items: tuple[ChangedItem, ...]
    lots: tuple[AwardedLot, ...]

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """Read the facts of type `result_correction`."""
        return cls(items=ChangedItem.all_of(stored), lots=AwardedLot.all_of(stored))

    @property
    def amount(self) -> Decimal | None:
        """Return what the lots that changed go for now; None when none of them has an amount."""
        return _sum(self.lots)


@dataclass(frozen=True)
class TerminatedLot:
    """A lot that came to nothing, and why."""

    lot_no: str
    reason: str


@dataclass(frozen=True)
class TerminationTable:
    """The lots that ended without an award."""

    lots: tuple[TerminatedLot, ...]

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """Read the facts of type `termination`."""
        return cls(lots=tuple(TerminatedLot(lot["lot_no"], lot["reason"]) for lot in stored["lots"]))


@dataclass(frozen=True)
class ContractTable:
    """The contract that lots ended in."""

    contract_no: str
    name: str
    purchaser: Party
    supplier: Party
    amount: Decimal
    signed_on: date
    term: str

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """Read the facts of type `contract`."""
        return cls(
            contract_no=stored["contract_no"],
            name=stored["name"],
            purchaser=Party.of(stored["purchaser"]),
            supplier=Party.of(stored["supplier"]),
            amount=Decimal(stored["amount"]),
            signed_on=date.fromisoformat(stored["signed_on"]),
            term=stored["term"],
        )


Table: TypeAlias = TenderTable | ChangeTable | ResultTable | CorrectionTable | TerminationTable | ContractTable

_READERS: Mapping[str, Callable[[Mapping[str, Any]], Table]] = {
    "tender": TenderTable.of,
    "change": ChangeTable.of,
    "result": ResultTable.of,
    "result_correction": CorrectionTable.of,
    "termination": TerminationTable.of,
    "contract": ContractTable.of,
}


def read_table(announcement_type: str, stored: Mapping[str, Any]) -> Table:
    """Read the facts of an announcement of that type, named as the exchange names them."""
    return _READERS[announcement_type](stored)


def lot_nos_of(table: Table) -> tuple[str, ...]:
    """Return the lots that the facts speak of; a tender, a change and a contract name them beside their facts."""
    if isinstance(table, ResultTable | CorrectionTable | TerminationTable):
        return tuple(lot.lot_no for lot in table.lots)
    return ()


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _sum(lots: tuple[AwardedLot, ...]) -> Decimal | None:
    amounts = [lot.amount for lot in lots if lot.amount is not None]
    return sum(amounts, Decimal(0)) if amounts else None
