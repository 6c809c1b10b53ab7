"""What the texts of announcements say beyond the facts that the exchange carries."""

from typing import Annotated

from pydantic import Field

from apps.province.filings import Contact, Filing
from apps.province.wire_types import Money

Words = Annotated[str, Field(max_length=2000)]


class Details(Filing):
    """What every later announcement ends with: 其他补充事宜 and whom to ask."""

    contact: Contact
    remarks: Annotated[str, Field(max_length=5000)] = ""


class MainItemDetails(Filing):
    """The columns of 主要标的信息 that services and works have in place of brand, model, quantity and price."""

    scope: Words = ""
    requirement: Words = ""
    period: Words = ""
    standard: Words = ""
    manager: Words = ""
    certificate: Words = ""


class ResultDetails(Details):
    """By lot, one entry for each of the lot's main items in their order."""

    main_items: dict[str, list[MainItemDetails]] = {}


class ContractItem(Filing):
    """One line of 合同主要信息."""

    name: Words
    model: Words = ""
    quantity: Words = ""
    unit_price: Money | None = None


class ContractDetails(Details):
    """What the contract is about and where it is performed."""

    main_items: list[ContractItem] = []
    place: Words = ""
