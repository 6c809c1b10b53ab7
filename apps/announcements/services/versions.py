"""What arrived is kept, unaltered, beside the form in which it may be shown."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from apps.announcements.models import Announcement, AnnouncementVersion, Attachment, AttachmentReference
from apps.announcements.pages.marking import mark_projects_of
from apps.announcements.sanitising import sanitise
from apps.core.actors import PROVINCE
from apps.core.status import move


@dataclass(frozen=True)
class AttachmentFacts:
    """An attachment as the announcement names it.

    The province's have an id, under which they are fetched. Of those that were uploaded here the bytes are here
    already: `stored_as` says where.
    """

    province_id: str
    name: str
    size: int
    media_type: str
    sm3: str
    stored_as: str = ""


@dataclass(frozen=True)
class Arrival:
    """One version of an announcement as it came; `facts` is the province's table of facts, checked, as JSON has it.

    `source_url` is empty for what is drafted here: it is first published on its own page.
    """

    announcement_no: str
    type: str
    version: int
    project_no: str
    lot_nos: Sequence[str]
    corrects_no: str
    title: str
    body_html: str
    source_url: str
    first_published_at: datetime
    facts: Mapping[str, Any]
    attachments: Sequence[AttachmentFacts]
    is_withdrawn: bool


def keep_version(announcement: Announcement, arrival: Arrival, now: datetime) -> AnnouncementVersion:
    """Add the version and the attachments that it names; within the transaction of its arrival."""
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
        corrects_no=arrival.corrects_no,
        facts=dict(arrival.facts),
        source_url=arrival.source_url or own_address(announcement),
        first_published_at=arrival.first_published_at,
        received_at=now,
    )
    for position, facts in enumerate(arrival.attachments, start=1):
        AttachmentReference.objects.create(
            version=version,
            attachment=_stored_attachment(facts, now) if facts.stored_as else _wanted_attachment(facts, now),
            position=position,
            name=facts.name,
            media_type=facts.media_type,
        )
    return version


def own_address(announcement: Announcement) -> str:
    """Return the address of the announcement's page."""
    return f"{settings.PUBLIC_BASE_URL}{reverse('announcements:detail', args=[announcement.pk])}"


def _stored_attachment(facts: AttachmentFacts, now: datetime) -> Attachment:
    """Return what was uploaded here; the same bytes in two announcements are one attachment."""
    attachment, _ = Attachment.objects.get_or_create(
        province_id="",
        sm3=facts.sm3,
        size=facts.size,
        defaults={
            "name": facts.name,
            "media_type": facts.media_type,
            "status": Attachment.Status.STORED,
            "file": facts.stored_as,
            "stored_at": now,
            "due_at": now,
        },
    )
    return attachment


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
        mark_projects_of(Announcement.objects.filter(versions__attachments=attachment))
    return attachment


def _sm3(text: str) -> str:
    return hashlib.new("sm3", text.encode()).hexdigest()
