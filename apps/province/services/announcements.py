"""公告: drafting, publishing, changing and taking back."""

import mimetypes
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from apps.province.canonical import sm3_hex
from apps.province.choices import AnnouncementType, Feed, Operation, PushKind
from apps.province.environment import environment
from apps.province.exceptions import (
    ChangedMeanwhile,
    FieldError,
    InvalidDocument,
    LotsMissing,
    NotFound,
    SentAlready,
    UnlawfulMove,
)
from apps.province.filings import FACTS, AnnouncementFiling
from apps.province.models import Announcement, Attachment, HeldDocument
from apps.province.selectors import announcement_sent_as
from apps.province.services.changes import append_change
from apps.province.services.locks import lock_until_commit
from apps.province.services.numbers import next_number
from apps.province.times import to_wire_time
from apps.province.wire_types import read_document

# What the drafting page says, word for word, until the trading center has pushed the lots.
WAITING_FOR_LOTS = "请等待交易中心推送标段"


@dataclass(frozen=True)
class NewAttachment:
    """A file to attach; its media type follows from its name, never from what a browser claims."""

    name: str
    content: bytes

    @property
    def media_type(self) -> str:
        """The media type that the file's name stands for."""
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"


@transaction.atomic
def save_draft(
    *,
    filing: AnnouncementFiling,
    now: datetime,
    announcement_no: str | None = None,
    expected_version: int | None = None,
    form_key: str | None = None,
    added: Sequence[NewAttachment] = (),
    removed: Sequence[str] = (),
) -> Announcement:
    """Keep a draft; nothing leaves the house.

    `form_key` names the page of a new draft: sent twice, the second time raises SentAlready.

    Raises NotFound, ChangedMeanwhile, InvalidDocument, and UnlawfulMove if it is no longer a draft.
    """
    # The constraint `announcement_one_tender_draft` is the judge; this only says it more kindly.
    drafts = Announcement.objects.filter(
        project_no=filing.project_no, type=AnnouncementType.TENDER, status=Announcement.Status.DRAFT
    )
    if announcement_no is None and filing.type == AnnouncementType.TENDER and drafts.exists():
        raise ChangedMeanwhile("该项目已有一份采购公告草稿，请重新打开项目向导")
    announcement = _new_or_locked(filing, announcement_no, expected_version, form_key, now)
    if announcement.status != Announcement.Status.DRAFT:
        raise UnlawfulMove(f"公告当前为“{Announcement.Status(announcement.status).label}”，不能再存为草稿")
    _fill(announcement, filing, now)
    announcement.save()
    _attach(announcement, added=added, removed=removed, now=now)
    return announcement


@transaction.atomic
def publish_announcement(
    *,
    filing: AnnouncementFiling,
    now: datetime,
    announcement_no: str | None = None,
    expected_version: int | None = None,
    form_key: str | None = None,
    added: Sequence[NewAttachment] = (),
    removed: Sequence[str] = (),
    published_at: datetime | None = None,
    force: bool = False,
) -> Announcement:
    """Publish: something new, a draft, or the next version of what is already public.

    Raises LotsMissing for a tender announcement whose project's lots are not here (`force` publishes
    all the same, which no real province does, but a platform must survive), SentAlready if the page
    named by `form_key` was sent before, and NotFound, ChangedMeanwhile, InvalidDocument, UnlawfulMove.
    """
    if not force:
        _require_lots(filing)
    announcement = _new_or_locked(filing, announcement_no, expected_version, form_key, now)
    if announcement.status == Announcement.Status.WITHDRAWN:
        raise UnlawfulMove("公告已撤回，不能再修改，请另行起草")
    _fill(announcement, filing, now)
    announcement.status = Announcement.Status.PUBLISHED
    # The legal clocks run from the first publication: a later version keeps its date.
    announcement.published_at = announcement.published_at or published_at or now
    announcement.save()
    _attach(announcement, added=added, removed=removed, now=now)
    _tell_the_platform(announcement, Operation.UPSERT, now=now)
    return announcement


@transaction.atomic
def withdraw_announcement(*, announcement_no: str, now: datetime, expected_version: int | None = None) -> Announcement:
    """Take a published announcement back. Raises NotFound, UnlawfulMove, ChangedMeanwhile."""
    announcement = _locked(announcement_no, expected_version)
    if announcement.status != Announcement.Status.PUBLISHED:
        raise UnlawfulMove(f"公告当前为“{Announcement.Status(announcement.status).label}”，不能撤回")
    announcement.status = Announcement.Status.WITHDRAWN
    announcement.version += 1
    announcement.changed_at = now
    announcement.save(update_fields=["status", "version", "changed_at"])
    _tell_the_platform(announcement, Operation.WITHDRAW, now=now)
    return announcement


