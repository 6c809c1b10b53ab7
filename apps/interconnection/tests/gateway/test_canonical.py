import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.interconnection.gateway.canonical import canonical_bytes, record_digest, sm3_hex
from apps.interconnection.gateway.wire_json import JsonValue, decode_json

storable_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
documents = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | storable_text,
    lambda children: st.lists(children) | st.dictionaries(storable_text, children),
    max_leaves=20,
)


def test_the_standard_vector_of_sm3_comes_out() -> None:
    assert sm3_hex(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_keys_are_sorted_blanks_left_out_and_chinese_left_as_it_is() -> None:
    document: JsonValue = {"名称": "采购", "b": [1, True, None], "a": {"y": "2", "x": '\n"'}}

    assert canonical_bytes(document) == '{"a":{"x":"\\n\\"","y":"2"},"b":[1,true,null],"名称":"采购"}'.encode()


@pytest.mark.parametrize("token", ["92.50", "1e2", "1E+2", "-0", "-0.0", "0.000001", "12345678901234567890"])
def test_a_number_keeps_the_digits_that_the_province_wrote(token: str) -> None:
    raw = f'{{"n":{token}}}'.encode()

    assert canonical_bytes(decode_json(raw)) == raw


def test_a_decimal_of_ours_is_written_without_an_exponent() -> None:
    assert canonical_bytes({"n": Decimal("1E+2")}) == b'{"n":100}'  # type: ignore[dict-item]


@pytest.mark.parametrize("value", [1.5, float("nan"), Decimal("NaN"), b"bytes", {1}])
def test_what_has_no_single_form_is_no_value_of_the_exchange(value: object) -> None:
    with pytest.raises(TypeError):
        canonical_bytes([value])  # type: ignore[list-item]


def test_the_digest_is_sm3_over_the_canonical_form() -> None:
    payload = decode_json('{"标题": "方城", "amount": 92.50}'.encode())

    assert record_digest(payload) == sm3_hex('{"amount":92.50,"标题":"方城"}'.encode())


@given(documents)
def test_the_canonical_form_agrees_with_the_json_library(document: JsonValue) -> None:
    expected = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    assert canonical_bytes(document) == expected.encode()


@given(documents)
def test_reading_and_writing_again_changes_nothing(document: JsonValue) -> None:
    canonical = canonical_bytes(document)

    assert canonical_bytes(decode_json(canonical)) == canonical


@given(documents, st.booleans(), st.sampled_from([None, 0, 2]))
def test_the_digest_does_not_depend_on_how_the_document_was_written(
    document: JsonValue, is_ascii: bool, indent: int | None
) -> None:
    written = json.dumps(document, ensure_ascii=is_ascii, indent=indent)

    assert record_digest(decode_json(written.encode())) == record_digest(document)
