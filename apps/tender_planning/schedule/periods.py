"""The legal periods of a tender, each held against the dates that were set."""

from datetime import date, timedelta

from apps.core.working_days import DAY, Calendar, Count
from apps.tender_planning.models import RuleCode, RuleUnit
from apps.tender_planning.rules.book import Rule, RuleBook
from apps.tender_planning.schedule.proof import Proof, ScheduleFacts, Verdict, day_of, day_words


def documents_to_deadline(facts: ScheduleFacts, book: RuleBook, calendar: Calendar) -> Proof | None:
    """Prove that bidders have the time that the method gives them (等标期).

    A period of calendar days that ends on the very day of the deadline is lawful by most readings and
    disputed by some: it is warned of, and the day after is recommended.
    """
    rule = book.find(RuleCode.DOCUMENTS_TO_DEADLINE, method=facts.method, kind=facts.kind)
    if rule is None or facts.documents_from is None or facts.bid_deadline is None:
        return None
    start, end = day_of(facts.documents_from), day_of(facts.bid_deadline)
    required = rule.wait_after(start, calendar)
    is_short = end < required.end
    is_disputed = rule.unit == RuleUnit.CALENDAR_DAYS and end == required.end
    recommended = day_words(required.end + timedelta(days=1))
    if is_short:
        text = f"{_length(rule, calendar, start, end)}，{_falls_short(rule)}截止时间最早为{_end_words(required)}。"
        if rule.unit == RuleUnit.CALENDAR_DAYS:
            text += f"建议不早于{recommended}。"
    elif is_disputed:
        text = f"截止日恰为期限的最后一日，建议满{rule.least}日后开标，即不早于{recommended}。"
    else:
        text = f"{_length(rule, calendar, start, end)}，符合{rule.limits}的要求。"
    return _proof(
        rule,
        place="bid_deadline",
        verdict="breach" if is_short else "warning" if is_disputed else "ok",
        text=text,
        count=_actual(rule, calendar, start, end),
        required=required,
        earliest=required.end,
    )


def document_supply(facts: ScheduleFacts, book: RuleBook, calendar: Calendar) -> Proof | None:
    """Prove that the documents can be had long enough."""
    rule = book.find(RuleCode.DOCUMENT_SUPPLY, method=facts.method, kind=facts.kind)
    if rule is None or facts.documents_from is None or facts.documents_until is None:
        return None
    start, end = day_of(facts.documents_from), day_of(facts.documents_until)
    required = rule.wait_after(start, calendar)
    is_short = end < required.end
    return _proof(
        rule,
        place="documents_until",
        verdict="breach" if is_short else "ok",
        text=f"{_length(rule, calendar, start, end)}，"
        + (
            f"{_falls_short(rule)}获取截止时间最早为{_end_words(required)}。"
            if is_short
            else f"符合{rule.limits}的要求。"
        ),
        count=_actual(rule, calendar, start, end),
        required=required,
        earliest=required.end,
    )


def announcement_period(facts: ScheduleFacts, book: RuleBook, calendar: Calendar) -> Proof | None:
    """Prove that the announcement has stood its time before bids are due."""
    rule = book.find(RuleCode.ANNOUNCEMENT_PERIOD, method=facts.method, kind=facts.kind)
    if rule is None or facts.announced_at is None or facts.bid_deadline is None:
        return None
    start, end = day_of(facts.announced_at), day_of(facts.bid_deadline)
    required = rule.wait_after(start, calendar)
    is_short = end < required.end
    text = f"公告期限自首次发布次日起计算，{rule.least} {rule.unit_words}，至{day_words(required.end)}届满"
    return _proof(
        rule,
        place="bid_deadline",
        verdict="breach" if is_short else "ok",
        text=f"{text}，截止时间不能早于这一天。" if is_short else f"{text}。",
        count=_actual(rule, calendar, start, end),
        required=required,
        earliest=required.end,
    )


def question_window(facts: ScheduleFacts, book: RuleBook, calendar: Calendar) -> Proof | None:
    """Show until when the documents may be challenged, and hold the deadline for questions against it.

    The window of whoever has the documents first closes first, that of whoever takes them on the last day
    closes last. A deadline that ends before even the first has closed is a breach where the tender leaves room
    for it; where bids are due earlier than that (谈判, 询价), nothing set here can be later, and it is warned of.
    """
    rule = book.find(RuleCode.QUESTION_WINDOW, method=facts.method, kind=facts.kind)
    if rule is None or rule.most is None or facts.documents_from is None or facts.question_deadline is None:
        return None
    start, end = day_of(facts.documents_from), day_of(facts.question_deadline)
    first = rule.period_after(start, calendar)
    last = rule.period_after(_last_taking(facts, book, calendar) or start, calendar)
    window = (
        f"供应商提出质疑的期限为 {rule.most} {rule.unit_words}：最早取得文件的到{day_words(first.end)}，"
        f"最后取得文件（或者公告期限届满）的到{day_words(last.end)}"
    )
    has_room = facts.bid_deadline is None or day_of(facts.bid_deadline) >= first.end
    verdict: Verdict
    if end >= last.end:
        verdict, text = "ok", f"{window}。"
    elif end < first.end and has_room:
        verdict, text = "breach", f"{window}；提出疑问的截止时间不能早于{day_words(first.end)}。"
    else:
        verdict, text = "warning", f"{window}；在此之前收到的质疑都要受理，不受提出疑问截止时间的限制。"
    return _proof(
        rule,
        place="question_deadline",
        verdict=verdict,
        text=text,
        count=_actual(rule, calendar, start, end),
        required=first,
        earliest=first.end,
        latest=last.end,
    )


