"""Serves stored files so that a browser never runs what is in them."""

from pathlib import PurePath

from django.db.models.fields.files import FieldFile
from django.http import FileResponse

from apps.core import uploads
from apps.core.visible_text import without_hiding

# What is told to a browser by its kind: none of these runs anything. Everything else, pages,
# SVG and XML first of all, is bytes.
HARMLESS_MEDIA_TYPES = frozenset(
    {
        *(media_type for media_type, _ in uploads.KINDS.values()),
        "application/vnd.ms-powerpoint",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "application/vnd.rar",
        "application/x-7z-compressed",
        "application/zip",
        "image/bmp",
        "image/gif",
        "image/tiff",
        "image/webp",
        "text/plain",
    }
)


def download(stored: FieldFile, *, name: str, media_type: str) -> FileResponse:
    """Return the file as a download under its own name, in which nothing is hidden: no turned ending, no line break.

    Always an attachment and never sniffed: the bytes come from outside, and on our origin an
    HTML file would act as one of our pages.
    """
    plain_name = " ".join(without_hiding(name).split()) or PurePath(stored.name or "").name
    served_as = media_type if media_type in HARMLESS_MEDIA_TYPES else "application/octet-stream"
    response = FileResponse(stored.open("rb"), as_attachment=True, filename=plain_name, content_type=served_as)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
