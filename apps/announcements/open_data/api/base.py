"""What every address of the open data has in common."""

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page
from rest_framework.exceptions import NotFound
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.announcements.open_data.api import problems
from apps.announcements.open_data.api.throttling import ReaderThrottle

ALLOWED = "GET, HEAD, OPTIONS"
# A browser asks again whether it may only once a day.
SECONDS_OF_PERMISSION = 86400


class AlwaysJson(BaseContentNegotiation):
    """There is nothing to choose: whatever a reader says it accepts, it gets JSON."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """Return the only renderer."""
        renderer = next(iter(renderers))
        return renderer, renderer.media_type


class OpenDataView(APIView):
    """Answers anybody, from any page of any site, the same; with 304 when nothing has changed.

    Nothing here looks at a cookie: that a page elsewhere may read the answer gives nothing away.
    """

    http_method_names = ["get", "head", "options"]
    renderer_classes = [JSONRenderer]
    content_negotiation_class = AlwaysJson
    throttle_classes = [ReaderThrottle]
    # Short: what becomes public is seen here as soon as on the pages, or nearly.
    seconds_in_cache = 5

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Callable[..., HttpResponseBase]:  # type: ignore[override]  # wrapped
        """Return the view with conditional answers."""
        return conditional_page(super().as_view(**initkwargs))

    def get_exception_handler(self) -> Callable[[Exception, dict[str, Any]], Response | None]:
        """Refuse in the one shape."""
        return problems.answer

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        """Tell a browser what a page of another site may do: read."""
        response = Response(status=204)
        response["Access-Control-Allow-Methods"] = ALLOWED
        response["Access-Control-Allow-Headers"] = "If-None-Match, If-Modified-Since, Range"
        response["Access-Control-Max-Age"] = str(SECONDS_OF_PERMISSION)
        return response

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Open the answer to every site and let caches keep it for a little."""
        final = super().finalize_response(request, response, *args, **kwargs)
        final["Access-Control-Allow-Origin"] = "*"
        final["Access-Control-Expose-Headers"] = "ETag, Link, Retry-After"
        del final["Vary"]
        if final.status_code < 400:
            patch_cache_control(final, public=True, max_age=self.seconds_in_cache)
        else:
            patch_cache_control(final, no_store=True)
        return final


class NothingHere(OpenDataView):
    """An address below ours that stands for nothing."""

    schema = None

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Refuse in the one shape."""
        raise NotFound
