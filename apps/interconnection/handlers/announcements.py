"""公告: what the province publishes."""

from datetime import datetime

from apps.announcements.exceptions import Misplaced, ParentMissing
from apps.announcements.services.receiving import receive_announcement, withdraw_announcement
from apps.announcements.services.versions import Arrival, AttachmentFacts
from apps.interconnection.gateway.documents import Announcement, parse_announcement
from apps.interconnection.gateway.exceptions import InvalidDocument
from apps.interconnection.gateway.feeds import FeedItem
from apps.interconnection.handlers import WITHDRAW


def handle(item: FeedItem, *, is_withdrawn_since: bool, now: datetime) -> bool:
    """Take an announcement of any type. Twice or late: nothing happens. At once: see `receive_announcement`.

    What the province takes back goes, even when the last state that comes with it cannot be read
    or names something that is unknown here.
    """
    try:
        arrival = _arrival(item, parse_announcement(item.payload))
        taken = receive_announcement(arrival=arrival, is_outdated=is_withdrawn_since, now=now)
    except (InvalidDocument, ParentMissing, Misplaced):
        if item.op == WITHDRAW and withdraw_announcement(announcement_no=item.key, version=item.version, now=now):
            return True
        raise
    return taken is not None


def _arrival(item: FeedItem, document: Announcement) -> Arrival:
    return Arrival(
        announcement_no=document.announcement_no,
        type=document.type,
        version=item.version,
        project_no=document.project_no,
        lot_nos=document.lot_nos,
        corrects_no=document.corrects,
        title=document.title,
        body_html=document.body_html,
        source_url=document.source_url,
        first_published_at=document.published_at,
        facts=document.facts.model_dump(mode="json"),
        attachments=[
            AttachmentFacts(
                province_id=attachment.id,
                name=attachment.name,
                size=attachment.size,
                media_type=attachment.media_type,
                sm3=attachment.sm3,
            )
            for attachment in document.attachments
        ],
        is_withdrawn=item.op == WITHDRAW,
    )
