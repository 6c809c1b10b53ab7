"""Every format has its headings, literally and in their order; its facts read back as they were written."""

import re
from datetime import datetime, timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest

from apps.acceptance.codes import Kind, Method
from apps.announcements.facts import (
    ChangeTable,
    ContractTable,
    CorrectionTable,
    ResultTable,
    TenderTable,
    TerminationTable,
)
from apps.announcements.formats.values import DAYS, FIGURES, MOMENTS
from apps.announcements.models import Announcement, AnnouncementDraft
from apps.announcements.selectors.drafting import composed
from apps.announcements.tests.drafts.conftest import MakeProject, Publish, Write, award, main_item
from apps.tender_planning.models import StatutoryRule

pytestmark = pytest.mark.django_db

ASK = "凡对本次公告内容提出询问，请按以下方式联系"
HEADINGS = {
    "bidding": [
        "项目概况",
        "一、项目基本情况",
        "二、申请人的资格要求",
        "三、获取招标文件",
        "四、提交投标文件截止时间、开标时间和地点",
        "五、公告期限",
        "六、其他补充事宜",
        "七、凡对本次招标提出询问，请按以下方式联系",
    ],
    "negotiation": [
        "项目概况",
        "一、项目基本情况",
        "二、申请人的资格要求",
        "三、获取采购文件",
        "四、响应文件提交",
        "五、开启",
        "六、公告期限",
        "七、其他补充事宜",
        "八、凡对本次采购提出询问，请按以下方式联系",
    ],
    "single_source": [
        "一、项目信息",
        "二、拟定供应商信息",
        "三、公示期限",
        "四、其他补充事宜",
        "五、联系方式",
        "六、附件",
    ],
    "correction": ["一、项目基本情况", "二、更正信息", "三、其他补充事宜", f"四、{ASK}"],
    "result": [
        "一、项目编号",
        "二、项目名称",
        "三、中标（成交）信息",
        "四、主要标的信息",
        "五、评审专家（单一来源采购人员）名单",
        "六、代理服务收费标准及金额",
        "七、公告期限",
        "八、其他补充事宜",
        f"九、{ASK}",
        "十、附件",
    ],
    "termination": ["一、项目基本情况", "二、项目终止的原因", "三、其他补充事宜", f"四、{ASK}"],
    "contract": [
        "一、合同编号",
        "二、合同名称",
        "三、项目编号",
        "四、项目名称",
        "五、合同主体",
        "六、合同主要信息",
        "七、合同签订日期",
        "八、合同公告日期",
        "九、其他补充事宜",
        "附件",
    ],
}
SINGLE_SOURCE = {
    "contract_term": "60日",
    "single_source_reason": "只能从唯一供应商处采购。",
    "supplier_name": "方城县示例商贸有限公司",
    "supplier_address": "方城县释之路9号",
    "expert_opinions": "张某，某大学，教授：同意。",
}


def headings_of(markup: str) -> list[str]:
    return [unescape(heading) for heading in re.findall(r"<h2>(.*?)</h2>", markup)]


def text_of(draft: AnnouncementDraft, now: datetime) -> str:
    return composed(draft, now=now).body_html


@pytest.mark.parametrize(
    ("method", "format_name"),
    [
        (Method.OPEN_TENDER, "bidding"),
        (Method.INVITED_TENDER, "bidding"),
        (Method.COMPETITIVE_CONSULTATION, "negotiation"),
        (Method.COMPETITIVE_NEGOTIATION, "negotiation"),
        (Method.INQUIRY, "negotiation"),
        (Method.SINGLE_SOURCE, "single_source"),
    ],
)
def test_a_tender_has_the_headings_of_its_method(
    make_project: MakeProject, write: Write, now: datetime, method: Method, format_name: str
) -> None:
    extra = SINGLE_SOURCE if method == Method.SINGLE_SOURCE else {}
    draft = write("tender", of=make_project(method=method), **extra)

    made = composed(draft, now=now)

    assert headings_of(made.body_html) == HEADINGS[format_name]
    assert made.errors == []
    assert made.facts["method"] == method


