"""Sends once more what a person decides about: what was parked, what still waits, what the province has lost."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from apps.announcements.models import Announcement
from apps.announcements.pages.marking import mark_projects_of
from apps.core import audit
from apps.core.actors import Actor
from apps.core.doorbell import ring
from apps.core.exceptions import StaleState, UnlawfulMove
from apps.core.models import OutboxMessage
from apps.core.status import move
from apps.interconnection.models import Discrepancy

Status = OutboxMessage.Status

_LOSSES = Discrepancy.objects.filter(
    record_type=Discrepancy.RecordType.LOTS, kind=Discrepancy.Kind.UNKNOWN_THERE, mended_at=None
)


@transaction.atomic
def resend(*, message: OutboxMessage, actor: Actor, now: datetime) -> None:
    """Send a message now, because a person asked; key and body stay the same, so that nothing can be doubled.

    One that was delivered only while reconciliation misses it in the province: a province that remembers the key
    answers with the receipt that it gave, one that was restored from a backup takes it anew. Twice, or two at once:
    the second finds it waiting and sends nothing more.

    Raises UnlawfulMove for a delivered message that the province is not known to have lost, StaleState.
    """
    details: dict[str, Any] = {}
    match message.status:
        case Status.WAITING:
            _hurry(message, now)
        case Status.DELIVERED:
            details = _owe_again(message, actor, now)
        case _:
            move(message, Status.WAITING, actor=actor, now=now, due_at=now, give_up_at=None)
    audit.record(
        act="outbox.resent",
        summary=f"重新发送 {message}",
        subject=message,
        actor=actor,
        now=now,
        details=details,
    )
    ring(settings.OUTBOX_DELIVERY_TASK)


def loss_of(message: OutboxMessage) -> Discrepancy | None:
    """Return what reconciliation found of a delivered message: that the province holds it no more, or an older one.

    Only lots can be asked for, and only their newest delivered version is compared.
    """
    if message.status != Status.DELIVERED or message.topic != OutboxMessage.Topic.LOTS:
        return None
    return _LOSSES.filter(key=message.subject_key, our_version=message.version).first()


def lost_message(discrepancy: Discrepancy) -> OutboxMessage | None:
    """Return the delivered message that the province has lost; the other way round than `loss_of`."""
    if discrepancy.our_version is None or not _LOSSES.filter(pk=discrepancy.pk).exists():
        return None
    return OutboxMessage.objects.filter(
        topic=OutboxMessage.Topic.LOTS,
        subject_key=discrepancy.key,
        version=discrepancy.our_version,
        status=Status.DELIVERED,
    ).first()


def _hurry(message: OutboxMessage, now: datetime) -> None:
    changed = OutboxMessage.objects.filter(pk=message.pk, status=Status.WAITING).update(due_at=now, give_up_at=None)
    if not changed:
        raise StaleState("该消息刚刚已处理，请刷新页面。")


def _owe_again(message: OutboxMessage, actor: Actor, now: datetime) -> dict[str, Any]:
    """Take back that the message was delivered; return what the trail keeps of it."""
    loss = loss_of(message)
    if loss is None:
        raise UnlawfulMove("该消息已送达，对账没有发现省系统缺少它，不能再次发送。")
    details = {"receipt": message.receipt, "discrepancy": loss.pk}
    move(
        message,
        Status.WAITING,
        actor=actor,
        now=now,
        reason="对账发现省系统缺少该数据，重新发送",
        due_at=now,
        give_up_at=None,
        delivered_at=None,
        receipt="",
    )
    # The public track of the project's steps says that the receipt is awaited.
    mark_projects_of(Announcement.objects.filter(project__project_no=message.subject_key))
    return details
