"""公告: what the province publishes."""

from datetime import datetime

from apps.acceptance.codes import Method
from apps.announcements.exceptions import ProjectMissing
from apps.announcements.services.receiving import (
    Arrival,
    AttachmentFacts,
    TenderFacts,
    receive_tender_announcement,
    withdraw_announcement,
)
from apps.interconnection.exceptions import NotYetTaken
from apps.interconnection.gateway.documents import TenderAnnouncement, parse_announcement
from apps.interconnection.gateway.exceptions import InvalidDocument
from apps.interconnection.gateway.feeds import FeedItem
from apps.interconnection.handlers import WITHDRAW


def handle(item: FeedItem, *, is_withdrawn_since: bool, now: datetime) -> bool:
    """Publish a tender announcement. Twice or late: nothing happens. At once: see `receive_tender_announcement`.

    What the province takes back goes, even when the last state that comes with it cannot be read
    or names a project that is unknown here.

    Raises NotYetTaken for the other types: they are kept, and handled once the platform takes them.
    """
    try:
        document = parse_announcement(item.payload)
        if not isinstance(document, TenderAnnouncement):
            raise NotYetTaken("本平台尚未开通该类公告的接收，记录已保存，开通后自动处理。")
        taken = receive_tender_announcement(arrival=_arrival(item, document), is_outdated=is_withdrawn_since, now=now)
    except (InvalidDocument, ProjectMissing):
        if item.op == WITHDRAW and withdraw_announcement(announcement_no=item.key, version=item.version, now=now):
            return True
        raise
    return taken is not None


def _arrival(item: FeedItem, document: TenderAnnouncement) -> Arrival:
    facts = document.facts
    return Arrival(
        announcement_no=document.announcement_no,
        version=item.version,
        project_no=document.project_no,
        lot_nos=document.lot_nos,
        title=document.title,
        body_html=document.body_html,
        source_url=document.source_url,
        first_published_at=document.published_at,
        facts=facts.model_dump(),
        tender=TenderFacts(
            method=Method(facts.method),
            purchaser_name=facts.purchaser.name,
            agency_name=facts.agency.name,
            budget=facts.budget,
            bid_deadline=facts.bid_deadline,
        ),
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
