"""公告: what the province publishes."""

from datetime import datetime

from apps.acceptance.codes import Method
from apps.announcements.services.receiving import Arrival, AttachmentFacts, TenderFacts, receive_tender_announcement
from apps.interconnection.exceptions import NotYetTaken
from apps.interconnection.gateway.documents import TenderAnnouncement, parse_announcement
from apps.interconnection.gateway.feeds import FeedItem


def handle(item: FeedItem, *, now: datetime) -> bool:
    """Publish a tender announcement. Twice or late: nothing happens. At once: see `receive_tender_announcement`.

    Raises NotYetTaken for the other types: they are kept, and handled once the platform takes them.
    """
    document = parse_announcement(item.payload)
    if not isinstance(document, TenderAnnouncement):
        raise NotYetTaken("本平台尚未开通该类公告的接收，记录已保存，开通后自动处理。")
    taken = receive_tender_announcement(arrival=_arrival(item, document), now=now)
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
        is_withdrawn=item.op == "withdraw",
    )