@transaction.atomic
def discard_draft(*, announcement_no: str, expected_version: int | None = None) -> None:
    """Throw a draft away with its files. Raises NotFound, ChangedMeanwhile, and UnlawfulMove once it was public."""
    announcement = _locked(announcement_no, expected_version)
    if announcement.status != Announcement.Status.DRAFT:
        raise UnlawfulMove(f"公告当前为“{Announcement.Status(announcement.status).label}”，不能删除")
    announcement.delete()


def announcement_payload(announcement: Announcement) -> dict[str, Any]:
    """Return the announcement as the exchange carries it."""
    payload: dict[str, Any] = {
        "announcement_no": announcement.announcement_no,
        "type": announcement.type,
        "project_no": announcement.project_no,
        "lot_nos": announcement.lot_nos,
        "title": announcement.title,
        "body_html": announcement.body_html,
        "published_at": to_wire_time(announcement.published_at) if announcement.published_at else None,
        "source_url": f"{environment().base_url}/notices/{announcement.announcement_no}",
        "attachments": [attachment.as_payload() for attachment in announcement.current_attachments()],
        "facts": announcement.facts,
    }
    if announcement.corrects:
        payload["corrects"] = announcement.corrects
    return payload


def _require_lots(filing: AnnouncementFiling) -> None:
    if filing.type != AnnouncementType.TENDER:
        return
    held = HeldDocument.objects.filter(kind=PushKind.LOTS, project_no=filing.project_no).first()
    if held is None:
        raise LotsMissing(WAITING_FOR_LOTS)
    known = {lot["lot_no"] for lot in held.body["lots"]}
    unknown = [lot_no for lot_no in filing.lot_nos if lot_no not in known]
    if unknown:
        raise InvalidDocument([FieldError("lot_nos", f"交易中心没有推送标段 {'、'.join(unknown)}")])


def _new_or_locked(
    filing: AnnouncementFiling,
    announcement_no: str | None,
    expected_version: int | None,
    form_key: str | None,
    now: datetime,
) -> Announcement:
    """Return the announcement at the version that this act will make."""
    lock_until_commit("announcement numbers")
    if announcement_no is None:
        earlier = announcement_sent_as(form_key or "")
        if earlier is not None:
            raise SentAlready(earlier.announcement_no)
        return Announcement(announcement_no=_next_announcement_no(now), type=filing.type, form_key=form_key)
    if expected_version is None and not Announcement.objects.filter(announcement_no=announcement_no).exists():
        return Announcement(announcement_no=announcement_no, type=filing.type)
    announcement = _locked(announcement_no, expected_version)
    if (announcement.type, announcement.project_no) != (filing.type, filing.project_no):
        raise UnlawfulMove("公告的类型和所属项目不能更改，请另行起草")
    announcement.version += 1
    return announcement


def _locked(announcement_no: str, expected_version: int | None) -> Announcement:
    announcement = Announcement.objects.select_for_update().filter(announcement_no=announcement_no).first()
    if announcement is None:
        raise NotFound(f"没有公告 {announcement_no}")
    if expected_version is not None and announcement.version != expected_version:
        raise ChangedMeanwhile("该公告刚被他人修改，请查看最新内容后再操作")
    return announcement


def _next_announcement_no(now: datetime) -> str:
    return next_number(Announcement.objects.all(), "announcement_no", prefix=f"GG-{to_wire_time(now)[:4]}-", digits=6)


def _fill(announcement: Announcement, filing: AnnouncementFiling, now: datetime) -> None:
    facts = read_document(FACTS[AnnouncementType(filing.type)], filing.facts, path="facts")
    announcement.project_no = filing.project_no
    announcement.lot_nos = filing.lot_nos
    announcement.title = filing.title
    announcement.body_html = filing.body_html
    announcement.corrects = filing.corrects or ""
    announcement.facts = facts.model_dump(mode="json", exclude_none=True)
    if filing.details is not None:
        announcement.details = filing.details
    announcement.changed_at = now


def _attach(
    announcement: Announcement, *, added: Sequence[NewAttachment], removed: Sequence[str], now: datetime
) -> None:
    announcement.current_attachments().filter(attachment_id__in=removed).update(removed_at=now)
    Attachment.objects.bulk_create(
        Attachment(
            attachment_id=f"att-{uuid.uuid4().hex}",
            announcement=announcement,
            name=new.name,
            media_type=new.media_type,
            size=len(new.content),
            sm3=sm3_hex(new.content),
            content=new.content,
        )
        for new in added
    )


def _tell_the_platform(announcement: Announcement, op: Operation, *, now: datetime) -> None:
    append_change(
        feed=Feed.ANNOUNCEMENTS,
        key=announcement.announcement_no,
        version=announcement.version,
        op=op,
        payload=announcement_payload(announcement),
        now=now,
    )
