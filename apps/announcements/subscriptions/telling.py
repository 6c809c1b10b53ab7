"""What a notice says of each change: the announcement, and what happened to it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from apps.announcements.canonical import canonical
from apps.announcements.models import Announcement, PublicEvent, SubscriptionMail
from apps.announcements.wording import wording_of
from apps.core.facts import Fact
from apps.core.templatetags.ui import datetime_cn, money_short
from apps.core.visible_text import without_hiding

Kind = PublicEvent.Kind

# A mail is no archive: beyond these it says how many more there are, and the search shows them.
MOST_SHOWN = 50


@dataclass(frozen=True)
class News:
    """One change of what is public, as a mail tells it."""

    title: str
    words: str
    url: str
    facts: list[Fact]


def news_of(mail: SubscriptionMail) -> tuple[list[News], int]:
    """Return what a mail tells, the oldest first, and how many changes it has no room for. Two queries."""
    earlier = PublicEvent.objects.filter(
        announcement=OuterRef("announcement"), kind=Kind.PUBLISHED, pk__lt=OuterRef("pk")
    )
    matched = PublicEvent.objects.filter(pk__in=mail.matches.values("event")).order_by("transaction", "pk")
    events = matched.select_related("announcement__project").annotate(is_known=Exists(earlier))
    return [_news(event, is_known=event.is_known) for event in events[:MOST_SHOWN]], max(
        mail.matches.count() - MOST_SHOWN, 0
    )


def subject_for(news: Sequence[News], more: int) -> str:
    """Return the subject line: the only change there is, or how many."""
    if len(news) == 1:
        return f"{news[0].words}：{news[0].title}"
    return f"{len(news) + more} 条公告符合您的订阅"


def one_line(text: str) -> str:
    """Return text of somebody else's in one line of letters that can be seen: it may come to stand in a header."""
    return " ".join(without_hiding(text).split())


def _news(event: PublicEvent, *, is_known: bool) -> News:
    announcement = event.announcement
    return News(
        title=one_line(announcement.title),
        words=_words(event, is_known=is_known),
        url=canonical("announcements:detail", announcement.pk),
        facts=_facts(announcement),
    )


def _words(event: PublicEvent, *, is_known: bool) -> str:
    label = event.announcement.get_type_display()
    if event.kind == Kind.WITHDRAWN:
        return f"{label}已撤回"
    if event.announcement.is_withdrawn:
        return f"{label}（现已撤回）"
    if event.kind == Kind.UPDATED:
        return f"{label}的时间有变更"
    return f"{label}有新版本" if is_known else label


def _facts(announcement: Announcement) -> list[Fact]:
    facts = [
        Fact("采购人", one_line(announcement.purchaser_name)),
        Fact("项目编号", announcement.project.project_no or ""),
        Fact("金额", money_short(announcement.worth) if announcement.worth is not None else ""),
        Fact("发布时间", datetime_cn(announcement.first_published_at)),
    ]
    if announcement.bid_deadline is not None:
        facts.append(Fact(wording_of(announcement.method).deadline, datetime_cn(announcement.bid_deadline)))
    return [fact for fact in facts if fact.value]
