"""采购公告: 招标公告, and 竞争性谈判（竞争性磋商、询价）公告 (财办库〔2020〕50号, formats 3 and 4)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from apps.acceptance.models import Lot
from apps.announcements.formats.about import About
from apps.announcements.formats.common import (
    begin_common,
    common_context,
    error,
    missing,
    missing_in_common,
    unknown_lots,
)
from apps.announcements.formats.lots import LotState
from apps.announcements.formats.values import Values
from apps.announcements.formats.words import amount_words, moment_words, said, wire_amount, wire_moment
from apps.announcements.wording import TENDERS
from apps.core.figures import write_figure
from apps.tender_planning.findings import Finding
from apps.tender_planning.models import RuleCode
from apps.tender_planning.schedule.proof import Proof, ScheduleFacts, day_of
from apps.tender_planning.schedule.proofs import findings_of, prove_schedule

LABELS = {
    "requirement": "采购需求",
    "contract_term": "合同履行期限",
    "policy_requirements": "落实政府采购政策需满足的资格要求",
    "special_requirements": "本项目的特定资格要求",
    "documents_from": "文件获取开始时间",
    "documents_until": "文件获取截止时间",
    "documents_hours": "每天的获取时段",
    "documents_place": "文件获取地点",
    "documents_way": "文件获取方式",
    "documents_price": "文件售价",
    "bid_deadline": "投标（响应）截止时间",
    "bid_place": "投标（响应）文件提交地点",
    "opening_at": "开标（开启）时间",
    "opening_place": "开标（开启）地点",
    "notice_working_days": "公告期限",
}
CHOOSABLE = (LotState.NEW, LotState.TERMINATED)
PLATFORM_ONLINE = "方城县公共资源交易平台（网上）"
OFFICE_BEGINS, OFFICE_ENDS, OPENING_HOUR = time(8, 30), time(17, 30), time(9, 0)
# Longer than the proposals below ever have to look for a day that is lawful.
MOST_DAYS_AHEAD = 60


def suffix_of(about: About) -> str:
    """Return what the title ends with."""
    return "招标公告" if about.project.method in TENDERS else f"{about.project.get_method_display()}公告"


def begin(about: About) -> dict[str, Any]:
    """Return what is known, and the earliest lawful times as a proposal."""
    project = about.project
    start = working_moment(about, day_of(about.now) + timedelta(days=1), OFFICE_BEGINS)
    period = about.book.find(RuleCode.ANNOUNCEMENT_PERIOD, method=project.method, kind=project.kind)
    until, deadline = _lawful_times(about, start)
    hall = "不见面开标大厅（网上开标）" if project.is_remote_opening else "开标室"
    return begin_common(about, suffix_of(about)) | {
        "lot_nos": [lot.lot_no for lot in about.lots_that_are(*CHOOSABLE)],
        "requirement": project.requirement_summary,
        "contract_term": "",
        "accepts_consortium": project.accepts_consortium,
        "policy_requirements": "本项目专门面向中小企业采购。" if project.is_sme_reserved else "无",
        "special_requirements": "无",
        "documents_from": start,
        "documents_until": until,
        "documents_hours": "上午8:30至12:00，下午14:30至17:30",
        "documents_place": PLATFORM_ONLINE,
        "documents_way": "登录交易平台下载",
        "documents_price": Decimal(0),
        "bid_deadline": deadline,
        "bid_place": PLATFORM_ONLINE,
        "opening_at": deadline,
        "opening_place": f"方城县公共资源交易中心{hall}",
        "notice_working_days": period.least if period else None,
    }


def facts(values: Values, about: About) -> dict[str, Any]:
    """Return the table of facts of a tender announcement, as the exchange has it."""
    lots = chosen_lots(values, about)
    return {
        "method": about.project.method,
        "budget": wire_amount(_sum(lot.budget for lot in lots)),
        "ceiling_price": wire_amount(_ceiling(lots)),
        "documents_from": wire_moment(values["documents_from"]),
        "documents_until": wire_moment(values["documents_until"]),
        "documents_price": wire_amount(values["documents_price"]),
        "bid_deadline": wire_moment(values["bid_deadline"]),
        "opening_at": wire_moment(values["opening_at"]),
        "opening_place": values["opening_place"],
        "notice_working_days": values["notice_working_days"],
        "accepts_consortium": bool(values["accepts_consortium"]),
        "purchaser": about.purchaser(values),
        "agency": about.agency(values),
        "contact": {"name": values["contact_name"], "phone": values["contact_phone"]},
    }


def context(values: Values, about: About) -> dict[str, Any]:
    """Return what the text says."""
    lots = chosen_lots(values, about)
    names = ("requirement", "contract_term", "policy_requirements", "special_requirements", "documents_hours")
    places = ("documents_place", "documents_way", "bid_place", "opening_place", "notice_working_days")
    times = ("documents_from", "documents_until", "bid_deadline", "opening_at")
    price = values.get("documents_price")
    period = about.book.find(RuleCode.DOCUMENTS_TO_DEADLINE, method=about.project.method, kind=about.project.kind)
    return (
        common_context(values, about)
        | {name: said(values.get(name)) for name in (*names, *places)}
        | {name: moment_words(values.get(name)) for name in times}
        | {
            "budget": amount_words(_sum(lot.budget for lot in lots)),
            "ceiling": amount_words(_ceiling(lots)) if _ceiling(lots) is not None else "",
            "lots": [_lot_row(lot) for lot in lots],
            "consortium": "接受" if values.get("accepts_consortium") else "不接受",
            "price": "0元（免费）" if price == 0 else amount_words(price),
            "shortest_period": period.limits.replace(" ", "") if period else "",
        }
    )


def lot_nos(values: Values) -> list[str]:
    """Return the lots that it announces."""
    return list(values.get("lot_nos") or ())


def inspect(values: Values, about: About) -> Iterator[Finding]:
    """Return what keeps it from being published today, and what to look at."""
    yield from missing_in_common(values)
    yield from missing(values, {"lot_nos": "标段"} | LABELS)
    allowed = [lot.lot_no for lot in about.lots_that_are(*CHOOSABLE)]
    yield from unknown_lots(lot_nos(values), allowed, "lot_nos", "已有采购公告，不能重复公告。")
    yield from findings_of(proofs(values, about))
    start = values.get("documents_from")
    if start is not None and day_of(start) < day_of(about.now):
        yield error("documents_from", "文件获取开始时间不能早于公告发布之日，请顺延。")
    yield from _against_rule(values, about, "notice_working_days", RuleCode.ANNOUNCEMENT_PERIOD)
    yield from _against_rule(values, about, "documents_price", RuleCode.DOCUMENT_PRICE)


def proofs(values: Values, about: About) -> tuple[Proof, ...]:
    """Return the proofs of its times, as if it were published today: a later day can only be worse."""
    times = ("documents_from", "documents_until", "bid_deadline", "opening_at")
    schedule = ScheduleFacts(
        method=about.project.method,
        kind=about.project.kind,
        announced_at=about.now,
        **{name: values.get(name) for name in times},
    )
    return tuple(
        proof
        for proof in prove_schedule(schedule, book=about.book, calendar=about.calendar)
        if proof.code != RuleCode.CLARIFICATION
    )


def chosen_lots(values: Values, about: About) -> list[Lot]:
    """Return the lots that were chosen, in the order of the project."""
    return [lot for lot in about.lots if lot.lot_no in lot_nos(values)]


def _against_rule(values: Values, about: About, name: str, code: RuleCode) -> Iterator[Finding]:
    rule = about.book.find(code, method=about.project.method, kind=about.project.kind)
    value = values.get(name)
    if rule is not None and value is not None and not rule.allows(value):
        yield error(name, f"{LABELS[name]}{rule.limits}，现为 {write_figure(Decimal(value))}。", rule.citation, code)


def _lot_row(lot: Lot) -> dict[str, str]:
    quantity = "" if lot.quantity is None else write_figure(lot.quantity)
    return {
        "number": lot.lot_no,
        "name": lot.name,
        "quantity": f"{quantity}{lot.unit}",
        "budget": amount_words(lot.budget),
        "ceiling": amount_words(lot.ceiling_price) if lot.ceiling_price is not None else "—",
    }


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), Decimal(0))


def _ceiling(lots: Sequence[Lot]) -> Decimal | None:
    """Return the ceiling of the lots together; None unless every one of them has one."""
    ceilings = [lot.ceiling_price for lot in lots]
    return _sum(ceilings) if ceilings and None not in ceilings else None


def _lawful_times(about: About, start: datetime) -> tuple[datetime, datetime]:
    """Return until when documents may be had and when bids are due: the first working days that the law allows."""
    known = {"documents_from": start}
    until = _first_lawful(about, known, after=start, hour=OFFICE_ENDS, places=("documents_until",))
    known["documents_until"] = until
    return until, _first_lawful(about, known, after=until, hour=OPENING_HOUR, places=("bid_deadline", "opening_at"))


def _first_lawful(about: About, known: Values, *, after: datetime, hour: time, places: Sequence[str]) -> datetime:
    moment = after
    for days in range(1, MOST_DAYS_AHEAD):
        moment = working_moment(about, day_of(after) + timedelta(days=days), hour)
        found = proofs({**known, **dict.fromkeys(places, moment)}, about)
        if all(proof.verdict == "ok" for proof in found if proof.place in places):
            break
    return moment


def working_moment(about: About, day: date, hour: time) -> datetime:
    """Return that hour of the first working day from `day` on."""
    while not about.calendar.is_working_day(day):
        day += timedelta(days=1)
    return _at(day, hour)


def _at(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour))