def clarification(facts: ScheduleFacts, book: RuleBook, calendar: Calendar) -> Proof | None:
    """Show until when a change that affects the bids leaves the deadline where it is, and prove one that is dated."""
    rule = book.find(RuleCode.CLARIFICATION, method=facts.method, kind=facts.kind)
    if rule is None or facts.bid_deadline is None:
        return None
    deadline = day_of(facts.bid_deadline)
    latest = (
        calendar.working_days_before(deadline, rule.least)
        if rule.unit == RuleUnit.WORKING_DAYS
        else calendar.calendar_days_between(deadline - timedelta(days=rule.least), deadline)
    )
    text = f"影响投标（响应）文件编制的澄清或者修改，最迟在{day_words(latest.start)}发布"
    if facts.clarified_at is None:
        return _proof(
            rule,
            place="bid_deadline",
            verdict="ok",
            text=f"{text}；晚于这一天的，须顺延截止时间。",
            required=latest,
            latest=latest.start,
        )
    published = day_of(facts.clarified_at)
    required = rule.wait_after(published, calendar)
    is_late = published > latest.start
    return _proof(
        rule,
        place="bid_deadline",
        verdict="breach" if is_late else "ok",
        text=f"{text}；变更于{day_words(published)}发布，"
        + (f"须将截止时间顺延至{_end_words(required)}或以后。" if is_late else "无须顺延截止时间。"),
        count=_actual(rule, calendar, published, deadline),
        required=required,
        earliest=required.end,
        latest=latest.start,
    )


def expert_draw(facts: ScheduleFacts, book: RuleBook, calendar: Calendar) -> Proof | None:
    """Show from when experts may be drawn, and prove a draw that has a time."""
    rule = book.find(RuleCode.EXPERT_DRAW, method=facts.method, kind=facts.kind)
    if rule is None or rule.most is None or facts.evaluation_at is None:
        return None
    evaluated = day_of(facts.evaluation_at)
    first = calendar.working_days_before(evaluated, rule.most).start
    # Before the first working day that counts, days off make the lead no longer.
    while not calendar.is_working_day(first):
        first -= DAY
    lead = calendar.working_days_between(first, evaluated)
    text = f"评审专家最早在评审前 {rule.most} {rule.unit_words}抽取，即不早于{day_words(lead.start)}"
    drawn = facts.experts_drawn_at and day_of(facts.experts_drawn_at)
    is_early = drawn is not None and drawn < lead.start
    return _proof(
        rule,
        place="evaluation_at",
        verdict="breach" if is_early else "ok",
        text=f"{text}；已定于{day_words(drawn)}抽取。" if drawn else f"{text}。",
        required=lead,
        earliest=lead.start,
    )


def _last_taking(facts: ScheduleFacts, book: RuleBook, calendar: Calendar) -> date | None:
    """Return the later of the last day on which documents are given out and the end of the announcement period."""
    days = [day_of(facts.documents_until)] if facts.documents_until else []
    rule = book.find(RuleCode.ANNOUNCEMENT_PERIOD, method=facts.method, kind=facts.kind)
    if rule is not None and facts.announced_at is not None:
        days.append(rule.wait_after(day_of(facts.announced_at), calendar).end)
    return max(days, default=None)


def _actual(rule: Rule, calendar: Calendar, start: date, end: date) -> Count | None:
    """Return the period that was set; None when it ends before it begins, which is said elsewhere."""
    if end < start:
        return None
    return rule.count_between(start, end, calendar)


def _length(rule: Rule, calendar: Calendar, start: date, end: date) -> str:
    count = _actual(rule, calendar, start, end)
    days = count.counted if count else 0
    return f"自{day_words(start)}次日起至{day_words(end)}，共 {days} {rule.unit_words}"


def _falls_short(rule: Rule) -> str:
    return f"少于 {rule.least} {rule.unit_words}；"


def _end_words(count: Count) -> str:
    if count.rolled_from is None:
        return day_words(count.end)
    holiday = count.rolled_from
    return f"{day_words(count.end)}（期限最后一日{day_words(holiday.date)}是{holiday.why}，顺延到节假日后）"


def _proof(
    rule: Rule,
    *,
    place: str,
    verdict: Verdict,
    text: str,
    required: Count,
    count: Count | None = None,
    earliest: date | None = None,
    latest: date | None = None,
) -> Proof:
    return Proof(
        place=place,
        title=rule.title,
        verdict=verdict,
        text=text,
        article=rule.citation,
        code=rule.code,
        count=count,
        required=required,
        earliest=earliest,
        latest=latest,
        is_excusable=rule.is_excusable,
        excuse_hint=rule.excuse_hint,
    )