@pytest.mark.parametrize(
    ("announcement_type", "format_name"),
    [
        ("result", "result"),
        ("result_correction", "correction"),
        ("termination", "termination"),
        ("contract", "contract"),
    ],
)
def test_what_follows_a_tender_has_the_headings_of_its_format(
    publish: Publish, write: Write, after_deadline: datetime, announcement_type: str, format_name: str
) -> None:
    if announcement_type in ("result_correction", "contract"):
        publish("result", at=after_deadline)

    draft = write(announcement_type, at=after_deadline)

    assert headings_of(text_of(draft, after_deadline)) == HEADINGS[format_name]


def test_a_change_has_the_headings_of_its_format(tender: Announcement, write: Write, now: datetime) -> None:
    assert headings_of(text_of(write("change"), now)) == HEADINGS["correction"]


def test_the_facts_of_a_tender_read_back(tender: Announcement) -> None:
    table = tender.versions.get().table

    assert isinstance(table, TenderTable)
    assert (table.method, table.budget, table.ceiling_price) == (Method.OPEN_TENDER, Decimal(500000), None)
    assert (table.bid_deadline, table.opening_at) == (tender.bid_deadline, tender.bid_deadline)
    assert (table.notice_working_days, table.documents_price) == (5, Decimal(0))
    assert (table.purchaser.name, table.purchaser.credit_code) == ("方城县第一高级中学", "1141132200600001XJ")
    assert (table.agency.name, table.contact_name) == ("河南宛诚工程咨询有限公司", "李经办")


def test_the_earliest_lawful_times_are_proposed(tender: Announcement) -> None:
    table = tender.versions.get().table

    assert isinstance(table, TenderTable)
    # Published on Monday 2 March; documents from Tuesday for five working days, bids after more than twenty days.
    assert table.documents_from.isoformat() == "2026-03-03T08:30:00+08:00"
    assert table.documents_until.isoformat() == "2026-03-10T17:30:00+08:00"
    assert table.bid_deadline.isoformat() == "2026-03-24T09:00:00+08:00"


def test_the_ceiling_of_all_lots_is_told_where_each_has_one(write: Write, now: datetime) -> None:
    draft = write(lot_nos=["1"])

    facts = composed(draft, now=now).facts

    assert (facts["budget"], facts["ceiling_price"]) == ("320000.00", "310000.00")


def test_the_facts_of_a_change_read_back_with_items_for_its_times(
    tender: Announcement, write: Write, now: datetime
) -> None:
    facts = composed(write("change"), now=now).facts

    table = ChangeTable.of(facts)
    assert [(item.label, item.before, item.after) for item in table.items] == [
        ("投标截止时间", "2026年03月24日09点00分", "2026年04月07日09点00分"),
        ("开标时间", "2026年03月24日09点00分", "2026年04月07日09点00分"),
        ("采购数量", "10台", "12台"),
    ]
    assert (table.subject, table.is_postponed) == ("documents", True)


def test_the_facts_of_a_result_read_back(publish: Publish, after_deadline: datetime) -> None:
    table = publish("result", at=after_deadline).versions.get().table

    assert isinstance(table, ResultTable)
    assert [(lot.lot_no, lot.supplier.name, lot.amount, lot.score) for lot in table.lots] == [
        ("1", "方城县示例商贸有限公司", Decimal(300000), Decimal("92.5")),
        ("2", "南阳示例教学设备有限公司", Decimal(150000), Decimal("92.5")),
    ]
    assert [(one.name, one.role, one.is_chair) for one in table.experts] == [
        ("张某", "expert", True),
        ("李某", "expert", False),
        ("王某", "purchaser_representative", False),
    ]
    assert table.lots[0].main_items[0].unit_price == Decimal(30000)
    assert (table.fee_amount, table.notice_working_days) == (Decimal(4100), 1)


def test_the_facts_of_what_follows_a_result_read_back(publish: Publish, after_deadline: datetime) -> None:
    publish("result", at=after_deadline)
    corrected = publish("result_correction", at=after_deadline).versions.get().table
    contract = publish("contract", at=after_deadline + timedelta(days=10)).versions.get().table

    assert isinstance(corrected, CorrectionTable)
    assert corrected.amount == Decimal(290000)
    assert isinstance(contract, ContractTable)
    assert (contract.contract_no, contract.amount) == ("方教采-2026-1", Decimal(290000))
    assert (contract.signed_on.isoformat(), contract.supplier.phone) == ("2026-03-30", "0377-60000009")


