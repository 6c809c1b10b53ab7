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
from apps.announcements.models import Announcement, AnnouncementVersion, Attachment
from apps.announcements.sanitising import sanitise
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
def receive_tender_announcement(*, arrival: Arrival, now: datetime) -> Announcement | None:
    """Store a version of a tender announcement and make it public; None when a newer one is known.

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
    _settle_status(announcement, is_withdrawn=arrival.is_withdrawn, now=now)
    audit.record(
        act=f"announcement.{announcement.status}",
        summary=f"{announcement.get_status_display()}{announcement.get_type_display()}第{arrival.version}版：{arrival.title}",
        subject=announcement,
        actor=PROVINCE,
        now=now,
        details={
            "version": arrival.version,
            "body_sm3": version.body_sm3,
            "unknown_lots": sorted(set(arrival.lot_nos) - set(project.lots.values_list("lot_no", flat=True))),
        },
    )
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
    for facts in arrival.attachments:
        attachment, _ = Attachment.objects.get_or_create(
            province_id=facts.province_id,
            sm3=facts.sm3,
            size=facts.size,
            defaults={"name": facts.name, "media_type": facts.media_type, "due_at": now},
        )
        version.attachments.add(attachment)
    return version


def _settle_status(announcement: Announcement, *, is_withdrawn: bool, now: datetime) -> None:
    if is_withdrawn and announcement.status != Status.WITHDRAWN:
        move(announcement, Status.WITHDRAWN, actor=PROVINCE, now=now, reason="省采购系统撤回", withdrawn_at=now)
    elif not is_withdrawn and announcement.status != Status.PUBLISHED:
        first = announcement.published_at or now
        move(announcement, Status.PUBLISHED, actor=PLATFORM, now=now, published_at=first, withdrawn_at=None)


def _sm3(text: str) -> str:
    return hashlib.new("sm3", text.encode()).hexdigest()
