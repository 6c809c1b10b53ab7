"""Hands out the files."""

from datetime import datetime

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from apps.announcements.open_data.bulk.ranges import Unsatisfiable, asked_range, part_of
from apps.announcements.open_data.bulk.shelf import BulkFile, files

MEDIA_TYPES = {
    "gz": "application/gzip",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
SECONDS_IN_CACHE = 300


def _etag(request: HttpRequest, name: str) -> str | None:
    file = files().get(name)
    return f'"{file.sha256}"' if file else None


def _last_modified(request: HttpRequest, name: str) -> datetime | None:
    file = files().get(name)
    return file.made_at if file else None


@require_safe
@cache_control(public=True, max_age=SECONDS_IN_CACHE)
@condition(_etag, _last_modified)
def bulk_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """Hand out a file of the list, whole or from where a download was cut off."""
    file = files().get(name)
    if file is None or not file.path.is_file():
        raise Http404
    response = _answer(request, file)
    response["Accept-Ranges"] = "bytes"
    response["Access-Control-Allow-Origin"] = "*"
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response


def _answer(request: HttpRequest, file: BulkFile) -> HttpResponseBase:
    media_type = MEDIA_TYPES[file.name.rpartition(".")[2]]
    unchanged = request.headers.get("If-Range", f'"{file.sha256}"') == f'"{file.sha256}"'
    try:
        asked = asked_range(request.headers.get("Range", ""), file.size) if unchanged else None
    except Unsatisfiable:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{file.size}"})
    if asked is None:
        return FileResponse(file.path.open("rb"), content_type=media_type)
    first, last = asked
    return StreamingHttpResponse(
        part_of(file.path, first, last),
        status=206,
        content_type=media_type,
        headers={"Content-Range": f"bytes {first}-{last}/{file.size}", "Content-Length": str(last - first + 1)},
    )
