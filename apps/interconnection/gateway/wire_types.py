"""The kinds of field that the exchange's documents are made of.

Strict where the contract is (money, times, booleans, codes, lengths), liberal where it leaves the form open
(quantities, scores and rates come as numbers or as text). Messages are for the clerk who sees a parked record.
They never repeat a value, which may be a secret, except an unknown code.
"""

import datetime
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, TypeAlias, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from apps.core.credit_codes import is_valid_credit_code
from apps.interconnection.gateway.codes import CodeTable, UnknownCode
from apps.interconnection.gateway.wire_json import WireNumber

# The lengths of the national data norm, where it has one.
IDENTIFIER_LENGTH = 64
TITLE_LENGTH = 600
ANNOUNCEMENT_TITLE_LENGTH = 200
NAME_LENGTH = 200
ADDRESS_LENGTH = 200
CONTACT_LENGTH = 100
PHONE_LENGTH = 50
URL_LENGTH = 500
ID_CARD_LENGTH = 18
# The norm has no length for these.
REMARK_LENGTH = 2_000
PASSAGE_LENGTH = 20_000
BODY_LENGTH = 2 * 1024 * 1024

CHINA_TIME = datetime.timezone(datetime.timedelta(hours=8))

_MONEY = re.compile(r"[0-9]{1,14}(\.[0-9]{1,6})?")
_DECIMAL = re.compile(r"(?P<whole>[0-9]{1,14})(?P<fraction>\.[0-9]{1,40})?")
_SM3 = re.compile(r"[0-9a-fA-F]{64}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ](?P<clock>[0-9]{2}:[0-9]{2}):(?P<second>[0-9]{2})"
    r"(?P<fraction>\.[0-9]+)?(?P<offset>[Zz]|[+-][0-9]{2}:[0-9]{2})"
)
# Beyond these a time cannot be moved between zones, and is a slip of the pen anyway.
_FIRST_YEAR, _LAST_YEAR = 1900, 2999
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_CONTROL_OR_BREAK = re.compile("[\x00-\x1f\x7f]")


class WireModel(BaseModel):
    """A document, or a part of one: types are not coerced, unknown fields ignored, nothing changes afterwards."""

    # Inputs are hidden from the library's own errors: they may name secret experts.
    model_config = ConfigDict(strict=True, frozen=True, extra="ignore", hide_input_in_errors=True)


def _problem(code: str, message: str) -> PydanticCustomError:
    # The message is a template to pydantic; ours are finished sentences and may quote the province.
    return PydanticCustomError(code, "{message}", {"message": message})


def _refuse_control(value: str) -> str:
    if _CONTROL.search(value):
        raise _problem("control_character", "含有控制字符")
    return value


def _refuse_control_or_break(value: str) -> str:
    if _CONTROL_OR_BREAK.search(value):
        raise _problem("control_character", "含有控制字符或换行")
    return value


def _refuse_blank(value: str) -> str:
    if not value.strip():
        raise _problem("blank", "不能为空")
    return value


def _none_to_empty(value: object) -> object:
    return "" if value is None else value


def _number_to_text(value: object) -> object:
    if isinstance(value, WireNumber):
        return value.token
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value


def _parse_credit_code(value: str) -> str:
    if not is_valid_credit_code(value):
        raise _problem("credit_code", "不是有效的统一社会信用代码")
    return value


def _parse_sm3(value: str) -> str:
    if not _SM3.fullmatch(value):
        raise _problem("sm3", "应为 64 位十六进制 SM3 摘要")
    return value.lower()


def _parse_money(value: object) -> Decimal:
    if not isinstance(value, str) or not _MONEY.fullmatch(value):
        raise _problem("money", "金额应为以元为单位的十进制文本，整数部分不超过 14 位，小数部分不超过 6 位")
    return Decimal(value)


def _parse_decimal(value: object) -> Decimal:
    text = _number_to_text(value)
    if not isinstance(text, str):
        raise _problem("decimal", "应为数字")
    if isinstance(value, WireNumber):
        # However it was written: 1e2 is a hundred.
        text = format(value.value, "f")
    parts = _DECIMAL.fullmatch(text)
    if parts is None:
        raise _problem("decimal", "应为非负数，整数部分不超过 14 位")
    # An average score may come with all the digits of a float; like money, it is kept to the sixth.
    return Decimal(parts["whole"] + (parts["fraction"] or "")[:7])


def _parse_time(value: object) -> datetime.datetime:
    parts = _TIME.fullmatch(value) if isinstance(value, str) else None
    if parts is None:
        raise _problem("time", "应为带时区的时间，如 2026-03-02T09:00:00+08:00")
    # RFC 3339 has leap seconds, Python has not: 23:59:60 is the second after 23:59:59.
    is_leap_second = parts["second"] == "60"
    second = "59" if is_leap_second else parts["second"]
    fraction = (parts["fraction"] or "")[:7]
    offset = "+00:00" if parts["offset"] in "Zz" else parts["offset"]
    try:
        time = datetime.datetime.fromisoformat(f"{parts['date']}T{parts['clock']}:{second}{fraction}{offset}")
    except ValueError as error:
        raise _problem("time", "不是存在的时间") from error
    if not _FIRST_YEAR <= time.year <= _LAST_YEAR:
        raise _problem("time", "年份不合理")
    return time + datetime.timedelta(seconds=1) if is_leap_second else time


