import pytest

from apps.interconnection.gateway.canonical import sm3_hex
from apps.interconnection.gateway.exceptions import RequestRefused
from apps.interconnection.gateway.receiving import check_request
from apps.interconnection.gateway.signing import sign_request

APP_ID = "fangcheng"
SECRET = "fangcheng-demo-secret"
NONCE = "00112233445566778899AABBCCDDEEFF"
NOW = 1_772_413_200.0
PATH = "/exchange/v1/hints"
BODY = b'{"feed":"announcements"}'


class NonceMemory:
    def __init__(self) -> None:
        self.nonces: list[str] = []

    def is_first_use(self, nonce: str) -> bool:
        self.nonces.append(nonce)
        return self.nonces.count(nonce) == 1


def signed_headers(*, timestamp: str = "1772413200000", nonce: str = NONCE, secret: str = SECRET) -> dict[str, str]:
    return {
        "X-Exchange-App": APP_ID,
        "X-Exchange-Timestamp": timestamp,
        "X-Exchange-Nonce": nonce,
        "X-Exchange-Signature": sign_request(
            secret, method="POST", path_and_query=PATH, timestamp=timestamp, nonce=nonce, body_sm3=sm3_hex(BODY)
        ),
    }


def check(headers: dict[str, str], memory: NonceMemory, *, now: float = NOW, body: bytes = BODY) -> str:
    return check_request(
        headers,
        method="POST",
        path_and_query=PATH,
        body=body,
        app_id=APP_ID,
        secret=SECRET,
        now=now,
        is_first_use=memory.is_first_use,
    )


def test_a_signed_request_gives_its_nonce_as_it_was_sent() -> None:
    memory = NonceMemory()

    assert check(signed_headers(), memory) == NONCE
    assert memory.nonces == [NONCE.lower()]


def test_the_same_request_again_is_a_replay() -> None:
    memory = NonceMemory()
    check(signed_headers(), memory)

    with pytest.raises(RequestRefused) as refusal:
        check(signed_headers(), memory)

    assert refusal.value.code == "REPLAY"


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "APP_UNKNOWN"),
        (signed_headers() | {"X-Exchange-App": "another"}, "APP_UNKNOWN"),
        (signed_headers(secret="another"), "SIGNATURE_INVALID"),
        ({"X-Exchange-App": APP_ID}, "SIGNATURE_INVALID"),
        (signed_headers(nonce="abc"), "SIGNATURE_INVALID"),
        (signed_headers(timestamp="yesterday"), "SIGNATURE_INVALID"),
        (signed_headers(timestamp="-1"), "SIGNATURE_INVALID"),
        (signed_headers(timestamp="1772412899999"), "CLOCK_SKEW"),
        (signed_headers(timestamp="1772413500001"), "CLOCK_SKEW"),
    ],
)
def test_a_doubtful_request_is_refused_and_uses_up_no_nonce(headers: dict[str, str], code: str) -> None:
    memory = NonceMemory()

    with pytest.raises(RequestRefused) as refusal:
        check(headers, memory)

    assert refusal.value.code == code
    assert memory.nonces == []


def test_another_body_under_the_same_signature_is_refused() -> None:
    with pytest.raises(RequestRefused) as refusal:
        check(signed_headers(), NonceMemory(), body=b'{"feed":"plans"}')

    assert refusal.value.code == "SIGNATURE_INVALID"


@pytest.mark.parametrize("timestamp", ["1772412900000", "1772413500000"])
def test_a_clock_that_is_300_seconds_off_is_still_accepted(timestamp: str) -> None:
    assert check(signed_headers(timestamp=timestamp), NonceMemory()) == NONCE
