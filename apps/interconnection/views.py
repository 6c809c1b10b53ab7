"""What the province calls."""

from typing import Any

import structlog
from django.utils import timezone
from kombu.exceptions import OperationalError
from rest_framework import status
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.interconnection.authentication import ProvinceSignature
from apps.interconnection.gateway.exceptions import UnreadableJson
from apps.interconnection.gateway.wire_json import decode_json
from apps.interconnection.models import Feed
from apps.interconnection.tasks import pull_hinted_feed

log = structlog.get_logger(__name__)

# The feeds of the contract; what is not pulled here is hinted at in vain, and politely.
FEEDS_OF_THE_CONTRACT = frozenset({"plans", "announcements", "expert-draws"})
# A hint that a worker has not seen by then is worth nothing: the feed has been polled.
HINT_LIFETIME_SECONDS = 60


class HintView(APIView):
    """Takes a hint: answers 202 at once and lets a worker pull."""

    authentication_classes = [ProvinceSignature]

    def post(self, request: Request) -> Response:
        """Ring for the named feed; a broker that is away costs freshness alone, the feed is polled."""
        feed = _read_hint(request.auth)
        if feed in Feed.values:
            arguments = {"feed": feed, "hinted_at": timezone.now().isoformat()}
            try:
                pull_hinted_feed.apply_async(kwargs=arguments, expires=HINT_LIFETIME_SECONDS)
            except OperationalError:
                log.warning("hint_not_queued", feed=feed)
        return Response({"code": "ACCEPTED", "message": "已收到提示"}, status=status.HTTP_202_ACCEPTED)

    def handle_exception(self, exc: Exception) -> Response:
        """Refuse in the words of the contract."""
        response = super().handle_exception(exc)
        if isinstance(exc, APIException) and "code" not in (response.data or {}):
            response.data = {"code": exc.default_code.upper(), "message": str(exc.detail)}
        return response


def _read_hint(body: Any) -> str:
    try:
        hint = decode_json(body)
    except UnreadableJson as error:
        raise _invalid(f"请求体无法识别：{error}") from None
    feed = hint.get("feed") if isinstance(hint, dict) else None
    if not isinstance(feed, str) or feed not in FEEDS_OF_THE_CONTRACT:
        raise _invalid("feed 应为 plans、announcements 或 expert-draws")
    return feed


def _invalid(message: str) -> ValidationError:
    return ValidationError({"code": "INVALID", "message": message})
