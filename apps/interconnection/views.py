"""What the province calls."""

import structlog
from kombu.exceptions import OperationalError
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.interconnection.authentication import ProvinceSignature
from apps.interconnection.models import Feed
from apps.interconnection.tasks import pull_feed

log = structlog.get_logger(__name__)

# The feeds of the contract; what is not pulled here is hinted at in vain, and politely.
FEEDS_OF_THE_CONTRACT = ["plans", "announcements", "expert-draws"]


class HintSerializer(serializers.Serializer[dict[str, str]]):
    """The body of a hint."""

    feed = serializers.ChoiceField(FEEDS_OF_THE_CONTRACT)


class HintView(APIView):
    """Takes a hint: answers 202 at once and lets a worker pull."""

    authentication_classes = [ProvinceSignature]

    def post(self, request: Request) -> Response:
        """Ring for the named feed; a broker that is away costs freshness alone, the feed is polled."""
        hint = HintSerializer(data=request.data)
        hint.is_valid(raise_exception=True)
        feed = hint.validated_data["feed"]
        if feed in Feed.values:
            try:
                pull_feed.delay(feed=feed)
            except OperationalError:
                log.warning("hint_not_queued", feed=feed)
        return Response({"code": "ACCEPTED", "message": "已收到提示"}, status=status.HTTP_202_ACCEPTED)
