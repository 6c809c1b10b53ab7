"""The projects that the reference province is filled with, walked from one end to the other.

Each is invented; the province's demonstration data files their plans.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class FixtureProject:
    """A plan of the demonstration data, and the sign-in of the agency that it is commissioned to."""

    plan_no: str
    name: str
    agency: str


TEACHING_EQUIPMENT = FixtureProject("411322-2026-00017", "方城县教育体育局义务教育学校教学设备采购项目", "wancheng")
ROAD_SAFETY = FixtureProject("411322-2026-00019", "方城县杨集乡道路安全设施采购项目", "wancheng")
OFFICE_COMPUTERS = FixtureProject("411322-2026-00020", "方城县人民医院办公计算机采购项目", "xinda")
EMERGENCY_SUPPLIES = FixtureProject("411322-2026-00023", "方城县应急物资采购项目", "xinda")


@dataclass(frozen=True)
class Supplier:
    """A firm that nobody knows."""

    name: str
    credit_code: str
    address: str


WHITEBOARDS = Supplier("河南智教装备有限公司", "91411300MA9G00012R", "河南省南阳市（示例地址）12号")
FURNITURE = Supplier("南阳桌椅制造有限公司", "91411300MA9G00020L", "河南省南阳市（示例地址）20号")


@dataclass(frozen=True)
class Item:
    """What is bought in a lot."""

    name: str
    brand: str
    model: str
    quantity: str
    unit_price: str


@dataclass(frozen=True)
class Award:
    """Who gets a lot, for how much."""

    supplier: Supplier
    amount: str
    score: str
    item: Item


def result_facts(awards: Mapping[str, Award], experts: Sequence[str]) -> dict[str, Any]:
    """Return the facts of a result announcement as the wire names them; the first of the experts has the chair."""
    return {
        "lots": [
            {
                "lot_no": lot_no,
                "supplier": {
                    "name": award.supplier.name,
                    "uscc": award.supplier.credit_code,
                    "address": award.supplier.address,
                },
                "amount": award.amount,
                "score": award.score,
                "main_items": [vars(award.item)],
            }
            for lot_no, award in awards.items()
        ],
        "experts": [
            {"name": name, "role": "expert", "is_chair": position == 0} for position, name in enumerate(experts)
        ],
        "agency_fee": {"standard": "按委托代理协议约定收取", "amount": "9000.00"},
        "notice_working_days": 1,
    }


def words_for(moment: datetime) -> str:
    """Return a moment as this platform writes it."""
    return f"{moment.year}年{moment.month}月{moment.day}日 {moment:%H:%M}"
