"""What is answered when a request cannot be: one shape for every refusal, in Chinese."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import status
from rest_framework.exceptions import (
    APIException,
    MethodNotAllowed,
    NotFound,
    Throttled,
)
from rest_framework.response import Response


class BadParameter(APIException):
    """A parameter in the address cannot be read, or there is no such parameter."""

    status_code = status.HTTP_400_BAD_REQUEST
    default_code = "invalid_parameter"

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        super().__init__(message)


class CursorExpired(APIException):
    """The cursor was given by a database that is no more."""

    status_code = status.HTTP_410_GONE
    default_code = "cursor_expired"
    field = "after"


class Unavailable(APIException):
    """Nothing can be said for the moment."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_code = "unavailable"


WORDS = {
    NotFound.default_code: "没有这项内容，或者它尚未公开。",
    MethodNotAllowed.default_code: "公开数据只供读取，请使用 GET。",
    Throttled.default_code: "请求过于频繁，请按 Retry-After 指明的秒数等待后再试。",
}
SECONDS_UNTIL_AVAILABLE = "60"


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """Return the answer to a refusal; None for what is a fault of ours."""
    if isinstance(error, Http404 | PermissionDenied):
        error = NotFound()
    if not isinstance(error, APIException):
        return None
    body = {
        "code": error.default_code,
        "message": WORDS.get(error.default_code, str(error.detail)),
        "field": getattr(error, "field", None),
    }
    response = Response({"error": body}, status=error.status_code)
    if isinstance(error, Throttled):
        # A whole second more than is left of the minute; the types do not know the attribute.
        response["Retry-After"] = str(int(getattr(error, "wait", None) or 0) + 1)
    if isinstance(error, Unavailable):
        response["Retry-After"] = SECONDS_UNTIL_AVAILABLE
    return response
