"""Addresses of OCDS."""

import json
from typing import Any

from django.conf import settings
from django.http import Http404
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from apps.announcements.canonical import canonical
from apps.announcements.open_data.api.base import OpenDataView
from apps.announcements.open_data.api.parameters import NoForm, read_parameters
from apps.announcements.open_data.api.views import asked_changes
from apps.announcements.open_data.ocds.finding import history_named, release_named
from apps.announcements.open_data.ocds.packages import (
    EXTENSION_NAMES,
    EXTENSIONS,
    page_of_releases,
    record_package,
    release_package,
)

EXTENSION_FILES = frozenset({"extension.json", "release-schema.json"})
SECONDS_EXTENSION_IN_CACHE = 3600


class ReleasesView(OpenDataView):
    """All releases in the order in which they were published, paged by the cursor of the changes."""

    schema = None

    def get(self, request: Request) -> Response:
        """Return a package of some."""
        changes = asked_changes(request)
        uri = f"{settings.PUBLIC_BASE_URL}{request.get_full_path()}"
        package = page_of_releases(changes, uri=uri, now=timezone.now())
        return Response(package)


class ReleaseView(OpenDataView):
    """One release."""

    schema = None

    def get(self, request: Request, release_id: str) -> Response:
        """Return it in a package."""
        read_parameters(NoForm, request.query_params)
        act, release = release_named(release_id)
        uri = canonical("open_data:ocds-release", release_id)
        return Response(release_package([(act, release)], uri=uri, now=act.at))


class RecordView(OpenDataView):
    """One project: what holds now."""

    schema = None

    def get(self, request: Request, ocid: str) -> Response:
        """Return it in a package."""
        read_parameters(NoForm, request.query_params)
        return Response(record_package(history_named(ocid), uri=canonical("open_data:ocds-record", ocid)))


class ExtensionView(OpenDataView):
    """What our extensions of the standard say."""

    schema = None
    seconds_in_cache = SECONDS_EXTENSION_IN_CACHE

    def get(self, request: Request, name: str, file: str) -> Response:
        """Return a file of one."""
        if name not in EXTENSION_NAMES or file not in EXTENSION_FILES:
            raise Http404
        said: dict[str, Any] = json.loads((EXTENSIONS / name / file).read_text("utf-8"))
        if file == "extension.json":
            said["documentationUrl"] = {"zh": f"{canonical('open_data:index')}#ocds"}
        return Response(said)
