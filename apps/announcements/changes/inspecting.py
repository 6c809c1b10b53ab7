"""What stands in the way of a change: what it says against what was confirmed, and what the law asks of its times."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from apps.announcements.changes.in_force import Times
from apps.announcements.changes.suggesting import FACTS, Said, Saying
from apps.announcements.changes.words import FIELDS, PLACE
from apps.announcements.facts import ChangeTable
from apps.core.templatetags.ui import ABSENT, date_cn, datetime_cn
from apps.core.working_days import Calendar
from apps.tender_planning.findings import Finding
from apps.tender_planning.rules.book import RuleBook
from apps.tender_planning.schedule.moments import LABELS as TIME_LABELS
from apps.tender_planning.schedule.proof import Proof
from apps.tender_planning.schedule.proofs import findings_of, prove_schedule

LABELS = {name: TIME_LABELS.get(name, "开标（开启）地点") for name in FIELDS}
# Bidders are told these by announcements; the other two are settled by the center and the agency.
ANNOUNCED = frozenset({"documents_until", "bid_deadline", "opening_at", PLACE})
CHANGE_ARTICLE = "政府采购法实施条例第三十一条、财政部令第87号第二十七条"
AGAIN = "请在省采购系统更正后重新发布。"
AGAIN_HERE = "请修改公告文字。"


@dataclass(frozen=True)
class Case:
    """A change as it is judged: what it says, what holds until now, what was entered, and by which rules.

    `original` is what held before an older version of this change was approved, `present` where none was;
    `overtaken` are the fields that a change published later, and approved already, has set; `again` says how its
    text is put right.
    """

    table: ChangeTable
    said: Said
    present: Times
    original: Times
    entered: dict[str, Any]
    method: str
    kind: str
    published_at: datetime
    unaffected_reason: str
    book: RuleBook
    calendar: Calendar
    now: datetime
    overtaken: frozenset[str] = frozenset()
    again: str = AGAIN

    @property
    def after(self) -> Times:
        """Return the times as they hold with the change."""
        return self.present.with_change(self.entered)

    @property
    def moved(self) -> tuple[str, ...]:
        """Return the fields that the change moves."""
        return self.present.moved_by(self.entered)

    @property
    def is_postponed(self) -> bool:
        """Tell whether bids are due or opened later than before."""
        return self.after.is_later_than(self.original)

    def proofs(self) -> tuple[Proof, ...]:
        """Return the proofs of the times as they hold with the change.

        A change counts as one that affects the bids, unless somebody has said why it does not.
        """
        clarified_at = None if self.unaffected_reason else self.published_at
        facts = self.after.facts(method=self.method, kind=self.kind, clarified_at=clarified_at)
        return prove_schedule(facts, book=self.book, calendar=self.calendar)


def inspect_case(case: Case) -> list[Finding]:
    """Return what is wrong with the times that were confirmed; places are the names of the fields."""
    return [
        *_against_the_announcement(case),
        *_postponement(case),
        *_direction(case),
        *findings_of(case.proofs()),
    ]


def saying_words(saying: Saying) -> str:
    """Write where something is said, and what: ``公告正文载明 2026年4月7日 09:00``."""
    said = saying.place or (datetime_cn(saying.at) if saying.at else date_cn(saying.day))
    return f"{saying.origin}载明 {said}"


def shown_moment(value: datetime | str | None) -> str:
    """Write a time or a place; a dash where there is none."""
    return datetime_cn(value) if isinstance(value, datetime) else value or ABSENT


def _against_the_announcement(case: Case) -> Iterator[Finding]:
    for name in FIELDS:
        label, value = LABELS[name], getattr(case.after, name)
        if name in case.overtaken:
            if name in case.moved:
                text = f"{label}已由此后发布的变更公告调整，本公告不再改动；请将这一项留空。"
                yield Finding("error", name, text)
            continue
        sayings = case.said.distinct(name)
        if len(sayings) > 1:
            words = "；".join(saying_words(saying) for saying in sayings)
            text = f"变更公告对{label}的说法不一致（{words}），一个项目只能有一个时间和地点。{case.again}"
            yield Finding("error", name, text)
        elif sayings and not sayings[0].agrees_with(value):
            yield Finding("error", name, _mismatch(label, sayings[0], value, case.again))
        elif not sayings and name in case.moved and name in ANNOUNCED:
            yield Finding("warning", name, f"变更公告没有写明新的{label}，供应商将以本平台公布的为准，请核对。")


def _mismatch(label: str, saying: Saying, value: datetime | str | None, again: str) -> str:
    said = f"{saying_words(saying)}，确认的是 {shown_moment(value)}"
    return f"{label}与变更公告不一致：{said}。公告有误的，{again}"


def _postponement(case: Case) -> Iterator[Finding]:
    if case.overtaken:
        return
    if case.table.is_postponed and not case.is_postponed:
        text = f"{FACTS}为“延期”，请填写延期后的截止时间和开标（开启）时间。"
        yield Finding("error", "bid_deadline", text)
    elif case.is_postponed and not case.table.is_postponed:
        text = f"{FACTS}为“不延期”，与推后的时间不一致。{case.again}"
        yield Finding("error", "bid_deadline", text)


def _direction(case: Case) -> Iterator[Finding]:
    """Refuse a deadline that has come, warn of one that is brought forward."""
    deadline, old = case.after.bid_deadline, case.present.bid_deadline
    if deadline is None or "bid_deadline" not in case.moved:
        return
    if deadline <= case.now:
        text = f"{LABELS['bid_deadline']} {datetime_cn(deadline)} 已经过去。"
        yield Finding("error", "bid_deadline", text)
    elif old is not None and deadline < old:
        text = f"{LABELS['bid_deadline']}早于原定的 {datetime_cn(old)}，供应商已按原时间准备，请核对。"
        yield Finding("warning", "bid_deadline", text, CHANGE_ARTICLE)
