"""The order of the moments of a tender, and the days and hours on which they fall."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.utils import timezone

from apps.core.templatetags.ui import datetime_cn
from apps.core.working_days import EARLIEST, LATEST, Calendar
from apps.tender_planning.models import RuleCode
from apps.tender_planning.rules.book import RuleBook
from apps.tender_planning.schedule.proof import Proof, ScheduleFacts, day_of, day_words

# Outside these somebody has probably typed 上午 for 下午; no law says so, hence a warning only.
OFFICE_OPENS, OFFICE_CLOSES = time(8, 0), time(18, 0)

# A last day on a statutory holiday moves to the first day after it.
HOLIDAY_ARTICLE = "财政部令第87号第八十五条"
HOLIDAY_ARTICLE_OF_CHALLENGES = "财政部令第94号第四十二条"

LABELS = {
    "announced_at": "公告首次发布时间",
    "documents_from": "文件获取开始时间",
    "documents_until": "文件获取截止时间",
    "question_deadline": "提出疑问截止时间",
    "clarified_at": "变更发布时间",
    "bid_deadline": "投标（响应）截止时间",
    "opening_at": "开标（开启）时间",
    "experts_drawn_at": "专家抽取时间",
    "evaluation_at": "评标（评审）时间",
}
# (earlier, later): the earlier may not lie after the later.
ORDER = (
    ("documents_from", "documents_until"),
    ("documents_from", "bid_deadline"),
    ("documents_from", "question_deadline"),
    ("documents_until", "bid_deadline"),
    ("opening_at", "evaluation_at"),
)


def implausible(facts: ScheduleFacts) -> Iterator[Proof]:
    """Name the moments that no tender can have; with one of them nothing else is worth proving."""
    for place, label in LABELS.items():
        moment = getattr(facts, place)
        if moment is not None and not EARLIEST <= day_of(moment) <= LATEST:
            text = f"{label}不在 {EARLIEST.year} 年至 {LATEST.year} 年之间，请核对。"
            yield Proof(place=place, title="日期", verdict="breach", text=text)


def order(facts: ScheduleFacts) -> Iterator[Proof]:
    """Name the moments that lie before what they must follow."""
    for earlier, later in ORDER:
        first, second = getattr(facts, earlier), getattr(facts, later)
        if first is not None and second is not None and second < first:
            text = f"{LABELS[later]}不能早于{LABELS[earlier]}（{datetime_cn(first)}）。"
            yield Proof(place=later, title="先后次序", verdict="breach", text=text, earliest=first)


def opening_after_deadline(facts: ScheduleFacts, book: RuleBook) -> Proof | None:
    """Prove that tenders are opened at the very moment of the deadline, and other bids not before it."""
    if facts.bid_deadline is None or facts.opening_at is None:
        return None
    rule = book.find(RuleCode.OPENING_AFTER_DEADLINE, method=facts.method, kind=facts.kind)
    least = facts.bid_deadline + timedelta(minutes=rule.least if rule else 0)
    most = facts.bid_deadline + timedelta(minutes=rule.most) if rule and rule.most is not None else None
    is_lawful = least <= facts.opening_at and (most is None or facts.opening_at <= most)
    if is_lawful:
        text = "开标时间与截止时间为同一时间。" if most == least else "开启时间不早于截止时间。"
    elif most == least:
        text = f"开标须与投标截止为同一时间，即 {datetime_cn(least)}。"
    elif most is not None and facts.opening_at > most:
        text = f"开启时间不能晚于 {datetime_cn(most)}。"
    else:
        text = f"开启时间不能早于 {datetime_cn(least)}。"
    return Proof(
        place="opening_at",
        title=RuleCode.OPENING_AFTER_DEADLINE.label,
        verdict="ok" if is_lawful else "breach",
        text=text,
        article=rule.citation if rule else "",
        code=RuleCode.OPENING_AFTER_DEADLINE,
        earliest=least,
        latest=most,
        is_excusable=bool(rule and rule.is_excusable),
        excuse_hint=rule.excuse_hint if rule else "",
    )


def days_off(facts: ScheduleFacts, calendar: Calendar) -> Iterator[Proof]:
    """Warn of last days on statutory holidays, and of bids that are due or opened on a day off."""
    for place in _without_double(facts, "documents_until", "question_deadline", "bid_deadline", "opening_at"):
        day = day_of(getattr(facts, place))
        holiday = calendar.occasion(day)
        if holiday:
            moved = calendar.calendar_days_after(day - timedelta(days=1), 1)
            text = f"{LABELS[place]}{day_words(day)}是{holiday}假期，应顺延到节假日后的{day_words(moved.end)}。"
            is_challenge = place == "question_deadline"
            yield Proof(
                place=place,
                title="最后一日为法定节假日",
                verdict="warning",
                text=text,
                article=HOLIDAY_ARTICLE_OF_CHALLENGES if is_challenge else HOLIDAY_ARTICLE,
                required=moved,
                earliest=moved.end,
            )
        elif place in ("bid_deadline", "opening_at") and not calendar.is_working_day(day):
            text = f"{LABELS[place]}{day_words(day)}是休息日，请确认有人值守。"
            yield Proof(place=place, title="工作日", verdict="warning", text=text)


def office_hours(facts: ScheduleFacts) -> Iterator[Proof]:
    """Warn of bids that are due or opened when no office is open."""
    for place in _without_double(facts, "bid_deadline", "opening_at"):
        moment: datetime = getattr(facts, place)
        if not OFFICE_OPENS <= timezone.localtime(moment).time() <= OFFICE_CLOSES:
            hours = f"{OFFICE_OPENS:%H:%M} 至 {OFFICE_CLOSES:%H:%M}"
            text = f"{LABELS[place]} {datetime_cn(moment)} 不在办公时间（{hours}），请确认没有填错。"
            yield Proof(place=place, title="办公时间", verdict="warning", text=text)


def _without_double(facts: ScheduleFacts, *places: str) -> list[str]:
    """Return the places that have a moment; an opening at the moment of the deadline is not told the same twice."""
    is_same = facts.opening_at is not None and facts.opening_at == facts.bid_deadline
    return [place for place in places if getattr(facts, place) is not None and not (is_same and place == "opening_at")]
