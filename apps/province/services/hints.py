"""Hints to the platform that something waits in a feed.

A hint is a courtesy: the platform polls anyway. So it is sent once, from a thread of its own, with
short timeouts, and a failure is written down and nothing else.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import requests
import structlog
from django.db import connection
from django.utils import timezone

from apps.province.canonical import canonical_json
from apps.province.choices import Feed
from apps.province.environment import environment
from apps.province.models import FaultRule, HintAttempt
from apps.province.services import faults
from apps.province.services.pauses import pause
from apps.province.signing import (
    APP_HEADER,
    NONCE_HEADER,
    SIGNATURE_HEADER,
    TIMESTAMP_HEADER,
    new_nonce,
    request_signature,
)

HINTS_PATH = "/exchange/v1/hints"
CONNECT_AND_READ_SECONDS = (1, 3)
TAKEN_STATUS = 202

logger = structlog.get_logger(__name__)

# Two, so that one platform that answers slowly does not hold up the next hint.
_executor = ThreadPoolExecutor(max_workers=2, thread_name_prefix="hints")


def ring(feed: Feed) -> None:
    """Send a hint about `feed` in the background; never raises and never waits."""
    _executor.submit(_ring_and_note, feed)


def _ring_and_note(feed: Feed) -> None:
    try:
        if faults.strike(FaultRule.Kind.LOSE_HINT, FaultRule.Target.HINTS, key=feed):
            _note(feed, is_taken=False, outcome="故障演练：未发送")
            return
        if rule := faults.strike(FaultRule.Kind.DELAY, FaultRule.Target.HINTS, key=feed):
            pause(rule.seconds or faults.DEFAULT_DELAY_SECONDS)
        is_doubled = faults.strike(FaultRule.Kind.DUPLICATE, FaultRule.Target.HINTS, key=feed) is not None
        for _ in range(2 if is_doubled else 1):
            is_taken, outcome = _send(feed)
            _note(feed, is_taken=is_taken, outcome=outcome)
    except Exception:
        # The last stop of a background thread: whatever went wrong would otherwise vanish.
        logger.exception("hint.failed", feed=feed)
    finally:
        connection.close()


def _send(feed: Feed) -> tuple[bool, str]:
    url = environment().platform_base_url + HINTS_PATH
    body = canonical_json({"feed": feed.value})
    timestamp, nonce = str(int(time.time() * 1000)), new_nonce()
    signature = request_signature(
        secret=environment().app_secret,
        method="POST",
        path_and_query=urlsplit(url).path,
        timestamp=timestamp,
        nonce=nonce,
        body=body,
    )
    if faults.strike(FaultRule.Kind.BAD_SIGNATURE, FaultRule.Target.HINTS, key=feed):
        signature = "0" * len(signature)
    headers = {
        "Content-Type": "application/json",
        APP_HEADER: environment().app_id,
        TIMESTAMP_HEADER: timestamp,
        NONCE_HEADER: nonce,
        SIGNATURE_HEADER: signature,
    }
    try:
        response = requests.post(
            url, data=body, headers=headers, timeout=CONNECT_AND_READ_SECONDS, allow_redirects=False
        )
    except requests.Timeout:
        return False, "交易系统应答超时"
    except requests.RequestException:
        return False, "连接不上交易系统"
    return response.status_code == TAKEN_STATUS, f"应答 {response.status_code}"


def _note(feed: Feed, *, is_taken: bool, outcome: str) -> None:
    HintAttempt.objects.create(feed=feed, sent_at=timezone.now(), is_taken=is_taken, outcome=outcome)
    logger.info("hint.sent" if is_taken else "hint.not_taken", feed=feed.value, outcome=outcome)
