"""The facts of every type of announcement, as the province sends them."""

from datetime import datetime
from typing import Any

PURCHASER = {
    "name": "方城县教育体育局",
    "uscc": "1141132200600001XJ",
    "contact": "陈老师",
    "phone": "0377-60000002",
    "address": "方城县文化路1号",
}
AGENCY = {"name": "河南宛诚工程咨询有限公司", "uscc": "91411300MA9F00015G"}
SUPPLIER = {
    "name": "方城县示例商贸有限公司",
    "uscc": "91411322MA9G000162",
    "contact": "钱经理",
    "phone": "0377-60000009",
    "address": "方城县释之路9号",
}
OTHER_SUPPLIER = SUPPLIER | {"name": "南阳示例教学设备有限公司", "address": "南阳市中州路3号"}


def awarded_lot(lot_no: str = "1", **changes: Any) -> dict[str, Any]:
    """Return one lot of a result."""
    return {
        "lot_no": lot_no,
        "supplier": SUPPLIER,
        "amount": "3050000.00",
        "rate": "",
        "score": "92.50",
        "main_items": [
            {"name": "电子白板", "brand": "示例牌", "model": "B-86", "quantity": "100台", "unit_price": "30500.00"}
        ],
    } | changes


def facts_of(announcement_type: str, *, deadline: datetime, **changes: Any) -> dict[str, Any]:
    """Return the facts of that type; keyword arguments change them."""
    facts: dict[str, dict[str, Any]] = {
        "tender": {
            "method": "open_tender",
            "budget": "4860000.00",
            "ceiling_price": None,
            "documents_from": "2026-03-02T00:00:00+08:00",
            "documents_until": "2026-03-09T23:59:59+08:00",
            "documents_price": "0.00",
            "bid_deadline": deadline.isoformat(),
            "opening_at": deadline.isoformat(),
            "opening_place": "方城县公共资源交易中心开标一室",
            "notice_working_days": 5,
            "accepts_consortium": False,
            "purchaser": PURCHASER,
            "agency": AGENCY,
            "contact": {"name": "李经办", "phone": "0377-60000001"},
        },
        "change": {
            "subject": "documents",
            "items": [{"label": "开标时间", "before": "2026年03月23日09时00分", "after": "2026年04月07日09时00分"}],
            "postponed": True,
            "bid_deadline": "2026-04-07T09:00:00+08:00",
            "opening_at": "2026-04-07T09:00:00+08:00",
        },
        "result": {
            "lots": [
                awarded_lot("1"),
                awarded_lot("2", supplier=OTHER_SUPPLIER, amount="1700000.00", score="88.25", main_items=[]),
            ],
            "experts": [
                {"name": "张某", "role": "expert", "is_chair": True},
                {"name": "王某", "role": "purchaser_representative", "is_chair": False},
            ],
            "agency_fee": {"standard": "豫招协〔2023〕002号", "amount": "41000.00"},
            "notice_working_days": 1,
        },
        "result_correction": {
            "items": [{"label": "标段1中标金额", "before": "305万元", "after": "304万元"}],
            "lots": [awarded_lot("1", amount="3040000.00")],
        },
        "termination": {"lots": [{"lot_no": "2", "reason": "提交投标文件的供应商不足3家"}]},
        "contract": {
            "contract_no": "方教采-2026-1",
            "name": "教学设备采购合同",
            "purchaser": PURCHASER,
            "supplier": SUPPLIER,
            "amount": "3040000.00",
            "signed_on": "2026-04-20",
            "term": "合同签订后90日",
        },
    }
    return facts[announcement_type] | changes
