"""Canonical JSON."""

import pytest

from apps.province.canonical import canonical_json, payload_digest, sm3_hex


def test_keys_are_sorted_and_text_is_not_escaped() -> None:
    assert canonical_json({"b": 1, "a": "采购"}) == '{"a":"采购","b":1}'.encode()


def test_equal_payloads_have_equal_digests_whatever_the_order_of_their_keys() -> None:
    assert payload_digest({"b": [1, 2], "a": None}) == payload_digest({"a": None, "b": [1, 2]})


def test_the_digest_is_sm3_of_the_canonical_bytes() -> None:
    # The example of GB/T 32905.
    assert sm3_hex(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert payload_digest({"a": 1}) == sm3_hex(b'{"a":1}')


def test_what_is_not_json_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical_json(float("nan"))