def _parse_date(value: object) -> datetime.date:
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise _problem("date", "应为日期，如 2026-03-02")
    try:
        date = datetime.date.fromisoformat(value)
    except ValueError as error:
        raise _problem("date", "不是存在的日期") from error
    if not _FIRST_YEAR <= date.year <= _LAST_YEAR:
        raise _problem("date", "年份不合理")
    return date


def _parse_start(value: object) -> datetime.datetime:
    if isinstance(value, str) and _DATE.fullmatch(value):
        return datetime.datetime.combine(_parse_date(value), datetime.time.min, CHINA_TIME)
    return _parse_time(value)


def _parse_end(value: object) -> datetime.datetime:
    if isinstance(value, str) and _DATE.fullmatch(value):
        return datetime.datetime.combine(_parse_date(value), datetime.time(23, 59, 59), CHINA_TIME)
    return _parse_time(value)


def _parse_code(table: CodeTable) -> Callable[[object], str]:
    def parse(value: object) -> str:
        if not isinstance(value, str):
            raise _problem("code", "应为文本")
        try:
            return table.to_ours(value)
        except UnknownCode as error:
            raise _problem("code", f"未知的{table.name}代码“{value[:40]}”") from error

    return parse


def _at_most(length: int) -> AfterValidator:
    def check(value: str) -> str:
        if len(value) > length:
            raise _problem("too_long", f"超过 {length} 个字")
        return value

    return AfterValidator(check)


def coded(table: CodeTable) -> BeforeValidator:
    """Annotate a field whose words the table lists; the field holds our identifier."""
    return BeforeValidator(_parse_code(table))


# A mandatory text says something; an optional one may be absent, null or empty, and is then empty.
_Text: TypeAlias = Annotated[str, AfterValidator(_refuse_control), AfterValidator(_refuse_blank)]
_OptionalText: TypeAlias = Annotated[str, BeforeValidator(_none_to_empty), AfterValidator(_refuse_control)]

Identifier: TypeAlias = Annotated[
    str, _at_most(IDENTIFIER_LENGTH), AfterValidator(_refuse_control_or_break), AfterValidator(_refuse_blank)
]
OptionalIdentifier: TypeAlias = Annotated[
    str, BeforeValidator(_none_to_empty), _at_most(IDENTIFIER_LENGTH), AfterValidator(_refuse_control_or_break)
]
CreditCode: TypeAlias = Annotated[str, AfterValidator(_parse_credit_code)]
Title: TypeAlias = Annotated[_Text, _at_most(TITLE_LENGTH)]
AnnouncementTitle: TypeAlias = Annotated[_Text, _at_most(ANNOUNCEMENT_TITLE_LENGTH)]
Name: TypeAlias = Annotated[_Text, _at_most(NAME_LENGTH)]
OptionalName: TypeAlias = Annotated[_OptionalText, _at_most(NAME_LENGTH)]
Address: TypeAlias = Annotated[_Text, _at_most(ADDRESS_LENGTH)]
OptionalAddress: TypeAlias = Annotated[_OptionalText, _at_most(ADDRESS_LENGTH)]
OptionalContact: TypeAlias = Annotated[_OptionalText, _at_most(CONTACT_LENGTH)]
Phone: TypeAlias = Annotated[_Text, _at_most(PHONE_LENGTH)]
OptionalPhone: TypeAlias = Annotated[_OptionalText, _at_most(PHONE_LENGTH)]
Url: TypeAlias = Annotated[_Text, _at_most(URL_LENGTH)]
IdCard: TypeAlias = Annotated[_Text, _at_most(ID_CARD_LENGTH)]
Remark: TypeAlias = Annotated[_Text, _at_most(REMARK_LENGTH)]
OptionalRemark: TypeAlias = Annotated[_OptionalText, _at_most(REMARK_LENGTH)]
# What was there before a change may be nothing.
Passage: TypeAlias = Annotated[str, AfterValidator(_refuse_control), _at_most(PASSAGE_LENGTH)]
Html: TypeAlias = Annotated[_Text, _at_most(BODY_LENGTH)]
# 95%, 下浮率 12 %, 0.95: people write a rate in many ways, and it is only ever shown.
RemarkOrNumber: TypeAlias = Annotated[Remark, BeforeValidator(_number_to_text)]
OptionalRemarkOrNumber: TypeAlias = Annotated[OptionalRemark, BeforeValidator(_number_to_text)]

Money: TypeAlias = Annotated[Decimal, BeforeValidator(_parse_money)]
Quantity: TypeAlias = Annotated[Decimal, BeforeValidator(_parse_decimal)]
Time: TypeAlias = Annotated[datetime.datetime, BeforeValidator(_parse_time)]
Date: TypeAlias = Annotated[datetime.date, BeforeValidator(_parse_date)]
# The ends of a period are days or times, as the province likes; a day counts whole, in China.
PeriodStart: TypeAlias = Annotated[datetime.datetime, BeforeValidator(_parse_start)]
PeriodEnd: TypeAlias = Annotated[datetime.datetime, BeforeValidator(_parse_end)]
Count: TypeAlias = Annotated[int, Field(ge=0, le=1_000_000)]
ByteCount: TypeAlias = Annotated[int, Field(ge=0, le=2**63 - 1)]
Version: TypeAlias = Annotated[int, Field(ge=0, le=2**63 - 1)]
Sm3Hex: TypeAlias = Annotated[str, AfterValidator(_parse_sm3)]

Item = TypeVar("Item")
# JSON has lists only; a frozen document holds tuples.
Listed: TypeAlias = Annotated[tuple[Item, ...], Field(strict=False)]
