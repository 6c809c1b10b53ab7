import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.interconnection.gateway.exceptions import UnreadableJson
from apps.interconnection.gateway.wire_json import MAX_DEPTH, WireNumber, decode_json, elements, members

json_documents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children),
    max_leaves=15,
)


def test_plain_json_is_read_as_the_json_library_reads_it() -> None:
    raw = '{"a":[1,-2,true,false,null,"采购\\u0041\\ud83d\\ude00"],"b":{}}'.encode()

    assert decode_json(raw) == {"a": [1, -2, True, False, None, "采购A😀"], "b": {}}


def test_a_fraction_keeps_its_digits_and_has_an_exact_value() -> None:
    assert decode_json(b"92.50") == WireNumber("92.50")
    assert WireNumber("92.50").value == Decimal("92.5")


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "JSON"),
        (b"{", "JSON"),
        (b"{} {}", "JSON"),
        (b"[1,]", "JSON"),
        (b"{'a':1}", "JSON"),
        (b'["a\tb"]', "JSON"),
        (b"[01]", "JSON"),
        (b"\xef\xbb\xbf{}", "JSON"),
        ("采购".encode("gb18030"), "UTF-8"),
        (b'"\xed\xa0\x80"', "UTF-8"),
        (b'"\xc0\x80"', "UTF-8"),
        ('{"a":1}'.encode("utf-16"), "UTF-8"),
        (b'{"a":1,"a":1}', "重复"),
        (b'{"a":{"b":1,"\\u0062":2}}', "重复"),
        (b"[NaN]", "NaN"),
        (b"[Infinity]", "Infinity"),
        (b"[-Infinity]", "-Infinity"),
        (b"[1e400]", "超出范围"),
        (b"[1e-400]", "超出范围"),
        (b"[0.%s]" % (b"1" * 100), "超出范围"),
        (b"[%s]" % (b"9" * 65), "64"),
        (b"[%s]" % (b"9" * 100_000), "64"),
        (b'["\\u0000"]', "空字符"),
        (b'{"\\u0000":1}', "空字符"),
        (b'["\\ud800"]', "残缺"),
        (b'["\\ude00\\ud83d"]', "残缺"),
        (b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1), "嵌套"),
        (b"[" * 1_000_000, "嵌套"),
        (b'{"a":' * 10_000, "嵌套"),
    ],
)
def test_doubtful_json_is_refused_with_its_reason(raw: bytes, reason: str) -> None:
    with pytest.raises(UnreadableJson, match=reason):
        decode_json(raw)


def test_json_of_the_greatest_depth_and_of_the_greatest_number_is_read() -> None:
    deepest = b"[" * MAX_DEPTH + b"]" * MAX_DEPTH

    assert decode_json(deepest) is not None
    assert decode_json(b"9" * 64) == 10**64 - 1


def test_brackets_within_text_are_no_depth() -> None:
    text = "[" * 1000 + '\\"' + "{" * 1000

    assert decode_json(f'"{text}"'.encode()) == text.replace('\\"', '"')


def test_the_size_is_looked_at_before_anything_else() -> None:
    with pytest.raises(UnreadableJson, match="超过 3 字节"):
        decode_json(b"[1]}", max_bytes=3)


@given(st.binary())
def test_arbitrary_bytes_are_read_or_refused_and_never_crash(raw: bytes) -> None:
    try:
        value = decode_json(raw)
    except UnreadableJson:
        return

    assert json.loads(raw) is not None or value is None


def test_an_array_is_cut_into_its_elements_as_written() -> None:
    raw = b' [ {"a": [1, 2]} , "x,]\\"" ,3.50, [] ]\n'

    assert [piece.strip() for piece in elements(raw)] == [b'{"a": [1, 2]}', b'"x,]\\""', b"3.50", b"[]"]


def test_an_object_is_cut_into_its_members_as_written() -> None:
    raw = b' { "a" : [1, {"b": 2}] , "\\u540d" :"x:,}" } '

    assert members(raw) == {"a": b'[1, {"b": 2}]', "名": b'"x:,}"'}


@pytest.mark.parametrize("raw", [b"[]", b" [ ] ", b"[\n]"])
def test_an_empty_array_has_no_elements(raw: bytes) -> None:
    assert elements(raw) == []


def test_a_poisonous_element_is_cut_out_without_being_read() -> None:
    poison = b'{"a":1,"a":NaN,"b":"\\u0000","c":"\xff","d":' + b"[" * 1000 + b"]" * 1000 + b"}"

    assert elements(b'[{"sound":1},' + poison + b',{"sound":2}]') == [b'{"sound":1}', poison, b'{"sound":2}']


@pytest.mark.parametrize(
    "raw",
    [b"", b"[", b"]", b"{}", b'"[]"', b"[]]", b"[][]", b"[1]x]", b'["]', b"[[]", b"[{]", b"null", b'["a]', b"]["],
)
def test_what_is_not_one_whole_array_is_refused(raw: bytes) -> None:
    with pytest.raises(UnreadableJson):
        elements(raw)


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[]", b"{1}", b'{"a"}', b'{"a":1,}', b'{,"a":1}', b"{a:1}", b'{"a":1,"a":2}', b'{"\\ud800":1}']
)
def test_what_is_not_one_object_with_single_names_is_refused(raw: bytes) -> None:
    with pytest.raises(UnreadableJson):
        members(raw)


@given(st.lists(json_documents), st.booleans(), st.sampled_from([None, 2]))
def test_the_elements_of_any_array_are_found(values: list[object], is_ascii: bool, indent: int | None) -> None:
    raw = json.dumps(values, ensure_ascii=is_ascii, indent=indent).encode("utf-8", "surrogatepass")

    assert [json.loads(piece.decode("utf-8", "surrogatepass")) for piece in elements(raw)] == values


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), json_documents))
def test_the_members_of_any_object_are_found(values: dict[str, object]) -> None:
    raw = json.dumps(values).encode()

    assert {name: json.loads(piece) for name, piece in members(raw).items()} == values