def test_the_facts_of_a_termination_read_back(publish: Publish, after_deadline: datetime) -> None:
    table = publish("termination", at=after_deadline).versions.get().table

    assert isinstance(table, TerminationTable)
    assert [(lot.lot_no, lot.reason) for lot in table.lots] == [("2", "提交投标文件的供应商不足3家。")]


@pytest.mark.parametrize(
    ("kind", "item", "columns"),
    [
        (
            Kind.SERVICES,
            {"name": "保洁", "scope": "教学楼", "requirement": "每日", "period": "一年", "standard": "达标"},
            ["名称", "服务范围", "服务要求", "服务时间", "服务标准"],
        ),
        (
            Kind.WORKS,
            {"name": "改造", "scope": "屋面", "period": "60日", "manager": "赵某", "certificate": "二级建造师"},
            ["名称", "施工范围", "施工工期", "项目经理", "执业证书信息"],
        ),
    ],
)
def test_the_main_items_have_the_columns_of_what_is_bought(
    *,
    make_project: MakeProject,
    publish: Publish,
    write: Write,
    after_deadline: datetime,
    kind: Kind,
    item: dict[str, Any],
    columns: list[str],
) -> None:
    project = make_project(kind=kind)
    publish("tender", of=project)

    draft = write("result", of=project, at=after_deadline, awards=[award()], main_items=[{"lot_no": "1", **item}])

    text = text_of(draft, after_deadline)
    assert re.findall(r"<th>(.*?)</th>", text) == columns
    assert re.findall(r"<td>(.*?)</td>", text) == list(item.values())


HOSTILE = "\"><script>alert(1)</script><img src=x onerror=alert(2)> & 'x' {{ 7*7 }}"
ESCAPED = "&lt;script&gt;alert(1)&lt;/script&gt;"


def hostile(content: Any) -> Any:
    """Return the content with every free text replaced."""
    kept = {"subject", "lot_no", "lot_nos", "role", "is_chair", "key", *MOMENTS, *DAYS, *FIGURES}
    if isinstance(content, dict):
        return {name: value if name in kept else hostile(value) for name, value in content.items()}
    if isinstance(content, list):
        return [hostile(each) for each in content]
    return HOSTILE if isinstance(content, str) else content


@pytest.mark.parametrize(
    "announcement_type", ["tender", "change", "result", "result_correction", "termination", "contract"]
)
def test_no_field_of_any_format_can_bring_mark_up_in(
    publish: Publish, write: Write, after_deadline: datetime, announcement_type: str, make_project: MakeProject
) -> None:
    if announcement_type in ("result_correction", "contract"):
        publish("result", at=after_deadline)
    of = make_project() if announcement_type == "tender" else None
    at = after_deadline if announcement_type not in ("tender", "change") else None
    draft = write(announcement_type, of=of, **({"at": at} if at else {}))
    draft.content = hostile(draft.content) | {"main_items": [hostile(main_item())], "enclosures": HOSTILE}

    text = composed(draft, now=at or draft.created_at).body_html

    assert ESCAPED in text
    assert not re.search(r"<(script|img)|onerror=(?!alert\(2\)&gt;)", text)
    assert "{{ 7*7 }}" in text
    assert set(re.findall(r"<(\w+)", text)) <= {"h2", "p", "br", "table", "thead", "tbody", "tr", "th", "td"}


def test_the_law_excuses_nothing_that_a_tender_announcement_says(write: Write, now: datetime) -> None:
    wrong = write(
        documents_until=now + timedelta(days=2),
        bid_deadline=now + timedelta(days=4),
        opening_at=now + timedelta(days=5),
        notice_working_days=1,
        documents_price=Decimal(99999),
    )

    codes = {finding.code for finding in composed(wrong, now=now).errors} - {""}

    assert codes == {
        "announcement_period",
        "document_price",
        "document_supply",
        "documents_to_deadline",
        "opening_after_deadline",
    }
    # Otherwise a draft would need exceptions of its own: the preparation, where they are entered, is closed before it.
    assert not StatutoryRule.objects.filter(code__in=codes, is_excusable=True).exists()
