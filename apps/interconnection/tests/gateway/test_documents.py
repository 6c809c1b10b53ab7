import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.interconnection.gateway.documents import (
    ChangeAnnouncement,
    ContractAnnouncement,
    ResultAnnouncement,
    ResultCorrectionAnnouncement,
    TenderAnnouncement,
    TerminationAnnouncement,
    parse_announcement,
    parse_expert_draw,
    parse_plan,
)
from apps.interconnection.gateway.exceptions import InvalidDocument, Problem
from apps.interconnection.gateway.wire_json import JsonValue, WireNumber, decode_json
from apps.interconnection.tests.gateway.payloads import announcement, decoded, expert_draw, plan

CHINA_TIME = datetime.timezone(datetime.timedelta(hours=8))
MISSING = object()


def problems(parse: Callable[[JsonValue], object], document: JsonValue) -> list[Problem]:
    with pytest.raises(InvalidDocument) as refusal:
        parse(document)
    return list(refusal.value.problems)


def spoiled(document: Any, path: str, value: object) -> dict[str, Any]:
    """Return the document with the value at `path` (`items.0.budget`) replaced, or taken out."""
    name, _, rest = path.partition(".")
    copy: Any = list(document) if isinstance(document, list) else dict(document)
    place: Any = int(name) if isinstance(copy, list) else name
    if rest:
        copy[place] = spoiled(copy[place], rest, value)
    elif value is MISSING:
        del copy[place]
    else:
        copy[place] = value
    return copy  # type: ignore[no-any-return]


def test_a_plan_is_read_whole() -> None:
    document = parse_plan(decoded(plan()))

    assert document.plan_no == "411322-2026-00017"
    assert document.purchaser.uscc == "1141132200600001XJ"
    assert document.agency.contact == ""
    assert document.budget == Decimal("4860000.00")
    assert document.above_threshold is True
    assert document.items[0].quantity == Decimal(120)
    assert document.filed_at == datetime.datetime(2026, 2, 10, 9, 30, tzinfo=CHINA_TIME)


def test_fields_that_the_contract_does_not_name_are_ignored() -> None:
    document = plan() | {"colour": "red", "purchaser": plan()["purchaser"] | {"fax": None}}

    assert parse_plan(decoded(document)) == parse_plan(decoded(plan()))


@pytest.mark.parametrize("value", [MISSING, None, ""])
def test_an_optional_text_may_be_absent_null_or_empty(value: object) -> None:
    document = parse_plan(decoded(spoiled(plan(), "fund_source", value)))

    assert document.fund_source == ""


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("plan_no", MISSING, "缺少必填项"),
        ("plan_no", None, "应为文本"),
        ("plan_no", "", "不能为空"),
        ("plan_no", 17, "应为文本"),
        ("plan_no", "x" * 65, "超过 64 个字"),
        ("plan_no", "a\nb", "含有控制字符或换行"),
        ("title", "题" * 601, "超过 600 个字"),
        ("title", "\u0007", "含有控制字符"),
        ("title", " ", "不能为空"),
        ("purchaser.name", "名" * 201, "超过 200 个字"),
        ("purchaser.uscc", "1141132200600001XK", "不是有效的统一社会信用代码"),
        ("purchaser", "方城县教育体育局", "应为对象"),
        ("purchaser", [], "应为对象"),
        ("method", "framework_agreement", "未知的采购方式代码“framework_agreement”"),
        ("method", ["open_tender"], "应为文本"),
        ("kind", None, "应为文本"),
        ("organisation_form", "", "未知的采购组织形式代码“”"),
        ("budget", 4860000, "金额应为以元为单位的十进制文本，整数部分不超过 14 位，小数部分不超过 6 位"),
        ("above_threshold", 1, "应为 true 或 false"),
        ("above_threshold", "true", "应为 true 或 false"),
        ("items", {}, "应为数组"),
        ("items", "ab", "应为数组"),
        ("items", None, "应为数组"),
        ("items.0.quantity", True, "应为数字"),
        ("items.0.quantity", -1, "应为非负数，整数部分不超过 14 位"),
        ("filed_at", "2026-02-10T09:30:00", "应为带时区的时间，如 2026-03-02T09:00:00+08:00"),
    ],
)
def test_a_plan_with_one_wrong_field_is_refused_with_place_and_reason(path: str, value: object, message: str) -> None:
    document = decoded(spoiled(plan(), path, value))

    assert problems(parse_plan, document) == [Problem(path.replace(".0", "[0]"), message)]


