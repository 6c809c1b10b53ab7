"""Attachments are fetched one by one, and none holds up the next."""

from datetime import datetime, timedelta
from typing import Any, BinaryIO

import pytest
from celery.exceptions import SoftTimeLimitExceeded

from apps.announcements.models import Attachment
from apps.conftest import NOW
from apps.interconnection.fetching import LARGEST_BYTES, LEASE, fetch_due
from apps.interconnection.gateway.client import ProvinceClient
from apps.interconnection.gateway.evidence import Verdict
from apps.interconnection.gateway.exceptions import PermanentGatewayError, TemporaryGatewayError

pytestmark = pytest.mark.django_db

CONTENT = b"%PDF-1"


class ScriptedClient(ProvinceClient):
    """Raises what stands in the script under the id, else gives the bytes."""

    def __init__(self, script: dict[str, Exception]) -> None:
        self.script = script
        self.asked: list[str] = []

    def fetch_attachment(self, attachment_id: str, *, size: int, sm3: str, sink: BinaryIO) -> Any:
        self.asked.append(attachment_id)
        if error := self.script.get(attachment_id):
            raise error
        sink.write(CONTENT)


def clock() -> datetime:
    return NOW


def make_attachment(province_id: str, *, size: int = len(CONTENT)) -> Attachment:
    return Attachment.objects.create(
        province_id=province_id,
        name="招标文件.pdf",
        size=size,
        media_type="application/pdf",
        sm3="0" * 64,
        due_at=NOW,
    )


def unanswered() -> TemporaryGatewayError:
    return TemporaryGatewayError("省系统没有应答", verdict=Verdict.NO_ANSWER, exchange=None)


def unaddressable() -> PermanentGatewayError:
    return PermanentGatewayError("“..”不能作为省系统的编号", verdict=Verdict.UNADDRESSABLE, exchange=None)


def test_every_attachment_that_is_due_is_fetched() -> None:
    for number in (1, 2):
        make_attachment(f"att-{number}")
    Attachment.objects.filter(province_id="att-2").update(due_at=NOW + timedelta(seconds=1))
    client = ScriptedClient({})

    fetch_due(client, clock)

    assert client.asked == ["att-1"]
    stored = Attachment.objects.get(province_id="att-1")
    assert (stored.status, stored.attempts) == ("stored", 1)
    with stored.file.open("rb") as file:
        assert file.read() == CONTENT


@pytest.mark.parametrize(
    ("error", "status", "reason"),
    [
        (unanswered(), "waiting", "省系统没有应答"),
        (unaddressable(), "failed", "“..”不能作为省系统的编号"),
        (OSError(28, "No space left on device"), "waiting", "获取附件时意外出错，请联系运维人员查看日志。"),
    ],
    ids=["temporary", "permanent", "unexpected"],
)
def test_one_that_does_not_come_is_noted_and_the_next_is_fetched(error: Exception, status: str, reason: str) -> None:
    make_attachment("att-1")
    make_attachment("att-2")

    fetch_due(ScriptedClient({"att-1": error}), clock)

    first, second = Attachment.objects.order_by("pk")
    assert (first.status, first.attempts, first.last_error) == (status, 1, reason)
    assert second.status == "stored"


def test_one_that_is_too_large_is_not_asked_for() -> None:
    make_attachment("att-1", size=LARGEST_BYTES + 1)
    client = ScriptedClient({})

    fetch_due(client, clock)

    assert client.asked == []
    refused = Attachment.objects.get()
    assert (refused.status, refused.last_error) == ("failed", "附件超过 500 MB，不予获取。")


def test_a_worker_that_is_out_of_time_stops_and_leaves_its_claim_to_lapse() -> None:
    make_attachment("att-1")
    make_attachment("att-2")
    client = ScriptedClient({"att-1": SoftTimeLimitExceeded()})

    with pytest.raises(SoftTimeLimitExceeded):
        fetch_due(client, clock)

    assert client.asked == ["att-1"]
    left = Attachment.objects.get(province_id="att-1")
    assert (left.status, left.attempts, left.due_at, left.last_error) == ("waiting", 1, NOW + LEASE, "")
