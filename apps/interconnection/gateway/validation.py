"""Holding decoded JSON against a model, and saying in Chinese what does not fit."""

from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from apps.interconnection.gateway.exceptions import InvalidDocument, Problem
from apps.interconnection.gateway.wire_json import JsonValue

# A person reads these; a list of a thousand wrong items says nothing more than its first fifty.
MAX_PROBLEMS = 50

_MESSAGES = {
    "missing": "缺少必填项",
    "string_type": "应为文本",
    "bool_type": "应为 true 或 false",
    "int_type": "应为整数",
    "greater_than_equal": "数字过小",
    "less_than_equal": "数字过大",
    "tuple_type": "应为数组",
    "model_type": "应为对象",
}

Model = TypeVar("Model", bound=BaseModel)


def validated(model: type[Model], value: JsonValue) -> Model:
    """Return `value` as `model`; raise InvalidDocument with every problem found."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        raise InvalidDocument([_problem(detail) for detail in details[:MAX_PROBLEMS]]) from None


def _problem(detail: ErrorDetails) -> Problem:
    path = ""
    for step in detail["loc"]:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else step
    # Our own field types bring their sentence with them.
    message = detail.get("ctx", {}).get("message") or _MESSAGES.get(detail["type"], "不符合约定的格式")
    return Problem(path, message)