def test_text_of_the_greatest_length_is_accepted() -> None:
    document = plan() | {"title": "题" * 600, "plan_no": "号" * 64}

    assert parse_plan(decoded(document)).title == "题" * 600


def test_every_problem_of_a_document_is_told_up_to_fifty() -> None:
    document = plan() | {"title": None, "items": [{}] * 100}

    found = problems(parse_plan, decoded(document))

    assert len(found) == 50
    assert found[0] == Problem("title", "应为文本")
    assert found[1] == Problem("items[0].category_code", "缺少必填项")


@pytest.mark.parametrize("document", [None, [], "plan", 1, WireNumber("1.5")])
def test_what_is_no_object_is_no_document(document: JsonValue) -> None:
    assert problems(parse_plan, document) == [Problem("", "应为对象")]
    assert problems(parse_announcement, document) == [Problem("", "应为对象")]
    assert problems(parse_expert_draw, document) == [Problem("", "应为对象")]


@pytest.mark.parametrize(
    ("text", "amount"),
    [("0", "0"), ("0.00", "0"), ("99999999999999.999999", "99999999999999.999999"), ("12.5", "12.5")],
)
def test_money_is_a_decimal_text(text: str, amount: str) -> None:
    assert parse_plan(decoded(plan() | {"budget": text})).budget == Decimal(amount)


@pytest.mark.parametrize(
    "text",
    ["", "-1", "+1", "1,000.00", "1.", ".5", "1e3", " 1", "1\n", "１", "NaN", "123456789012345", "0.1234567", "0x1"],
)
def test_money_in_another_form_is_refused(text: str) -> None:
    assert [problem.path for problem in problems(parse_plan, decoded(plan() | {"budget": text}))] == ["budget"]


@pytest.mark.parametrize("number", [b"92.50", b'"92.50"', b"9250e-2", b"92.500"])
def test_a_quantity_may_be_a_number_or_a_decimal_text(number: bytes) -> None:
    document = spoiled(plan(), "items.0.quantity", decode_json(number))

    assert parse_plan(document).items[0].quantity == Decimal("92.5")


@pytest.mark.parametrize(
    ("number", "value"),
    [(b"92.33333333333333", "92.333333"), (b"30", "30"), (b"99999999999999.9999996", "99999999999999.999999")],
)
def test_a_quantity_keeps_six_digits_after_the_point(number: bytes, value: str) -> None:
    document = spoiled(plan(), "items.0.quantity", decode_json(number))

    assert str(parse_plan(document).items[0].quantity) == value


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-02T09:00:00+08:00", datetime.datetime(2026, 3, 2, 1, tzinfo=datetime.UTC)),
        ("2026-03-02T01:00:00Z", datetime.datetime(2026, 3, 2, 1, tzinfo=datetime.UTC)),
        ("2026-03-02t01:00:00z", datetime.datetime(2026, 3, 2, 1, tzinfo=datetime.UTC)),
        ("2026-03-01T20:00:00.5-05:00", datetime.datetime(2026, 3, 2, 1, 0, 0, 500_000, tzinfo=datetime.UTC)),
        ("2026-03-02T01:00:00.123456789Z", datetime.datetime(2026, 3, 2, 1, 0, 0, 123_456, tzinfo=datetime.UTC)),
        ("2016-12-31T23:59:60Z", datetime.datetime(2017, 1, 1, tzinfo=datetime.UTC)),
    ],
)
def test_a_time_is_rfc_3339_with_its_offset(text: str, moment: datetime.datetime) -> None:
    assert parse_plan(decoded(plan() | {"filed_at": text})).filed_at == moment


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-03-02",
        "2026-03-02T09:00:00",
        "2026-03-02T09:00+08:00",
        "2026-3-2T09:00:00+08:00",
        "20260302T090000+0800",
        "2026-02-30T09:00:00+08:00",
        "2026-03-02T24:00:00+08:00",
        "2026-03-02T09:00:61+08:00",
        "2026-03-02T09:00:00+24:00",
        "0001-01-01T00:00:00+08:00",
        "9999-12-31T23:59:59-08:00",
        "２026-03-02T09:00:00+08:00",
        "2026-W10-1T09:00:00Z",
        1772413200,
    ],
)
def test_a_time_in_another_form_is_refused(text: object) -> None:
    assert [problem.path for problem in problems(parse_plan, decoded(plan() | {"filed_at": text}))] == ["filed_at"]


