"""结果公告: 中标（成交）结果公告 (财办库〔2020〕50号, format 5)."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from apps.announcements.facts import CommitteeRole
from apps.announcements.following import WITHOUT_TENDER
from apps.announcements.formats.about import About
from apps.announcements.formats.awards import awarded_context, awarded_facts, awards_of, inspect_awards, items_of
from apps.announcements.formats.common import (
    begin_common,
    common_context,
    error,
    missing,
    missing_in_common,
    promised_files,
    warning,
)
from apps.announcements.formats.lots import LotState
from apps.announcements.formats.values import Values
from apps.announcements.formats.words import amount_words, said, wire_amount
from apps.core.templatetags.ui import datetime_cn
from apps.tender_planning.findings import Finding
from apps.tender_planning.models import RuleCode

FEE_STANDARD = "参照《河南省招标代理服务收费指导意见》（豫招协〔2023〕002号）规定的标准收取"
LABELS = {"fee_standard": "代理服务收费标准", "fee_amount": "代理服务收费金额", "notice_working_days": "公告期限"}
CHAIR_ARTICLE = "财政部令第87号第四十五条、第四十七条"


def suffix_of(about: About) -> str:
    """Return what the title ends with."""
    return f"{about.wording.award}结果公告"


def announceable(about: About) -> tuple[LotState, ...]:
    """Return the states of lots whose result may be announced; a single source need not have been announced."""
    own = (LotState.NEW,) if about.project.method in WITHOUT_TENDER else ()
    return (LotState.ANNOUNCED, *own)


def begin(about: About) -> dict[str, Any]:
    """Return what is known: one row for each lot that waits for its result."""
    rule = about.book.find(RuleCode.RESULT_NOTICE, method=about.project.method, kind=about.project.kind)
    lots = about.lots_that_are(*announceable(about))
    return begin_common(about, suffix_of(about)) | {
        "awards": [{"lot_no": lot.lot_no} for lot in lots],
        "main_items": [{"lot_no": lot.lot_no, "name": lot.name} for lot in lots],
        "experts": [],
        "fee_standard": FEE_STANDARD,
        "fee_amount": None,
        "notice_working_days": rule.least if rule else 1,
        "enclosures": "采购文件",
    }


def facts(values: Values, about: About) -> dict[str, Any]:
    """Return the table of facts of a result, as the exchange has it."""
    return {
        "lots": awarded_facts(values),
        "experts": [
            {"name": row["name"], "role": row["role"], "is_chair": bool(row.get("is_chair"))}
            for row in _experts(values)
        ],
        "agency_fee": {"standard": values["fee_standard"], "amount": wire_amount(values["fee_amount"])},
        "notice_working_days": values["notice_working_days"],
    }


def context(values: Values, about: About) -> dict[str, Any]:
    """Return what the text says."""
    return (
        common_context(values, about)
        | awarded_context(values, about)
        | {
            "experts": said("、".join(map(_with_role, _experts(values)))),
            "fee_standard": said(values.get("fee_standard")),
            "fee_amount": amount_words(values.get("fee_amount")),
            "notice_working_days": said(values.get("notice_working_days")),
            "enclosures": values.get("enclosures") or "无",
        }
    )


def lot_nos(values: Values) -> list[str]:
    """Return the lots that it speaks of."""
    return list(dict.fromkeys(row["lot_no"] for row in awards_of(values) if row.get("lot_no")))


def inspect(values: Values, about: About) -> Iterator[Finding]:
    """Return what keeps it from being published, and what to look at."""
    yield from missing_in_common(values)
    yield from missing(values, LABELS)
    if not awards_of(values):
        yield error("", "请至少填写一个标段的供应商。")
    yield from inspect_awards(values, about, states=announceable(about), why="没有待公布结果的采购公告。")
    for lot_no in lot_nos(values):
        if not items_of(values, lot_no):
            yield error("", f"标段 {lot_no} 没有主要标的信息。")
    times = about.times
    if times is not None and times.bid_deadline > about.now:
        text = f"{about.wording.deadline}时间 {datetime_cn(times.bid_deadline)} 未到，不能公布结果。"
        yield error("", text)
    yield from promised_files(values, about)
    yield from _inspect_experts(values, about)
    yield from _inspect_notice(values, about)


def _inspect_experts(values: Values, about: About) -> Iterator[Finding]:
    experts = _experts(values)
    if not experts:
        yield error("", "请填写评审专家（单一来源采购人员）名单。")
    for place, row in enumerate(experts):
        yield from missing(row, {"name": "姓名", "role": "身份"}, f"experts-{place}-")
        if row.get("is_chair") and row.get("role") == CommitteeRole.PURCHASER_REPRESENTATIVE:
            yield error(f"experts-{place}-is_chair", "采购人代表不得担任组长。", CHAIR_ARTICLE)
    chairs = sum(bool(row.get("is_chair")) for row in experts)
    if experts and chairs != 1 and about.project.method not in WITHOUT_TENDER:
        yield warning("", f"名单中标明组长的有 {chairs} 人，请核对。")


def _inspect_notice(values: Values, about: About) -> Iterator[Finding]:
    days = values.get("notice_working_days")
    rule = about.book.find(RuleCode.RESULT_NOTICE, method=about.project.method, kind=about.project.kind)
    if rule is not None and days is not None and days < rule.least:
        text = f"公告期限{rule.limits}，现为 {days}。"
        yield error("notice_working_days", text, rule.citation, RuleCode.RESULT_NOTICE)
    fee = values.get("fee_amount")
    if fee is not None and fee < Decimal(0):
        yield error("fee_amount", "收费金额不能小于零。")


def _experts(values: Values) -> Sequence[Mapping[str, Any]]:
    return values.get("experts") or ()


def _with_role(row: Mapping[str, Any]) -> str:
    marks = ["组长"] if row.get("is_chair") else []
    if row.get("role") == CommitteeRole.PURCHASER_REPRESENTATIVE:
        marks.append(CommitteeRole.PURCHASER_REPRESENTATIVE.label)
    return f"{said(row.get('name'))}（{'，'.join(marks)}）" if marks else said(row.get("name"))
