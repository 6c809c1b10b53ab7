import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from unittest.mock import Mock, patch

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from kombu.exceptions import OperationalError

from apps.interconnection import hints
from apps.interconnection.gateway.canonical import sm3_hex
from apps.interconnection.gateway.signing import sign_request, sign_response
from apps.interconnection.models import SeenNonce

pytestmark = pytest.mark.django_db

SECRET = "fangcheng-demo-secret"
PATH = "/exchange/v1/hints"
NONCE = "00112233445566778899aabbccddeeff"


@pytest.fixture
def queued() -> Iterator[Mock]:
    with patch("apps.interconnection.views.pull_hinted_feed.apply_async") as apply_async:
        yield apply_async


def send(
    client: Client, body: Any = b'{"feed":"announcements"}', *, path: str = PATH, method: str = "POST", **spoiled: Any
) -> HttpResponse:
    """Send a hint as the province signs it; `spoiled` changes what stands in its headers."""
    headers = {
        "x-exchange-app": "fangcheng",
        "x-exchange-timestamp": str(int(timezone.now().timestamp() * 1000)),
        "x-exchange-nonce": NONCE,
    } | spoiled
    signature = sign_request(
        SECRET,
        method=method,
        path_and_query=path,
        timestamp=headers["x-exchange-timestamp"],
        nonce=headers["x-exchange-nonce"],
        body_sm3=sm3_hex(body),
    )
    content_type = headers.pop("content_type", "application/json")
    return client.generic(  # type: ignore[return-value]
        method, path, body, content_type=content_type, headers={"x-exchange-signature": signature} | headers
    )


def test_a_hint_is_taken_at_once_and_lets_a_worker_pull(client: Client, queued: Mock) -> None:
    response = send(client)

    assert response.status_code == 202
    assert queued.call_args.kwargs["kwargs"]["feed"] == "announcements"


def test_the_answer_is_signed_with_the_nonce_of_the_request(client: Client, queued: Mock) -> None:
    response = send(client)

    assert response["X-Exchange-Signature"] == sign_response(
        SECRET, status=202, nonce=NONCE, body_sm3=sm3_hex(response.content)
    )


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/x-www-form-urlencoded"])
def test_what_the_body_calls_itself_does_not_matter(client: Client, queued: Mock, content_type: str) -> None:
    assert send(client, content_type=content_type).status_code == 202


def test_a_query_is_signed_as_it_stands(client: Client, queued: Mock) -> None:
    assert send(client, path=f"{PATH}?from=a|b&x={{}}").status_code == 202


@pytest.mark.parametrize(
    ("spoiled", "code"),
    [
        ({"x-exchange-app": "somebody"}, "APP_UNKNOWN"),
        ({"x-exchange-signature": "0" * 64}, "SIGNATURE_INVALID"),
        ({"x-exchange-nonce": "short"}, "SIGNATURE_INVALID"),
        (
            {"x-exchange-timestamp": str(int((timezone.now() - timedelta(seconds=301)).timestamp() * 1000))},
            "CLOCK_SKEW",
        ),
    ],
)
def test_without_a_valid_signature_nothing_happens(
    client: Client, queued: Mock, spoiled: dict[str, str], code: str
) -> None:
    response = send(client, **spoiled)

    assert response.status_code == 401
    assert json.loads(response.content)["code"] == code
    assert not queued.called
    assert not SeenNonce.objects.exists()


def test_the_same_request_is_not_taken_twice(client: Client, queued: Mock) -> None:
    send(client)

    response = send(client)

    assert (response.status_code, json.loads(response.content)["code"]) == (401, "REPLAY")
    assert queued.call_count == 1


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"feed":"unknown"}', b'{"feed":7}'])
def test_a_hint_that_says_nothing_is_refused_in_the_words_of_the_contract(
    client: Client, queued: Mock, body: bytes
) -> None:
    response = send(client, body)

    assert response.status_code == 400
    assert json.loads(response.content)["code"] == "INVALID"
    assert not queued.called


def test_a_feed_that_is_not_pulled_yet_is_taken_politely(client: Client, queued: Mock) -> None:
    assert send(client, b'{"feed":"expert-draws"}').status_code == 202
    assert not queued.called


def test_another_method_is_refused_in_the_words_of_the_contract(client: Client) -> None:
    response = send(client, b"", method="GET")

    assert response.status_code == 405
    assert json.loads(response.content)["code"] == "METHOD_NOT_ALLOWED"
    assert response["X-Exchange-Signature"]


def test_a_broker_that_is_away_costs_freshness_alone(client: Client, queued: Mock) -> None:
    queued.side_effect = OperationalError("away")

    assert send(client).status_code == 202


def test_old_nonces_are_forgotten_and_young_ones_kept() -> None:
    now = timezone.now()
    hints.is_first_use("a" * 32, now=now - timedelta(seconds=601))
    hints.is_first_use("b" * 32, now=now - timedelta(seconds=599))

    hints.forget_nonces(now=now)

    assert list(SeenNonce.objects.values_list("nonce", flat=True)) == ["b" * 32]
