"""Fetches the attachments that announcements name."""

import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.core.files.base import File

from apps.announcements.models import Attachment
from apps.announcements.services.attachments import claim_due_attachment, note_failed_fetch, store_attachment
from apps.core.exceptions import StaleState
from apps.interconnection.gateway.client import ProvinceClient
from apps.interconnection.gateway.evidence import Verdict
from apps.interconnection.gateway.exceptions import GatewayError

LARGEST_BYTES = 500 * 1024 * 1024

# A task is killed after 300 seconds: when a claim lapses, nobody is at work on it any more.
LEASE = timedelta(seconds=300)

log = structlog.get_logger(__name__)


def fetch_due(client: ProvinceClient, clock: Callable[[], datetime]) -> None:
    """Fetch every attachment that is due; one that fails, however it does, holds up none.

    Two at once: each attachment is claimed by one. Killed in the middle: the claim lapses, and the
    bytes that were fetched so far are gone with their temporary file.
    """
    while (attachment := claim_due_attachment(lease=LEASE, now=clock())) is not None:
        try:
            _fetch(client, attachment, clock)
        except SoftTimeLimitExceeded:
            raise
        except Exception:
            log.exception("attachment_failed", attachment=attachment.pk, province_id=attachment.province_id)
            error = "获取附件时意外出错，请联系运维人员查看日志。"
            note_failed_fetch(attachment=attachment, error=error, is_permanent=False, now=clock())


def _fetch(client: ProvinceClient, attachment: Attachment, clock: Callable[[], datetime]) -> None:
    if attachment.size > LARGEST_BYTES:
        error = f"附件超过 {LARGEST_BYTES // 1024 // 1024} MB，不予获取。"
        note_failed_fetch(attachment=attachment, error=error, is_permanent=True, now=clock())
        return
    with tempfile.TemporaryFile() as sink:
        try:
            client.fetch_attachment(attachment.province_id, size=attachment.size, sm3=attachment.sm3, sink=sink)
        except GatewayError as error:
            # A refusal may end (the province has not put the file there yet); an id that no address can hold will not.
            is_permanent = error.verdict is Verdict.UNADDRESSABLE
            note_failed_fetch(attachment=attachment, error=str(error), is_permanent=is_permanent, now=clock())
            log.warning("attachment_not_fetched", attachment=attachment.pk, error=str(error))
            return
        sink.seek(0)
        try:
            store_attachment(attachment=attachment, content=File(sink), now=clock())
        except StaleState:
            log.info("attachment_already_stored", attachment=attachment.pk)
        else:
            log.info("attachment_stored", attachment=attachment.pk, size=attachment.size)
