"""The first page and the lists: all announcements, or one column of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import QueryDict

from apps.announcements.models import Announcement, AnnouncementQuerySet
from apps.announcements.pages.lasting import next_of
from apps.announcements.selectors.entries import entries_of
from apps.announcements.selectors.filtering import Filters, narrowed
from apps.announcements.selectors.finding import Search, count_and_page, count_at_most, found_at_once, newest_found
from apps.core.paging import Page, after_mark, mark_of, page_from

Type = Announcement.Type

# How many of each column the first page shows.
LATEST = 6
CLOSING = 6
CLOSING_WITHIN = timedelta(days=7)
# Counting costs what is counted; beyond this readers are only told that there are more.
MOST_COUNTED = 1000
PAGE_SIZE = 20
BY = "first_published_at"


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
    # When the next tender closes, or the next one comes to be among those that close soon.
    holds_until: datetime | None


@dataclass(frozen=True)
class Listing:
    """One page of the announcements that were asked for; with `has_more` there are more than `count`.

    With `is_about` there are about so many more.
    """

    page: Page[Announcement]
    count: int
    has_more: bool
    is_about: bool = False

    def holds_until(self, now: datetime) -> datetime | None:
        """Return when the next tender on the page closes; None when none will."""
        return next_of((row.bid_deadline for row in self.page.rows), now=now)


def home(now: datetime) -> Home:
    """Return the columns with their latest announcements, and what closes soon, the next first."""
    published = Announcement.objects.published()
    newest = [published.of_type(column).order_by("-first_published_at", "-pk")[:LATEST] for column in Type]
    latest = newest[0].union(*newest[1:], all=True)
    by_type: dict[str, list[Announcement]] = {column: [] for column in Type}
    for announcement in latest:
        by_type[announcement.type].append(announcement)
    closing, holds_until = _closing(now)
    return Home(
        columns=[
            Column(column, sorted(by_type[column], key=lambda row: (row.first_published_at, row.pk), reverse=True))
            for column in Type
        ],
        closing=closing,
        holds_until=holds_until,
    )


def first_page(column: Announcement.Type | None, *, now: datetime) -> Listing:
    """Return the newest published announcements, of one column or of all; what follows is a search's to show."""
    found = Announcement.objects.published()
    query = QueryDict(mutable=True)
    if column is not None:
        found = found.of_type(column)
        query["type"] = column
    return _listed(found, query=query, now=now)


def list_announcements(*, filters: Filters, query: QueryDict, now: datetime) -> Listing:
    """Return the page of published announcements that `query` names, newest first. Raises BadPage."""
    found = narrowed(Announcement.objects.published(), filters, now=now)
    if filters.search is not None:
        return _searched(found, filters.search, query=query, now=now)
    return _listed(found, query=query, now=now)


def _listed(found: AnnouncementQuerySet, *, query: QueryDict, now: datetime) -> Listing:
    mark = mark_of(query)
    following = found if mark is None else after_mark(found, by=BY, mark=mark)
    keys = following.order_by(f"-{BY}", "-pk").values_list("pk")[: PAGE_SIZE + 1]
    statement, params = keys.query.sql_with_params()
    rows = entries_of(f"ARRAY({statement})", params, now=now)
    return Listing(_page(rows, query), *_limited(found[: MOST_COUNTED + 1].count()))


def _searched(found: AnnouncementQuerySet, search: Search, *, query: QueryDict, now: datetime) -> Listing:
    """Return a page of what was searched for: first which rows, which also counts them, and then the rows."""
    mark = mark_of(query)
    newest = Announcement.objects.published()
    if mark is not None:
        newest = after_mark(newest, by=BY, mark=mark)
    shown = found_at_once(found, search, newest=newest, limit=PAGE_SIZE + 1)
    count = 0 if shown is None else count_at_most(found, search, now=now, limit=MOST_COUNTED + 1)
    # What has all tokens and is not read is only about as much as what is found; of many, that is good enough.
    is_about = search.is_read
    if shown is None or (count <= MOST_COUNTED and is_about):
        count, shown = count_and_page(found, search, now=now, limit=MOST_COUNTED + 1, mark=mark, size=PAGE_SIZE + 1)
        is_about = False
    if mark is not None and count > MOST_COUNTED and len(shown) <= PAGE_SIZE:
        shown = [one.pk for one in newest_found(found, search, now=now, limit=PAGE_SIZE + 1, mark=mark)]
    page = _page(entries_of("%s", [shown], now=now), query)
    return Listing(page, *_limited(count), is_about=is_about)


def _page(rows: list[Announcement], query: QueryDict) -> Page[Announcement]:
    return page_from(rows, by=BY, query=query, size=PAGE_SIZE)


def _closing(now: datetime) -> tuple[list[Announcement], datetime | None]:
    """Return the tenders that close soon, and when that will be others: one closes, or one comes to be soon enough.

    The deadline of each is the one that its changes have left.
    """
    still_open = Announcement.objects.published().of_type(Type.TENDER).open_for_bids(now)
    # One more than are shown: it is the next to come among them.
    following = list(still_open.order_by("bid_deadline", "pk")[: CLOSING + 1])
    deadlines = [row.bid_deadline for row in following if row.bid_deadline is not None]
    changes = [*deadlines, *(deadline - CLOSING_WITHIN for deadline in deadlines)]
    soon = [row for row in following if row.bid_deadline and row.bid_deadline <= now + CLOSING_WITHIN]
    return soon[:CLOSING], next_of(changes, now=now)


def _limited(count: int) -> tuple[int, bool]:
    """Return how many there are, up to MOST_COUNTED, and whether there are more."""
    return min(count, MOST_COUNTED), count > MOST_COUNTED
