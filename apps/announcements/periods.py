"""What is due in a project and by which rule; legal periods run from the first publication in the province."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from apps.acceptance.models import Project
from apps.announcements.announced_times import AnnouncedTimes
from apps.announcements.days import midnight
from apps.announcements.facts import ResultTable
from apps.announcements.models import Announcement
from apps.announcements.wording import wording_of
from apps.core.working_days import Calendar, Count
from apps.tender_planning.models import RuleCode
from apps.tender_planning.rules.book import Rule, RuleBook
from apps.tender_planning.schedule.proof import day_of

# No notice stands longer; a figure beyond it is a slip of the pen and is not counted out.
LONGEST_NOTICE = 100


@dataclass(frozen=True)
class Period:
    """What ends when, and why then. It ends with `day`, or at the moment `at`."""

    label: str
    day: date
    why: str
    said_by: Announcement
    at: datetime | None = None
    citation: str = ""
    caveat: str = ""

    @property
    def over_from(self) -> datetime:
        """Return the moment from which on it has ended."""
        return self.at or midnight(self.day + timedelta(days=1))

    def is_over(self, now: datetime) -> bool:
        """Tell whether it has ended."""
        return self.at <= now if self.at else self.day < day_of(now)


@dataclass(frozen=True)
class NoticePeriod:
    """How many working days an announcement stands, from when to when, and how that differs from what it says."""

    days: int
    count: Count
    remark: str = ""


def notice_period(stated: int, rule: Rule | None, published_on: date, calendar: Calendar) -> NoticePeriod | None:
    """Count the notice period of an announcement that states `stated` working days; 0 is nothing.

    A longer one than the law's holds, because what runs from its end may rely on it; a shorter one cannot cut
    short what the law gives, and one beyond LONGEST_NOTICE is no period: both are counted at the lawful length.
    None where neither the law nor the announcement gives one.
    """
    lawful = rule.least if rule else 0
    days = stated if lawful < stated <= LONGEST_NOTICE else lawful
    if not days:
        return None
    remark = ""
    if stated and stated != days:
        remark = f"公告所载期限为 {stated} 个工作日，按法定期限 {lawful} 个工作日计算。"
    elif days > lawful > 0:
        remark = f"公告所载期限长于法定的 {lawful} 个工作日，按公告所载计算。"
    return NoticePeriod(days, calendar.working_days_after(published_on, days), remark)


def tender_periods(times: AnnouncedTimes, book: RuleBook, calendar: Calendar) -> Iterator[Period]:
    """Return what is due from the tender announcement up to the opening; `book` is that of its first publication."""
    tender, table = times.tender, times.table
    words = wording_of(table.method)
    published, last_taking = day_of(tender.first_published_at), day_of(times.documents_until)
    rule = book.find(RuleCode.ANNOUNCEMENT_PERIOD, method=table.method, kind=tender.kind)
    notice = notice_period(table.notice_working_days, rule, published, calendar)
    if notice is not None:
        yield _notice("公告期限届满", notice, rule, tender)
        last_taking = max(last_taking, notice.count.end)
    yield _moment("采购文件获取截止", times.documents_until, times.said_by("documents_until"))
    window = book.find(RuleCode.QUESTION_WINDOW, method=table.method, kind=tender.kind)
    if window is not None and window.most is not None:
        count = window.period_after(last_taking, calendar)
        why = f"获取采购文件或者公告期限届满之日起 {window.most} 个工作日内，最后获取文件的供应商到这一天"
        yield _counted("对采购文件提出质疑的期限", count, why, window, tender)
    yield _moment(words.deadline, times.bid_deadline, times.said_by("bid_deadline"))
    yield _moment(words.opening, times.opening_at, times.said_by("opening_at"))


def result_periods(
    result: Announcement, table: ResultTable, project: Project, book: RuleBook, calendar: Calendar
) -> Iterator[Period]:
    """Return what runs from a result announcement; `book` is that of its first publication."""
    rule = book.find(RuleCode.RESULT_NOTICE, method=project.method, kind=project.kind)
    notice = notice_period(table.notice_working_days, rule, day_of(result.first_published_at), calendar)
    if notice is None:
        return
    yield _notice("结果公告期限届满", notice, rule, result)
    window = book.find(RuleCode.RESULT_CHALLENGE, method=project.method, kind=project.kind)
    if window is not None and window.most is not None:
        count = window.period_after(notice.count.end, calendar)
        why = f"结果公告期限届满之日起 {window.most} 个工作日内"
        yield _counted("对采购结果提出质疑的期限", count, why, window, result)


def _notice(label: str, notice: NoticePeriod, rule: Rule | None, said_by: Announcement) -> Period:
    where = "本平台" if said_by.is_local else "省系统首次"
    why = f"公告期限 {notice.days} 个工作日，自{where}发布的次日起计算"
    return _counted(label, notice.count, why, rule, said_by, remark=notice.remark)


def _counted(
    label: str, count: Count, why: str, rule: Rule | None, said_by: Announcement, *, remark: str = ""
) -> Period:
    years = "、".join(map(str, count.provisional_years))
    caveat = remark + (f"{years} 年的节假日安排尚未公布，暂按周一至周五为工作日计算。" if years else "")
    return Period(label, count.end, why, said_by, citation=rule.citation if rule else "", caveat=caveat)


def _moment(label: str, at: datetime, said_by: Announcement) -> Period:
    return Period(label, day_of(at), f"{said_by.get_type_display()}载明", said_by, at=at)
