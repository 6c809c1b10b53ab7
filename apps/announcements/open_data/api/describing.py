"""The description of the read API: OpenAPI 3.1, made from the code that answers, in Chinese, with examples."""

from typing import Any

from django import forms
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from apps.announcements.open_data.api.parameters import MOST_A_PAGE
from apps.announcements.open_data.api.throttling import REQUESTS_A_MINUTE

REFUSALS = {
    400: "参数有误",
    404: "没有这项内容，或者它尚未公开",
    410: "游标已失效，请从头读取",
    429: "请求过于频繁",
    503: "暂时不能提供",
}
DESCRIPTION = f"""
方城县公共资源交易平台的公告、项目和变化，与网站公开的内容相同，任何人不经登记即可读取。

- 金额是字符串，单位为元，至少两位小数；时间为 ISO 8601，北京时间（+08:00）；代码旁附中文名称。
- 列表按首次发布时间从新到旧排列，用 `next` 续读，不提供总数，每页最多 {MOST_A_PAGE} 条。
- 要完整同步，请用 `/api/v1/changes/`：它的游标按事务提交次序前进，不会漏读，也不会重复。
- 只支持 GET、HEAD、OPTIONS；支持 ETag 条件请求；允许跨域读取。
- 每个地址每分钟最少可请求 {REQUESTS_A_MINUTE} 次，超过返回 429 和 Retry-After。
- 出错时返回 `{{"error": {{"code", "message", "field"}}}}`；不认识的参数返回 400，不会被忽略。
""".strip()

EXAMPLES = {
    "q": "教学设备",
    "purchaser": "教育体育局",
    "agency": "宛诚",
    "amount_from": "100",
    "amount_until": "500",
    "published_from": "2026-03-01",
    "published_until": "2026-03-31",
}
NOTES = {
    "q": "关键词，空格分隔的每个词都要出现；查标题、编号、名称和正文。",
    "purchaser": "采购人名称中的词。",
    "agency": "代理机构名称中的词。",
    "amount_from": "金额下限，单位万元（与网站查询相同），含本数。",
    "amount_until": "金额上限，单位万元，含本数。",
    "published_from": "首次发布日期从，含当日。",
    "published_until": "首次发布日期到，含当日。",
    "limit": f"每页条数，1 至 {MOST_A_PAGE}，默认 20。",
    "after": "上一次答复给出的续读位置，原样传回。",
}


class ErrorDetailSerializer(serializers.Serializer[Any]):
    """Why a request was refused."""

    code = serializers.CharField(help_text="错误代码")
    message = serializers.CharField(help_text="中文说明")
    field = serializers.CharField(allow_null=True, help_text="出错的参数；与参数无关的为空")


class ErrorSerializer(serializers.Serializer[Any]):
    """出错时的答复."""

    error = ErrorDetailSerializer()


class OpenDataSchema(AutoSchema):
    """Describes every address alike."""

    def get_tags(self) -> list[str]:
        """Return the chapter."""
        return ["公开数据"]

    def get_description(self) -> str:  # type: ignore[override]  # as its base has it, not the types
        """Return nothing for what is described nowhere else: docstrings are for whoever reads the code."""
        return ""

    def get_auth(self) -> list[Any]:
        """Return nothing: there is nobody to tell apart."""
        return []


def answers(serializer: type[serializers.Serializer[Any]], words: str, *more: int) -> dict[int, OpenApiResponse]:
    """Return what an address answers with, and by which statuses it refuses besides those that all have."""
    refused = {code: OpenApiResponse(ErrorSerializer, description=REFUSALS[code]) for code in (400, 429, *more)}
    return {200: OpenApiResponse(serializer, description=words), **refused}


def parameters_of(form: type[forms.Form]) -> list[OpenApiParameter]:
    """Return the parameters of an address as its form checks them."""
    return [_parameter(name, field) for name, field in form.base_fields.items()]


def _parameter(name: str, field: forms.Field) -> OpenApiParameter:
    label = NOTES.get(name, str(field.label))
    schema: Any = str
    enum = None
    match field:
        case forms.ChoiceField():
            choices = [(code, words) for code, words in field.choices if code]  # type: ignore[union-attr, misc]
            enum = [code for code, _ in choices]
            label = f"{field.label}：{'；'.join(f'{code} {words}' for code, words in choices)}。"
        case forms.IntegerField():
            schema = {"type": "integer", "minimum": 1, "maximum": MOST_A_PAGE, "default": 20}
        case forms.DateField():
            schema = {"type": "string", "format": "date"}
        case forms.DecimalField():
            schema = {"type": "string", "pattern": r"^[0-9]{1,10}(\.[0-9]{1,10})?$"}
        case forms.CharField():
            schema = {"type": "string", "maxLength": field.max_length}
    examples = [OpenApiExample(EXAMPLES[name], value=EXAMPLES[name])] if name in EXAMPLES else []
    return OpenApiParameter(name, schema, description=label, enum=enum, examples=examples)