@pytest.mark.parametrize(
    ("announcement_type", "model"),
    [
        ("tender", TenderAnnouncement),
        ("change", ChangeAnnouncement),
        ("result", ResultAnnouncement),
        ("result_correction", ResultCorrectionAnnouncement),
        ("termination", TerminationAnnouncement),
        ("contract", ContractAnnouncement),
    ],
)
def test_an_announcement_is_read_as_the_class_of_its_type(announcement_type: str, model: type) -> None:
    document = parse_announcement(decoded(announcement(announcement_type)))

    assert type(document) is model
    assert document.type == announcement_type


def test_the_facts_of_a_tender_announcement_are_typed() -> None:
    document = parse_announcement(decoded(announcement("tender")))

    assert isinstance(document, TenderAnnouncement)
    assert document.facts.ceiling_price == Decimal("4800000.00")
    assert document.facts.opening_at == datetime.datetime(2026, 3, 23, 9, tzinfo=CHINA_TIME)
    assert document.facts.notice_working_days == 5
    assert document.attachments[0].sm3 == "ab" * 32


def test_a_period_given_in_days_takes_its_last_day_whole() -> None:
    facts = announcement("tender")["facts"] | {"documents_from": "2026-03-02", "documents_until": "2026-03-09"}

    document = parse_announcement(decoded(announcement("tender") | {"facts": facts}))

    assert isinstance(document, TenderAnnouncement)
    assert document.facts.documents_from == datetime.datetime(2026, 3, 2, tzinfo=CHINA_TIME)
    assert document.facts.documents_until == datetime.datetime(2026, 3, 9, 23, 59, 59, tzinfo=CHINA_TIME)


def test_the_facts_of_a_result_are_typed() -> None:
    document = parse_announcement(decoded(announcement("result")))

    assert isinstance(document, ResultAnnouncement)
    assert document.facts.lots[0].amount == Decimal("3050000.00")
    assert document.facts.lots[0].score == Decimal("92.5")
    assert document.facts.lots[0].main_items[0].quantity == "120"
    assert document.facts.experts[0].role == "expert"


def test_a_document_can_be_stored_as_json() -> None:
    document = parse_announcement(decoded(announcement("tender")))

    stored = document.facts.model_dump(mode="json")

    assert stored["method"] == "open_tender"
    assert stored["budget"] == "4860000.00"
    assert stored["bid_deadline"] == "2026-03-23T09:00:00+08:00"
    assert stored["purchaser"]["uscc"] == "1141132200600001XJ"


def test_a_rate_is_kept_as_people_wrote_it() -> None:
    for rate, text in [("下浮率 12 %", "下浮率 12 %"), (0.95, "0.95"), (95, "95"), (None, "")]:
        document = parse_announcement(decoded(spoiled(announcement("result"), "facts.lots.0.rate", rate)))

        assert isinstance(document, ResultAnnouncement)
        assert document.facts.lots[0].rate == text


