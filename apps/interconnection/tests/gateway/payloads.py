"""Sound documents of the province, as decoded JSON, for tests to use or to spoil."""

import json
from typing import Any

from apps.interconnection.gateway.wire_json import JsonValue, decode_json

PURCHASER = {
    "name": "方城县教育体育局",
    "uscc": "1141132200600001XJ",
    "contact": "李某",
    "phone": "0377-60000001",
    "address": "河南省南阳市方城县",
}
AGENCY = {"name": "河南宛诚工程咨询有限公司", "uscc": "91411300MA9F00015G"}
SUPPLIER = {"name": "方城县示例商贸有限公司", "uscc": "91411322MA9G000162", "contact": None}


def plan() -> dict[str, Any]:
    return {
        "plan_no": "411322-2026-00017",
        "title": "方城县教育体育局义务教育学校教学设备采购项目",
        "purchaser": PURCHASER,
        "agency": AGENCY,
        "trading_center": "411322",
        "region_code": "411322",
        "method": "open_tender",
        "organisation_form": "centralised",
        "kind": "goods",
        "budget": "4860000.00",
        "fund_source": "财政资金",
        "above_threshold": True,
        "sme_reserved": False,
        "items": [
            {"category_code": "A02020700", "name": "电子白板", "quantity": 120, "unit": "台", "budget": "3120000.00"}
        ],
        "filed_at": "2026-02-10T09:30:00+08:00",
        "handler": "赵经办",
    }


FACTS: dict[str, dict[str, Any]] = {
    "tender": {
        "method": "open_tender",
        "budget": "4860000.00",
        "ceiling_price": "4800000.00",
        "documents_from": "2026-03-02T09:00:00+08:00",
        "documents_until": "2026-03-09T17:00:00+08:00",
        "documents_price": "0.00",
        "bid_deadline": "2026-03-23T09:00:00+08:00",
        "opening_at": "2026-03-23T09:00:00+08:00",
        "opening_place": "方城县公共资源交易中心第一开标室",
        "notice_working_days": 5,
        "accepts_consortium": False,
        "purchaser": PURCHASER,
        "agency": AGENCY,
        "contact": {"name": "王某", "phone": "0377-60000002"},
    },
    "change": {
        "subject": "documents",
        "items": [{"label": "开标时间", "before": "2026年03月23日09时00分", "after": "2026年04月07日09时00分"}],
        "postponed": True,
        "bid_deadline": "2026-04-07T09:00:00+08:00",
        "opening_at": None,
    },
    "result": {
        "lots": [
            {
                "lot_no": "方财公开采购-2026-11-1",
                "supplier": SUPPLIER,
                "amount": "3050000.00",
                "score": "92.50",
                "main_items": [{"name": "电子白板", "brand": "示例", "quantity": 120, "unit_price": "25416.666667"}],
            }
        ],
        "experts": [{"name": "张某", "role": "expert", "is_chair": True}],
        "agency_fee": {"standard": "豫招协〔2023〕002号", "amount": "41000.00"},
        "notice_working_days": 1,
    },
    "result_correction": {"items": [{"label": "成交金额", "before": "305万元", "after": "304万元"}]},
    "termination": {"lots": [{"lot_no": "方财询价采购-2026-3-1", "reason": "提交响应文件的供应商不足3家"}]},
    "contract": {
        "contract_no": "方教采-2026-1",
        "name": "教学设备采购合同",
        "purchaser": PURCHASER,
        "supplier": SUPPLIER,
        "amount": "3050000.00",
        "signed_on": "2026-04-20",
        "term": 90,
    },
}


def announcement(announcement_type: str = "tender") -> dict[str, Any]:
    return {
        "announcement_no": "方财公告-2026-31",
        "type": announcement_type,
        "project_no": "方财公开采购-2026-11",
        "lot_nos": ["方财公开采购-2026-11-1"],
        "title": "教学设备采购项目公告",
        "body_html": "<p>项目概况</p>",
        "published_at": "2026-03-02T08:00:00+08:00",
        "source_url": "http://www.example.cn/notice/31",
        "attachments": [
            {"id": "att-1", "name": "招标文件.pdf", "size": 3, "media_type": "application/pdf", "sm3": "ab" * 32}
        ],
        "facts": FACTS[announcement_type],
    }


def expert_draw() -> dict[str, Any]:
    return {
        "draw_no": "draw-1",
        "project_no": "方财公开采购-2026-11",
        "lot_nos": [],
        "drawn_at": "2026-03-20T15:00:00+08:00",
        "evaluation_at": "2026-03-23T10:00:00+08:00",
        "sealed_until": "2026-03-23T09:30:00+08:00",
        "required": 4,
        "experts": [
            {
                "expert_no": "ZJ-0001",
                "name": "机密甲",
                "id_card": "411322190001010011",
                "phone": "13800000000",
                "employer": "机密单位",
                "specialties": ["信息技术"],
                "status": "confirmed",
                "is_chair": False,
            }
        ],
    }


def decoded(document: object) -> JsonValue:
    """Return the document as the gateway gets it: through its bytes."""
    return decode_json(json.dumps(document).encode())
