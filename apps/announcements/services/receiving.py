"""An announcement arrives from the province and is public at once, unaltered."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from apps.acceptance.codes import Method
from apps.acceptance.models import Project
from apps.announcements.exceptions import ProjectMissing
from apps.announcements.models import Announcement, AnnouncementVersion, Attachment, AttachmentReference
from apps.announcements.sanitising import sanitise
from apps.announcements.searching import searchable
from apps.core import audit
from apps.core.actors import PLATFORM, PROVINCE
from apps.core.status import move

Status = Announcement.Status


@dataclass(frozen=True)
class AttachmentFacts:
    """An attachment as the announcement names it."""

    province_id: str
    name: str
    size: int
    media_type: str
    sm3: str


@dataclass(frozen=True)
class TenderFacts:
    """What lists show of a tender announcement."""

    method: Method
    purchaser_name: str
    agency_name: str
    budget: Decimal
    bid_deadline: datetime


@dataclass(frozen=True)
class Arrival:
    """One version of an announcement as it came; `facts` is the province's table of facts."""

    announcement_no: str
    version: int
    project_no: str
    lot_nos: Sequence[str]
    title: str
    body_html: str
    source_url: str
    first_published_at: datetime
    facts: Mapping[str, Any]
    tender: TenderFacts
    attachments: Sequence[AttachmentFacts]
    is_withdrawn: bool


@transaction.atomic
def receive_tender_announcement(*, arrival: Arrival, now: datetime, is_outdated: bool = False) -> Announcement | None:
    """Store a version of a tender announcement and make it public; None when a newer one is known.

    With `is_outdated` a higher version has come already and is still to be handled: this one is
    kept, and makes nothing public that is not.

    Twice: the second time the version is not newer, and nothing happens. Two at once: the row
    is locked, or its number is unique and the loser is tried again by the inbox.

    Raises ProjectMissing while the project is not accepted here.
    """
    announcement = Announcement.objects.select_for_update().filter(announcement_no=arrival.announcement_no).first()
    if announcement is not None and announcement.version >= arrival.version:
        return None
    project = Project.objects.filter(project_no=arrival.project_no, accepted_at__isnull=False).first()
    if project is None:
        raise ProjectMissing(f"公告所属项目“{arrival.project_no}”尚未在本平台受理。")
    shown = {
        "project": project,
        "version": arrival.version,
        "title": arrival.title,
        "method": arrival.tender.method,
        "kind": project.kind,
        "purchaser_name": arrival.tender.purchaser_name,
        "agency_name": arrival.tender.agency_name,
        "budget": arrival.tender.budget,
        "search_text": searchable(
            arrival.title, arrival.project_no, arrival.tender.purchaser_name, arrival.tender.agency_name
        ),
        "bid_deadline": arrival.tender.bid_deadline,
        "first_published_at": arrival.first_published_at,
    }
    if announcement is None:
        announcement = Announcement(announcement_no=arrival.announcement_no, type=Announcement.Type.TENDER, **shown)
        announcement.save(force_insert=True)
    else:
        for name, value in shown.items():
            setattr(announcement, name, value)
        announcement.save(update_fields=list(shown))
    version = _keep_version(announcement, arrival, now)
    if arrival.is_withdrawn:
        _take_down(announcement, now)
    elif not is_outdated:
        _publish(announcement, now)
    _record(
        announcement,
        now,
        {
            "version": arrival.version,
            "原文SM3": version.body_sm3,
            "未受理的标段": sorted(set(arrival.lot_nos) - set(project.lots.values_list("lot_no", flat=True))),
        },
    )
    return announcement


@transaction.atomic
def withdraw_announcement(*, announcement_no: str, version: int, now: datetime) -> Announcement | None:
    """Take a known announcement down; None when it is unknown, or this or a newer version is known.

    For a withdrawal whose content cannot be used: no version is kept, the number alone counts.
    Twice: the second time the version is not newer. Two at once: the row is locked.
    """
    announcement = Announcement.objects.select_for_update().filter(announcement_no=announcement_no).first()
    if announcement is None or announcement.version >= version:
        return None
    announcement.version = version
    announcement.save(update_fields=["version"])
    _take_down(announcement, now)
    _record(announcement, now, {"version": version})
    return announcement


def _keep_version(announcement: Announcement, arrival: Arrival, now: datetime) -> AnnouncementVersion:
    safe = sanitise(arrival.body_html)
    version = AnnouncementVersion.objects.create(
        announcement=announcement,
        version=arrival.version,
        title=arrival.title,
        body_html=arrival.body_html,
        body_sm3=_sm3(arrival.body_html),
        body_safe=safe,
        body_safe_sm3=_sm3(safe),
        lot_nos=list(arrival.lot_nos),
        facts=dict(arrival.facts),
        source_url=arrival.source_url,
        first_published_at=arrival.first_published_at,
        received_at=now,
    )
    for position, facts in enumerate(arrival.attachments, start=1):
        AttachmentReference.objects.create(
            version=version,
            attachment=_wanted_attachment(facts, now),
            position=position,
            name=facts.name,
            media_type=facts.media_type,
        )
    return version


def _wanted_attachment(facts: AttachmentFacts, now: datetime) -> Attachment:
    attachment, _ = Attachment.objects.get_or_create(
        province_id=facts.province_id,
        sm3=facts.sm3,
        size=facts.size,
        defaults={"name": facts.name, "media_type": facts.media_type, "due_at": now},
    )
    if attachment.status == Attachment.Status.FAILED:
        # The province names it again: it may have put right what kept it from coming.
        reason = "公告的新版本再次列出"
        move(attachment, Attachment.Status.WAITING, actor=PROVINCE, now=now, reason=reason, attempts=0, due_at=now)
    return attachment


def _publish(announcement: Announcement, now: datetime) -> None:
    if announcement.status != Status.PUBLISHED:
        first = announcement.published_at or now
        move(announcement, Status.PUBLISHED, actor=PLATFORM, now=now, published_at=first, withdrawn_at=None)


def _take_down(announcement: Announcement, now: datetime) -> None:
    if announcement.status != Status.WITHDRAWN:
        move(announcement, Status.WITHDRAWN, actor=PROVINCE, now=now, reason="省采购系统撤回", withdrawn_at=now)


def _record(announcement: Announcement, now: datetime, details: Mapping[str, Any]) -> None:
    audit.record(
        act=f"announcement.{announcement.status}",
        summary=f"{announcement.get_status_display()}{announcement.get_type_display()}"
        f"第{announcement.version}版：{announcement.title}",
        subject=announcement,
        actor=PROVINCE,
        now=now,
        details=details,
    )


def _sm3(text: str) -> str:
    return hashlib.new("sm3", text.encode()).hexdigest()
