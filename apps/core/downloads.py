"""Serves stored files so that a browser never runs what is in them."""

from django.db.models.fields.files import FieldFile
from django.http import FileResponse


def download(stored: FieldFile, *, name: str, media_type: str) -> FileResponse:
    """Return the file as a download under its own name.

    Always an attachment and never sniffed: the bytes come from outside, and on our origin an
    HTML file would act as one of our pages.
    """
    response = FileResponse(stored.open("rb"), as_attachment=True, filename=name, content_type=media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
