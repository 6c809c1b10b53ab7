"""Fetches the attachments that announcements name."""

import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.core.files.base import File
from django.db import transaction

from apps.announcements.models import Attachment
from apps.announcements.services.attachments import note_failed_fetch, store_attachment
from apps.core.exceptions import StaleState
from apps.interconnection.gateway.client import ProvinceClient
from apps.interconnection.gateway.exceptions import GatewayError

LARGEST_BYTES = 500 * 1024 * 1024

log = structlog.get_logger(__name__)


def fetch_due(client: ProvinceClient, clock: Callable[[], datetime]) -> None:
    """Fetch every attachment that is due.

    Two at once: a claim moves the due time on. Killed in the middle: the claim lapses, and the
    bytes that were fetched so far are gone with their temporary file.
    """
    while (attachment := _claim(clock())) is not None:
        _fetch(client, attachment, clock)


@transaction.atomic
def _claim(now: datetime) -> Attachment | None:
    attachment = (
        Attachment.objects.filter(status=Attachment.Status.WAITING, due_at__lte=now)
        .order_by("due_at", "pk")
        .select_for_update(skip_locked=True)
        .first()
    )
    if attachment is not None:
        attachment.due_at = now + timedelta(seconds=settings.ENVIRONMENT.exchange_lease_seconds)
        attachment.save(update_fields=["due_at"])
    return attachment


def _fetch(client: ProvinceClient, attachment: Attachment, clock: Callable[[], datetime]) -> None:
    if attachment.size > LARGEST_BYTES:
        error = f"附件超过 {LARGEST_BYTES // 1024 // 1024} MB，不予获取。"
        note_failed_fetch(attachment=attachment, error=error, now=clock())
        return
    with tempfile.TemporaryFile() as sink:
        try:
            client.fetch_attachment(attachment.province_id, size=attachment.size, sm3=attachment.sm3, sink=sink)
        except GatewayError as error:
            note_failed_fetch(attachment=attachment, error=str(error), now=clock())
            log.warning("attachment_not_fetched", attachment=attachment.pk, error=str(error))
            return
        sink.seek(0)
        try:
            store_attachment(attachment=attachment, content=File(sink), now=clock())
        except StaleState:
            log.info("attachment_already_stored", attachment=attachment.pk)
