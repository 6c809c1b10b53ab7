"""Builds what is sent, from the frozen version that was approved."""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal

from apps.acceptance.models import ProjectVersion
from apps.announcements.models import ChangeReview
from apps.core.models import OutboxMessage
from apps.interconnection.gateway.client import PushKind
from apps.interconnection.gateway.documents import Party
from apps.interconnection.gateway.pushes import LotsDocument, PushDocument, PushedLot, ScheduleDocument

# Where the documents go.
KINDS: Mapping[OutboxMessage.Topic, PushKind] = {
    OutboxMessage.Topic.LOTS: "lots",
    OutboxMessage.Topic.SCHEDULES: "schedules",
}


def build(message: OutboxMessage) -> PushDocument:
    """Return what `message` obliges us to send.

    Raises pydantic's ValidationError when the frozen version does not fit the wire.
    """
    return BUILDERS[OutboxMessage.Topic(message.topic)](message)


def _lots(message: OutboxMessage) -> LotsDocument:
    frozen = ProjectVersion.objects.select_related("project").get(pk=message.reference_id)
    content, accepted_at = frozen.content, frozen.project.accepted_at
    # Of the project and not of this version: one that follows a change of 立项信息 was not reviewed again.
    assert accepted_at is not None
    project, agency = content["project"], content["agency"]
    return LotsDocument(
        version=message.version,
        project_no=project["project_no"],
        project_name=project["name"],
        plan_nos=(content["plan"]["plan_no"],),
        agency=Party(
            name=agency["name"],
            uscc=agency["credit_code"],
            contact=agency["contact"],
            phone=agency["phone"],
            address=agency["address"],
        ),
        purchaser=Party(
            name=project["purchaser_name"],
            uscc=project["purchaser_credit_code"],
            contact=project["purchaser_contact"],
            phone=project["purchaser_phone"],
            address=project["purchaser_address"],
        ),
        method=project["method"],
        kind=project["kind"],
        lots=tuple(
            PushedLot(
                lot_no=lot["lot_no"],
                name=lot["name"],
                budget=Decimal(lot["budget"]),
                ceiling_price=Decimal(lot["ceiling_price"]) if lot["ceiling_price"] else None,
                category_code=lot["category_code"],
                quantity=Decimal(lot["quantity"]),
                unit=lot["unit"],
                unified_deal_code=lot["unified_deal_code"],
            )
            for lot in content["lots"]
        ),
        encrypted=project["is_encrypted"],
        remote_opening=project["is_remote_opening"],
        accepted_at=accepted_at,
    )


def _schedule(message: OutboxMessage) -> ScheduleDocument:
    approved = ChangeReview.objects.get(pk=message.reference_id).content
    after = approved["after"]
    return ScheduleDocument(
        version=message.version,
        project_no=approved["project_no"],
        announcement_no=approved["announcement_no"],
        bid_deadline=datetime.fromisoformat(after["bid_deadline"]),
        opening_at=datetime.fromisoformat(after["opening_at"]),
        opening_place=after["opening_place"],
    )


BUILDERS: Mapping[OutboxMessage.Topic, Callable[[OutboxMessage], PushDocument]] = {
    OutboxMessage.Topic.LOTS: _lots,
    OutboxMessage.Topic.SCHEDULES: _schedule,
}
