"""The first page and the lists: all announcements, or one column of them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.http import QueryDict
from django.utils import timezone

from apps.announcements.forms import BiddingState
from apps.announcements.models import Announcement, AnnouncementQuerySet
from apps.announcements.selectors.finding import Search, newest_found
from apps.core.paging import Page, after_mark, mark_of, page_of

Type = Announcement.Type

# How many of each column the first page shows.
LATEST = 6
CLOSING = 6
CLOSING_WITHIN = timedelta(days=7)
# Counting costs what is counted; beyond this readers are only told that there are more.
MOST_COUNTED = 1000
PAGE_SIZE = 20
TEN_THOUSAND = 10_000


@dataclass(frozen=True)
class Column:
    """One type of announcement on the first page, the newest first."""

    type: Announcement.Type
    latest: list[Announcement]

    @property
    def updated_at(self) -> datetime | None:
        """Return when the newest was published; None while there is none."""
        return self.latest[0].first_published_at if self.latest else None


@dataclass(frozen=True)
class Home:
    """What stands on the first page."""

    columns: list[Column]
    closing: list[Announcement]


@dataclass(frozen=True)
class Listing:
    """One page of the announcements that were asked for; with `has_more` there are more than `count`."""

    page: Page[Announcement]
    count: int
    has_more: bool


def home(now: datetime) -> Home:
    """Return the columns with their latest announcements, and what closes soon, the next first."""
    published = Announcement.objects.published()
    newest = [published.of_type(column).order_by("-first_published_at", "-pk")[:LATEST] for column in Type]
    latest = newest[0].union(*newest[1:], all=True)
    by_type: dict[str, list[Announcement]] = {column: [] for column in Type}
    for announcement in latest:
        by_type[announcement.type].append(announcement)
    return Home(
        columns=[
            Column(column, sorted(by_type[column], key=lambda row: (row.first_published_at, row.pk), reverse=True))
            for column in Type
        ],
        closing=_closing(now),
    )


def list_announcements(
    *,
    column: str,
    q: str,
    type: str,  # noqa: A002  the word in the address
    method: str,
    kind: str,
    state: str,
    purchaser: str,
    agency: str,
    amount_from: Decimal | None,
    amount_until: Decimal | None,
    published_from: date | None,
    published_until: date | None,
    query: QueryDict,
    now: datetime,
) -> Listing:
    """Return the page of published announcements that `query` names, newest first.

    `column` is the type of a column's own page, or empty. Days are China's, amounts are in 万元,
    both ends included. Raises BadPage.
    """
    exact = {"type": column or type, "method": method, "kind": kind}
    found = Announcement.objects.published().filter(**{name: value for name, value in exact.items() if value})
    if state:
        found = found.open_for_bids(now) if state == BiddingState.OPEN else found.closed_for_bids(now)
    for name, words in (("purchaser_name", purchaser), ("agency_name", agency)):
        for word in words.split():
            found = found.filter(**{f"{name}__icontains": word})
    found = found.worth(least=_in_yuan(amount_from), most=_in_yuan(amount_until))
    if published_from:
        found = found.filter(first_published_at__gte=_midnight(published_from))
    if published_until:
        found = found.filter(first_published_at__lt=_midnight(published_until + timedelta(days=1)))
    # One of the types has an index of its own, as all announcements have.
    if any((q.strip(), method, kind, purchaser.strip(), agency.strip())):
        return _searched(found, Search.of(q=q, names=f"{purchaser} {agency}", facets=exact), query=query, now=now)
    page = page_of(_as_entries(found, now), by="first_published_at", query=query, size=PAGE_SIZE)
    return Listing(page, *_limited(found[: MOST_COUNTED + 1].count()))


def _searched(found: AnnouncementQuerySet, search: Search, *, query: QueryDict, now: datetime) -> Listing:
    """Return a page of what was searched for: first which rows, which also counts them, and then the rows."""
    mark = mark_of(query)
    newest = newest_found(found, search, until=now, limit=MOST_COUNTED + 1)
    shown = newest if mark is None else [one for one in newest if (one.first_published_at, one.pk) < mark]
    if mark is not None and len(newest) > MOST_COUNTED and len(shown) <= PAGE_SIZE:
        at, _ = mark
        shown = newest_found(
            after_mark(found, by="first_published_at", mark=mark), search, until=at, limit=PAGE_SIZE + 1
        )
    rows = Announcement.objects.filter(pk__in=[one.pk for one in shown[: PAGE_SIZE + 1]])
    page = page_of(_as_entries(rows, now), by="first_published_at", query=query, size=PAGE_SIZE)
    return Listing(page, *_limited(len(newest)))


def _as_entries(found: AnnouncementQuerySet, now: datetime) -> AnnouncementQuerySet:
    return found.select_related("project").as_of(now)


def _closing(now: datetime) -> list[Announcement]:
    """Return the tenders that close soon; the deadline of each is the one that its changes have left."""
    closing = Announcement.objects.published().of_type(Type.TENDER).open_for_bids(now)
    return list(closing.filter(bid_deadline__lte=now + CLOSING_WITHIN).order_by("bid_deadline", "pk")[:CLOSING])


def _limited(count: int) -> tuple[int, bool]:
    """Return how many there are, up to MOST_COUNTED, and whether there are more."""
    return min(count, MOST_COUNTED), count > MOST_COUNTED


def _in_yuan(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else amount * TEN_THOUSAND


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))
