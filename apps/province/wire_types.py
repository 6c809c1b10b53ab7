"""The value types of the exchange, as checked fields for documents.

Every check answers in Chinese, because its words travel back to the other side's screen.
"""

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, TypeVar

from django.db.models import TextChoices
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, ValidationError

from apps.province.canonical import canonical_json
from apps.province.exceptions import FieldError, InvalidDocument
from apps.province.identifiers import is_valid_deal_code, is_valid_uscc
from apps.province.money import to_wire

MONEY_PATTERN = re.compile(r"\d{1,14}(\.\d{1,6})?")
TIMESTAMP_PATTERN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?([+-]\d\d:\d\d|Z)")
DATE_PATTERN = re.compile(r"\d{4}-\d\d-\d\d")
# JSON text writes a NUL so; PostgreSQL stores none.
ESCAPED_NUL = re.compile(r"(?<!\\)(\\\\)*\\u0000")

D = TypeVar("D", bound=BaseModel)

# pydantic's own words are English; these are the ones a wrong document can meet.
MESSAGES = {
    "missing": "缺少必填项",
    "extra_forbidden": "不认识的字段",
    "string_type": "应为文本",
    "string_too_short": "不能为空",
    "string_too_long": "超过 {max_length} 个字符",
    "string_pattern_mismatch": "格式不正确",
    "int_type": "应为整数",
    "bool_type": "应为 true 或 false",
    "list_type": "应为列表",
    "dict_type": "应为对象",
    "model_type": "应为对象",
    "too_short": "至少 {min_length} 项",
    "greater_than_equal": "不得小于 {ge}",
    "less_than_equal": "不得大于 {le}",
}


class Document(BaseModel):
    """A document of the wire: exact types, unknown fields ignored."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)


def parse_json(raw: bytes) -> Any:
    """Return the JSON value in `raw`.

    Raises InvalidDocument for anything that could not be stored and compared afterwards: bad UTF-8,
    NaN, lone surrogates, NUL, values out of range, absurd depth.
    """
    try:
        value = json.loads(raw.decode())
        text = canonical_json(value).decode()
    except (ValueError, RecursionError):
        raise InvalidDocument([FieldError("", "请求体不是有效的 JSON")]) from None
    if ESCAPED_NUL.search(text):
        raise InvalidDocument([FieldError("", "文本中含有空字符")])
    return value


def read_document(document: type[D], value: Any, *, path: str = "", context: dict[str, Any] | None = None) -> D:
    """Return `value`, which stands at `path`, as a checked document, or raise InvalidDocument with every fault."""
    try:
        return document.model_validate(value, context=context)
    except ValidationError as error:
        raise InvalidDocument(field_errors(error, path)) from None


def field_errors(error: ValidationError, path: str = "") -> list[FieldError]:
    """Return a validation failure as places below `path` and Chinese words."""
    errors = []
    for item in error.errors():
        context = item.get("ctx", {})
        if item["type"] == "value_error":
            message = str(context["error"])
        else:
            message = MESSAGES.get(item["type"], "不正确").format(**context)
        errors.append(FieldError(_path(path, item["loc"]), message))
    return errors


def _path(path: str, location: tuple[int | str, ...]) -> str:
    for step in location:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else step
    return path


def _money(value: Any) -> Decimal:
    if isinstance(value, Decimal):
        value = to_wire(value)
    if not isinstance(value, str) or not MONEY_PATTERN.fullmatch(value):
        raise ValueError("金额应为十进制数文本，整数至多 14 位，小数至多 6 位")
    return Decimal(value)


def _quantity(value: Any) -> str:
    # The contract leaves open whether a quantity is a number or its text; both are taken.
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        value = format(Decimal(str(value)), "f")
    if not isinstance(value, str) or not MONEY_PATTERN.fullmatch(value):
        raise ValueError("数量应为不小于零的数")
    return value


def _timestamp(value: Any) -> datetime:
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not TIMESTAMP_PATTERN.fullmatch(value):
        raise ValueError("时间应为带时区的 RFC 3339 格式")
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        raise ValueError("没有这个时间") from None


def _date(value: Any) -> date:
    if not isinstance(value, str) or not DATE_PATTERN.fullmatch(value):
        raise ValueError("日期应为 YYYY-MM-DD 格式")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError("没有这个日期") from None


def _uscc(value: str) -> str:
    if not is_valid_uscc(value):
        raise ValueError("统一社会信用代码不正确（GB 32100 校验未通过）")
    return value


def _deal_code(value: str) -> str:
    if not is_valid_deal_code(value):
        raise ValueError("统一交易标识码应为 40 位，且校验码须正确")
    return value


def one_of(choices: type[TextChoices]) -> Callable[[str], str]:
    """Return a check that a code is one of `choices`."""

    def check(value: str) -> str:
        if value not in choices.values:
            raise ValueError(f"不认识的代码，应为 {'、'.join(choices.values)} 之一")
        return value

    return check


Identifier = Annotated[str, Field(min_length=1, max_length=64)]
Name = Annotated[str, Field(min_length=1, max_length=200)]
LongTitle = Annotated[str, Field(min_length=1, max_length=600)]
ShortText = Annotated[str, Field(max_length=200)]
Version = Annotated[int, Field(ge=1, le=2_147_483_647)]
CategoryCode = Annotated[str, Field(pattern=r"^[A-Z]\d{0,8}$")]
Money = Annotated[Decimal, BeforeValidator(_money), PlainSerializer(to_wire, return_type=str)]
Quantity = Annotated[str, BeforeValidator(_quantity)]
Timestamp = Annotated[datetime, BeforeValidator(_timestamp)]
Date = Annotated[date, BeforeValidator(_date)]
Uscc = Annotated[str, AfterValidator(_uscc)]
DealCode = Annotated[str, AfterValidator(_deal_code)]


class Party(Document):
    """An organisation as the wire names it."""

    name: Name
    uscc: Uscc
    contact: Annotated[str, Field(max_length=100)] | None = None
    phone: Annotated[str, Field(max_length=50)] | None = None
    address: ShortText | None = None

    def as_payload(self) -> dict[str, str]:
        """Return the party without its absent fields."""
        return self.model_dump(exclude_none=True)
