"""Answers of the exchange: JSON with a code for programs and a sentence for people."""

from typing import Any

from django.http import HttpResponse

from apps.province.canonical import canonical_json


def json_answer(payload: Any, *, status: int = 200) -> HttpResponse:
    """Return `payload` as a JSON answer in UTF-8."""
    return HttpResponse(canonical_json(payload), status=status, content_type="application/json")


def refusal(status: int, code: str, message: str, **more: Any) -> HttpResponse:
    """Return a refusal; its code can be read back from the answer by whoever keeps a journal."""
    response = json_answer({"code": code, "message": message, **more}, status=status)
    response.exchange_code = code  # type: ignore[attr-defined]
    return response
