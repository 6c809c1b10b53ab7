"""The description of the read API, made once for each process."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from drf_spectacular.generators import SchemaGenerator
from rest_framework.request import Request
from rest_framework.response import Response

from apps.announcements.open_data import terms
from apps.announcements.open_data.api.answer_examples import answer_examples
from apps.announcements.open_data.api.base import OpenDataView
from apps.announcements.open_data.api.describing import DESCRIPTION
from apps.announcements.open_data.api.urls import urlpatterns

SECONDS_IN_CACHE = 3600


class DescriptionView(OpenDataView):
    """The description itself."""

    schema = None
    seconds_in_cache = SECONDS_IN_CACHE

    def get(self, request: Request) -> Response:
        """Return it as JSON."""
        return Response(description())


@lru_cache(maxsize=1)
def description() -> dict[str, Any]:
    """Return the OpenAPI document. What it says follows from the code alone."""
    generator = SchemaGenerator(patterns=urlpatterns)  # type: ignore[no-untyped-call]
    document: dict[str, Any] = generator.get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    document["info"] = {
        "title": terms.TITLE,
        "version": "1",
        "description": DESCRIPTION,
        "contact": {"name": terms.publisher().name, "url": settings.PUBLIC_BASE_URL},
        "license": {"name": "公开数据使用条款", "url": terms.licence_url()},
    }
    # What these say is for whoever reads the code; the fields say in Chinese what they are.
    for component in document["components"]["schemas"].values():
        component.pop("description", None)
    _add_examples(document)
    document["servers"] = [{"url": settings.PUBLIC_BASE_URL}]
    return document


def _add_examples(document: dict[str, Any]) -> None:
    """Put an example beside the schema of every answer."""
    for path in document["paths"].values():
        for operation in path.values():
            for status, examples in answer_examples()[operation["operationId"]].items():
                for content in operation["responses"][str(status)]["content"].values():
                    content["examples"] = {name: {"summary": name, "value": value} for name, value in examples.items()}
