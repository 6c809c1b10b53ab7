import re

from hypothesis import given
from hypothesis import strategies as st

from apps.interconnection.gateway.canonical import sm3_hex
from apps.interconnection.gateway.signing import (
    fresh_nonce,
    sign_request,
    sign_response,
    verify_request,
    verify_response,
)

SECRET = "fangcheng-demo-secret"
NONCE = "00112233445566778899aabbccddeeff"
REQUEST = {
    "method": "GET",
    "path_and_query": "/exchange/v1/feeds/plans?after=&limit=100",
    "timestamp": "1772413200000",
    "nonce": NONCE,
    "body_sm3": sm3_hex(b""),
}
REQUEST_SIGNATURE = "dd76dd621cbf2356f53a08a446ee0e8612b63212bfb35414caa0133b956691fd"
RESPONSE_SM3 = sm3_hex(b'{"items":[],"next":"","more":false}')
RESPONSE_SIGNATURE = "d3681e77a426ad32cadc98d2f13dbf836fc0c872e9fccafd5883f746d40ca5ff"


def test_a_request_is_signed_as_the_contract_shows() -> None:
    assert sign_request(SECRET, **REQUEST) == REQUEST_SIGNATURE


def test_a_response_is_signed_as_the_contract_shows() -> None:
    assert sign_response(SECRET, status=200, nonce=NONCE, body_sm3=RESPONSE_SM3) == RESPONSE_SIGNATURE


def test_a_right_signature_is_found_right_in_small_and_in_capital_digits() -> None:
    assert verify_request(SECRET, REQUEST_SIGNATURE, **REQUEST)
    assert verify_request(SECRET, REQUEST_SIGNATURE.upper(), **REQUEST)
    assert verify_response(SECRET, RESPONSE_SIGNATURE, status=200, nonce=NONCE, body_sm3=RESPONSE_SM3)


def test_a_request_changed_in_any_part_is_found_out() -> None:
    for part, value in REQUEST.items():
        changed = {**REQUEST, part: value + "0"}

        assert not verify_request(SECRET, REQUEST_SIGNATURE, **changed), part
    assert not verify_request("another-secret", REQUEST_SIGNATURE, **REQUEST)


def test_a_response_changed_in_any_part_is_found_out() -> None:
    other_nonce = NONCE.replace("0", "1")

    assert not verify_response(SECRET, RESPONSE_SIGNATURE, status=201, nonce=NONCE, body_sm3=RESPONSE_SM3)
    assert not verify_response(SECRET, RESPONSE_SIGNATURE, status=200, nonce=other_nonce, body_sm3=RESPONSE_SM3)
    assert not verify_response(SECRET, RESPONSE_SIGNATURE, status=200, nonce=NONCE, body_sm3=sm3_hex(b"{}"))


@given(st.text())
def test_a_signature_of_any_text_is_refused_and_never_crashes(text: str) -> None:
    assert verify_request(SECRET, text.encode("utf-8", "replace").decode(), **REQUEST) is False


def test_a_fresh_nonce_has_32_hexadecimal_digits_and_is_new_each_time() -> None:
    nonces = {fresh_nonce() for _ in range(100)}

    assert len(nonces) == 100
    assert all(re.fullmatch("[0-9a-f]{32}", nonce) for nonce in nonces)
