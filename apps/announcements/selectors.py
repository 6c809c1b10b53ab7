"""What the pages of the public site show."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from apps.acceptance.models import Lot
from apps.announcements.facts import TenderTable
from apps.announcements.forms import BiddingState
from apps.announcements.models import (
    Announcement,
    AnnouncementQuerySet,
    AnnouncementVersion,
    Attachment,
    AttachmentReference,
)
from apps.announcements.progress import Step, progress_of
from apps.announcements.wording import Wording, wording_of
from apps.core.paging import Page, page_of

LATEST = 10
CLOSING = 6
CLOSING_WITHIN = timedelta(days=7)
# Counting costs what is counted; beyond this readers are only told that there are more.
MOST_COUNTED = 1000

# What the province will publish here besides, in the order of the process.
COLUMNS_TO_COME = ("变更公告", "结果公告", "结果更正公告", "终止公告", "合同公告")


@dataclass(frozen=True)
class Column:
    """A kind of announcement on the first page; without `url` there is nothing to read yet."""

    label: str
    note: str
    url: str = ""


@dataclass(frozen=True)
class Home:
    """What stands on the first page."""

    columns: list[Column]
    latest: list[Announcement]
    closing: list[Announcement]


@dataclass(frozen=True)
class Listing:
    """One page of the announcements that were asked for; with `has_more` there are more than `count`."""

    page: Page[Announcement]
    count: int
    has_more: bool


@dataclass(frozen=True)
class AttachmentLine:
    """An attachment as its line on the page; without `url` it cannot be fetched yet."""

    name: str
    size: int
    url: str
    note: str


@dataclass(frozen=True)
class Reading:
    """An announcement in one of its versions, with all that its page shows."""

    announcement: Announcement
    version: AnnouncementVersion
    others: list[AnnouncementVersion]
    facts: TenderTable
    lots: list[Lot]
    attachments: list[AttachmentLine]
    steps: list[Step]

    @property
    def is_current(self) -> bool:
        """Tell whether this is the version in force."""
        return self.version.version == self.current_number

    @property
    def current_number(self) -> int:
        """Return the number of the newest version that is here.

        The announcement may know of a higher one: a withdrawal that came without a text.
        """
        return max(version.version for version in [self.version, *self.others])

    @property
    def wording(self) -> Wording:
        """Return what the method that this version names calls the deadline and the opening."""
        return wording_of(self.facts.method)

    @property
    def source_link(self) -> str:
        """Return the address of the original when it is one that may be linked, else nothing."""
        return self.version.source_url if _is_web_address(self.version.source_url) else ""


def home(now: datetime) -> Home:
    """Return the columns, the latest announcements, and those whose deadline comes soon, the next first."""
    published = Announcement.objects.published().select_related("project").as_of(now)
    closing = published.open_for_bids(now).filter(bid_deadline__lte=now + CLOSING_WITHIN)
    return Home(
        columns=[_tender_column(), *(Column(label, "暂无公告") for label in COLUMNS_TO_COME)],
        latest=list(published.order_by("-first_published_at", "-pk")[:LATEST]),
        closing=list(closing.order_by("bid_deadline", "pk")[:CLOSING]),
    )


def list_announcements(
    *,
    q: str,
    method: str,
    kind: str,
    state: str,
    published_from: date | None,
    published_until: date | None,
    query: QueryDict,
    now: datetime,
) -> Listing:
    """Return the page of published announcements that `query` names, newest first.

    Days are China's, both included. Raises BadPage.
    """
    found = Announcement.objects.published().matching(q)
    if method:
        found = found.filter(method=method)
    if kind:
        found = found.filter(kind=kind)
    if state:
        found = found.open_for_bids(now) if state == BiddingState.OPEN else found.closed_for_bids(now)
    if published_from:
        found = found.filter(first_published_at__gte=_midnight(published_from))
    if published_until:
        found = found.filter(first_published_at__lt=_midnight(published_until + timedelta(days=1)))
    page = page_of(found.select_related("project").as_of(now), by="first_published_at", query=query)
    return Listing(page, *_counted(found))


def read_announcement(pk: int, *, version: int | None = None, now: datetime) -> Reading:
    """Return an announcement in the version in force, or in the one that is named.

    Raises Http404 for what never was public: an announcement that was taken back before it could
    be shown, and versions from before the first publication.
    """
    announcement = get_object_or_404(Announcement.objects.public().select_related("project").as_of(now), pk=pk)
    versions = AnnouncementVersion.objects.public().filter(announcement=announcement)
    shown = versions.order_by("-version").first() if version is None else versions.filter(version=version).first()
    if shown is None:
        raise Http404
    facts = TenderTable.of(shown.facts)
    return Reading(
        announcement=announcement,
        version=shown,
        others=list(versions.exclude(pk=shown.pk).only("version", "received_at").order_by("-version")),
        facts=facts,
        lots=list(announcement.project.lots.filter(lot_no__in=shown.lot_nos)),
        attachments=_attachment_lines(shown),
        steps=progress_of(announcement, opening_at=facts.opening_at, now=now),
    )


def public_attachment(pk: int) -> AttachmentReference:
    """Return an attachment as a public version names it, its bytes being here; raises Http404."""
    stored = AttachmentReference.objects.filter(
        attachment__status=Attachment.Status.STORED, version__in=AnnouncementVersion.objects.public()
    )
    return get_object_or_404(stored.select_related("attachment"), pk=pk)


def _tender_column() -> Column:
    count, has_more = _counted(Announcement.objects.published().filter(type=Announcement.Type.TENDER))
    note = f"超过 {count} 条" if has_more else f"{count} 条" if count else "暂无公告"
    return Column(Announcement.Type.TENDER.label, note, reverse("announcements:list"))


def _counted(found: AnnouncementQuerySet) -> tuple[int, bool]:
    """Return how many there are, up to MOST_COUNTED, and whether there are more."""
    count = found[: MOST_COUNTED + 1].count()
    return min(count, MOST_COUNTED), count > MOST_COUNTED


def _attachment_lines(version: AnnouncementVersion) -> list[AttachmentLine]:
    return [
        AttachmentLine(
            name=reference.name,
            size=reference.attachment.size,
            url=reverse("announcements:attachment", args=[reference.pk]) if reference.attachment.is_stored else "",
            note=_attachment_note(reference.attachment),
        )
        for reference in version.references.select_related("attachment")
    ]


def _attachment_note(attachment: Attachment) -> str:
    if attachment.is_stored:
        return ""
    if attachment.status == Attachment.Status.FAILED:
        return "暂未取得，请到公告来源查看"
    return "获取失败，正在重试" if attachment.last_error else "附件获取中，稍后可下载"


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def _is_web_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)
