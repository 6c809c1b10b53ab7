from datetime import UTC, datetime
from decimal import Decimal

from apps.core.freezing import as_json, digest


def test_moments_and_decimals_are_frozen_as_text() -> None:
    frozen = as_json({"at": datetime(2026, 3, 2, 1, tzinfo=UTC), "amount": Decimal("92.50"), "名称": "方城"})

    assert frozen == {"at": "2026-03-02T01:00:00Z", "amount": "92.50", "名称": "方城"}


def test_the_order_of_keys_does_not_change_the_digest() -> None:
    assert digest({"a": 1, "b": [1, 2]}) == digest({"b": [1, 2], "a": 1})


def test_the_order_of_rows_does() -> None:
    assert digest({"b": [1, 2]}) != digest({"b": [2, 1]})


def test_the_digest_is_the_sm3_of_canonical_json() -> None:
    # printf '{"名称":"方城"}' | openssl dgst -sm3
    assert digest({"名称": "方城"}) == "922f3cb17259b53674c0868da747e0c7f325a83d9f5024a89d3ce4402ee39305"
