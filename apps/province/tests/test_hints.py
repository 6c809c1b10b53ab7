"""Hints to the platform."""

import time

from apps.province.signing import request_signature
from apps.province.tests.conftest import HintListener, hints_about
from apps.province.tests.peer import SECRET, Peer


def test_a_filed_plan_is_hinted_at_once_with_a_signature(province: Peer, hint_listener: HintListener) -> None:
    hint_listener.hints.clear()

    province.file_plan()

    deadline = time.monotonic() + 5
    while not hint_listener.hints and time.monotonic() < deadline:
        time.sleep(0.01)
    [hint] = hints_about(hint_listener, "plans")
    headers = hint["headers"]
    assert hint["path"] == "/exchange/v1/hints"
    assert headers["X-Exchange-App"] == "fangcheng"
    assert headers["X-Exchange-Signature"] == request_signature(
        secret=SECRET,
        method="POST",
        path_and_query="/exchange/v1/hints",
        timestamp=headers["X-Exchange-Timestamp"],
        nonce=headers["X-Exchange-Nonce"],
        body=hint["body"],
    )


def test_what_stays_out_of_the_feed_is_not_hinted_at(province: Peer, hint_listener: HintListener) -> None:
    hint_listener.hints.clear()

    province.file_plan(above_threshold=False)
    province.control("POST", "announcements", {"type": "tender", "project_no": "P-1"}, status=422)
    # A hint that does come marks the moment by which the others would have come.
    province.control("POST", "raw/expert-draws", {"key": "X", "payload": {}})

    deadline = time.monotonic() + 5
    while not hints_about(hint_listener, "expert-draws") and time.monotonic() < deadline:
        time.sleep(0.01)
    assert len(hint_listener.hints) == 1
