"""Signatures, on the contract's own test vector."""

from apps.province.signing import is_same_signature, request_signature, response_signature

SECRET = "fangcheng-demo-secret"
NONCE = "00112233445566778899aabbccddeeff"


def test_a_request_is_signed_as_the_contract_shows() -> None:
    signature = request_signature(
        secret=SECRET,
        method="GET",
        path_and_query="/exchange/v1/feeds/plans?after=&limit=100",
        timestamp="1772413200000",
        nonce=NONCE,
        body=b"",
    )

    assert signature == "dd76dd621cbf2356f53a08a446ee0e8612b63212bfb35414caa0133b956691fd"


def test_an_answer_is_signed_as_the_contract_shows() -> None:
    signature = response_signature(secret=SECRET, status=200, nonce=NONCE, body=b'{"items":[],"next":"","more":false}')

    assert signature == "d3681e77a426ad32cadc98d2f13dbf836fc0c872e9fccafd5883f746d40ca5ff"


def test_comparing_with_what_a_stranger_sent_never_raises() -> None:
    assert not is_same_signature("签名", "0" * 64)
