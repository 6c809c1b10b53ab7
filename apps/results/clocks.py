"""Legal periods that run from a result: from when, until when, by which rule, and how far each is.

Pure: facts, rules, calendar and the time go in, clocks come out. Nothing of it is stored, so a clock is
overdue from the moment on which it is. ``docs/rules/results.md`` explains the readings.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from apps.announcements.periods import notice_period
from apps.core.working_days import Calendar, Count
from apps.tender_planning.models import RuleCode
from apps.tender_planning.rules.book import Rule, RuleBook
from apps.tender_planning.schedule.proof import Proof, Verdict, day_of, day_words

State = Literal["waiting", "running", "ended", "due", "expired", "overdue", "done", "late"]

STATE_LABELS: dict[State, str] = {
    "waiting": "待起算",
    "running": "进行中",
    "ended": "已届满",
    "due": "待办理",
    "expired": "期限已过",  # whether it was done is not told to the platform
    "overdue": "逾期",
    "done": "已按期办理",
    "late": "逾期办理",
}
VERDICTS: dict[State, Verdict] = {"overdue": "breach", "late": "breach", "expired": "warning"}


@dataclass(frozen=True)
class AwardFacts:
    """What the clocks of an awarded lot run from. What is not known is None.

    ``published_at`` is the first publication of the result in the province and ``notice_working_days`` the
    period that it states; ``letter_on`` the day of the 中标（成交）通知书, which the exchange does not tell.
    """

    method: str
    kind: str
    published_at: datetime
    notice_working_days: int = 0
    letter_on: date | None = None
    contract_signed_on: date | None = None
    contract_published_at: datetime | None = None


@dataclass(frozen=True)
class Clock:
    """One period with the sheet that proves it. ``due`` is its last day, None while it has not begun."""

    proof: Proof
    state: State
    due: date | None = None

    @property
    def label(self) -> str:
        """Return how far it is, in words."""
        return STATE_LABELS[self.state]

    @property
    def is_open(self) -> bool:
        """Tell whether its last day is still to come."""
        return self.state in {"running", "due"}

    @property
    def is_overdue(self) -> bool:
        """Tell whether a duty is not done although its last day is over."""
        return self.state == "overdue"


def clocks_of_award(facts: AwardFacts, *, book: RuleBook, calendar: Calendar, now: datetime) -> tuple[Clock, ...]:
    """Return the clocks of a lot that was awarded, in the order in which they begin.

    A rule that nobody entered starts no clock; nothing is raised.
    """
    return tuple(_AwardClocks(facts, book, calendar, day_of(now)).run())


def clocks_of_failure(
    published_at: datetime, *, method: str, kind: str, book: RuleBook, calendar: Calendar, now: datetime
) -> tuple[Clock, ...]:
    """Return the clocks of a lot that ended without an award."""
    rule = book.find(RuleCode.SECURITY_REFUND_AFTER_TERMINATION, method=method, kind=kind)
    if rule is None:
        return ()
    count = rule.period_after(day_of(published_at), calendar)
    state = _untracked(count.end, day_of(now))
    duty = "退还投标保证金（未收取的不适用）"
    text = f"自终止公告发布之日{day_words(count.start)}的次日起计算，{_limit(rule)}内{duty}，{_until(count)}。"
    return (_clock(rule, text + _unknown_to_us(state), state, count),)


def next_due(clocks: Iterable[Clock]) -> Clock | None:
    """Return what ends next; None when nothing is open."""
    return min((clock for clock in clocks if clock.is_open), key=lambda clock: clock.due or date.max, default=None)


def last_overdue_start(rule: Rule, calendar: Calendar, today: date) -> date:
    """Return the latest day from which a period that began on it is over before `today`."""
    start = today - timedelta(days=rule.days)
    while rule.period_after(start, calendar).end >= today:
        start -= timedelta(days=1)
    return start


@dataclass(frozen=True)
class _AwardClocks:
    facts: AwardFacts
    book: RuleBook
    calendar: Calendar
    today: date

    def run(self) -> Iterator[Clock]:
        notice = self._notice()
        if notice is not None:
            yield notice
            yield from self._challenge(notice)
        yield from self._refund_to_losers()
        yield from self._signing()
        yield from self._publication()
        yield from self._after_signing(RuleCode.CONTRACT_FILING, "将合同副本报财政部门和有关部门备案")
        yield from self._after_signing(
            RuleCode.SECURITY_REFUND, "退还中标（成交）供应商的投标保证金（未收取的不适用）", "（中标供应商）"
        )

    def _find(self, code: RuleCode) -> Rule | None:
        return self.book.find(code, method=self.facts.method, kind=self.facts.kind)

    def _notice(self) -> Clock | None:
        rule = self._find(RuleCode.RESULT_NOTICE)
        if rule is None:
            return None
        published_on = day_of(self.facts.published_at)
        notice = notice_period(self.facts.notice_working_days, rule, published_on, self.calendar)
        if notice is None:
            return None
        days, count = notice.days, notice.count
        text = f"自首次发布之日{day_words(count.start)}的次日起计算，{days} 个工作日，{_until(count)}。"
        return _clock(rule, text + notice.remark, "running" if self.today <= count.end else "ended", count)

    def _challenge(self, notice: Clock) -> Iterator[Clock]:
        rule = self._find(RuleCode.RESULT_CHALLENGE)
        if rule is None or notice.due is None:
            return
        count = rule.period_after(notice.due, self.calendar)
        text = f"自结果公告期限届满之日{day_words(count.start)}的次日起计算，{_limit(rule)}内，{_until(count)}。"
        yield _clock(rule, text, "running" if self.today <= count.end else "ended", count)

    def _refund_to_losers(self) -> Iterator[Clock]:
        rule = self._find(RuleCode.SECURITY_REFUND)
        if rule is None:
            return
        count = rule.period_after(self._letter_on, self.calendar)
        state = _untracked(count.end, self.today)
        duty = "退还未中标（成交）供应商的投标保证金（未收取的不适用）"
        text = f"{self._letter_words}{_limit(rule)}内{duty}，{_until(count)}。"
        yield _clock(rule, text + _unknown_to_us(state), state, count, suffix="（未中标供应商）")

    def _signing(self) -> Iterator[Clock]:
        rule = self._find(RuleCode.CONTRACT_SIGNING)
        if rule is None:
            return
        count, signed_on = rule.period_after(self._letter_on, self.calendar), self.facts.contract_signed_on
        text = f"{self._letter_words}{_limit(rule)}内签订采购合同，{_until(count)}。"
        if signed_on is not None:
            text += f"合同于{day_words(signed_on)}签订。"
            state: State = "done" if signed_on <= count.end else "late"
        else:
            state = "due" if self.today <= count.end else "overdue"
            text += "" if state == "due" else "期限已过，没有收到合同公告。"
        yield _clock(rule, text, state, count)

    def _publication(self) -> Iterator[Clock]:
        rule, signed_on = self._find(RuleCode.CONTRACT_PUBLICATION), self.facts.contract_signed_on
        if rule is None:
            return
        if signed_on is None or self.facts.contract_published_at is None:
            yield _waiting(rule, f"自合同签订之日起 {_limit(rule)}内在指定媒体公告。")
            return
        count, published_on = rule.period_after(signed_on, self.calendar), day_of(self.facts.contract_published_at)
        text = (
            f"自合同签订之日{day_words(signed_on)}的次日起计算，{_limit(rule)}内公告，{_until(count)}。"
            f"合同公告于{day_words(published_on)}发布。"
        )
        yield _clock(rule, text, "done" if published_on <= count.end else "late", count)

    def _after_signing(self, code: RuleCode, duty: str, suffix: str = "") -> Iterator[Clock]:
        rule, signed_on = self._find(code), self.facts.contract_signed_on
        if rule is None:
            return
        if signed_on is None:
            yield _waiting(rule, f"自合同签订之日起 {_limit(rule)}内{duty}。", suffix=suffix)
            return
        count = rule.period_after(signed_on, self.calendar)
        state = _untracked(count.end, self.today)
        text = f"自合同签订之日{day_words(signed_on)}的次日起计算，{_limit(rule)}内{duty}，{_until(count)}。"
        yield _clock(rule, text + _unknown_to_us(state), state, count, suffix=suffix)

    @property
    def _letter_on(self) -> date:
        return self.facts.letter_on or day_of(self.facts.published_at)

    @property
    def _letter_words(self) -> str:
        if self.facts.letter_on is not None:
            return f"自通知书发出之日{day_words(self.facts.letter_on)}的次日起计算，"
        published_on = day_words(day_of(self.facts.published_at))
        return f"通知书发出日期未知，暂自结果公告发布之日{published_on}的次日起计算，"


def _untracked(end: date, today: date) -> State:
    """Return how far a duty is of which nobody tells the platform that it was done."""
    return "due" if today <= end else "expired"


def _unknown_to_us(state: State) -> str:
    return "是否已办理，本平台不掌握，请自行核对。" if state == "expired" else ""


def _limit(rule: Rule) -> str:
    return f"{rule.days} {rule.unit_words}"


def _until(count: Count) -> str:
    if count.rolled_from is None:
        return f"至{day_words(count.end)}止"
    holiday = count.rolled_from
    return f"最后一日{day_words(holiday.date)}是{holiday.why}，顺延至{day_words(count.end)}止"


def _waiting(rule: Rule, text: str, *, suffix: str = "") -> Clock:
    return Clock(_proof(rule, text, "waiting", suffix=suffix), "waiting")


def _clock(rule: Rule, text: str, state: State, count: Count, *, suffix: str = "") -> Clock:
    return Clock(_proof(rule, text, state, count=count, suffix=suffix), state, count.end)


def _proof(rule: Rule, text: str, state: State, *, count: Count | None = None, suffix: str = "") -> Proof:
    return Proof(
        place="",
        title=f"{rule.title}{suffix}",
        verdict=VERDICTS.get(state, "ok"),
        text=text,
        article=rule.citation,
        code=rule.code,
        count=count,
        required=count,
        latest=count.end if count else None,
    )