@pytest.mark.parametrize(
    ("announcement_type", "path", "value", "message"),
    [
        ("tender", "type", "intention", "未知的公告类型代码“intention”"),
        ("tender", "type", MISSING, "缺少必填项"),
        ("tender", "title", "题" * 201, "超过 200 个字"),
        ("tender", "facts", MISSING, "缺少必填项"),
        ("tender", "facts.bid_deadline", "2026-03-23", "应为带时区的时间，如 2026-03-02T09:00:00+08:00"),
        ("tender", "facts.notice_working_days", "5", "应为整数"),
        ("tender", "facts.notice_working_days", 5.0, "应为整数"),
        ("tender", "facts.notice_working_days", -1, "数字过小"),
        ("tender", "facts.contact.phone", MISSING, "缺少必填项"),
        ("tender", "attachments.0.sm3", "abc", "应为 64 位十六进制 SM3 摘要"),
        ("tender", "attachments.0.size", 1 << 70, "数字过大"),
        ("tender", "lot_nos", [1], "应为文本"),
        ("change", "facts.subject", "result", "未知的更正事项代码“result”"),
        ("change", "facts.items.0.label", "", "不能为空"),
        ("result", "facts.experts.0.role", "observer", "未知的评审人员身份代码“observer”"),
        ("result", "facts.lots.0.supplier", None, "应为对象"),
        ("contract", "facts.signed_on", "2026-02-30", "不是存在的日期"),
        ("contract", "facts.signed_on", "2026-04-20T00:00:00+08:00", "应为日期，如 2026-03-02"),
    ],
)
def test_an_announcement_with_one_wrong_field_is_refused_with_place_and_reason(
    announcement_type: str, path: str, value: object, message: str
) -> None:
    document = decoded(spoiled(announcement(announcement_type), path, value))

    found = problems(parse_announcement, document)

    assert [problem.message for problem in found] == [message]
    assert found[0].path.replace("[0]", ".0") in {path, f"{path}.0"}


def test_what_stood_there_before_a_change_may_be_nothing() -> None:
    document = parse_announcement(decoded(spoiled(announcement("change"), "facts.items.0.before", "")))

    assert isinstance(document, ChangeAnnouncement)
    assert document.facts.items[0].before == ""


def test_an_expert_draw_is_read_whole() -> None:
    document = parse_expert_draw(decoded(expert_draw()))

    assert document.required == 4
    assert document.redraw_of == ""
    assert document.experts[0].id_card == "411322190001010011"
    assert document.experts[0].status == "confirmed"


def test_nothing_that_is_printed_of_a_draw_tells_who_the_experts_are() -> None:
    document = parse_expert_draw(decoded(expert_draw()))
    wrong = expert_draw()
    wrong["experts"][0] |= {"id_card": "机密证件号" * 10, "name": "机密甲\u0001", "status": "confirmed"}

    with pytest.raises(InvalidDocument) as refusal:
        parse_expert_draw(decoded(wrong))

    printed = repr(document) + str(document) + repr(refusal.value) + repr(refusal.value.__context__)
    for secret in ["机密", "411322190001010011", "13800000000", "ZJ-0001"]:
        assert secret not in printed


def test_a_document_does_not_change_afterwards() -> None:
    document = parse_plan(decoded(plan()))

    with pytest.raises(ValueError, match="frozen"):
        document.title = "另一个标题"  # type: ignore[misc]


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.builds(WireNumber, st.sampled_from(["1.5", "-0", "1e9"])),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(), children, max_size=3),
    max_leaves=5,
)


@given(field=st.sampled_from(sorted(plan())), value=json_values)
def test_any_value_in_any_field_of_a_plan_is_read_or_refused_at_that_field(field: str, value: JsonValue) -> None:
    found: tuple[Problem, ...] = ()
    try:
        parse_plan({**plan(), field: value})
    except InvalidDocument as refusal:
        found = refusal.problems

    assert all(problem.path.startswith(field) for problem in found)
