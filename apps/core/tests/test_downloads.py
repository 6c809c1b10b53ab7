from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.db.models import FileField
from django.db.models.fields.files import FieldFile

from apps.core.downloads import download
from apps.core.models import AuditEntry

# Closing a response ends a request, and with it whatever the database connections are up to.
pytestmark = pytest.mark.django_db


@pytest.fixture
def stored(tmp_path: Path) -> FieldFile:
    storage = FileSystemStorage(tmp_path)
    field = FileField(storage=storage)
    return FieldFile(AuditEntry(), field, storage.save("kept", ContentFile(b"<script>")))


@pytest.mark.parametrize(
    ("media_type", "served_as"),
    [
        ("application/pdf", "application/pdf"),
        ("image/png", "image/png"),
        ("application/zip", "application/zip"),
        ("text/html", "application/octet-stream"),
        ("image/svg+xml", "application/octet-stream"),
        ("application/xml", "application/octet-stream"),
        ("application/xhtml+xml", "application/octet-stream"),
        ("text/plain\r\nX-Evil: 1", "application/octet-stream"),
        ("", "application/octet-stream"),
    ],
)
def test_what_a_browser_could_run_is_served_as_mere_bytes(stored: FieldFile, media_type: str, served_as: str) -> None:
    with closing(download(stored, name="a.pdf", media_type=media_type)) as response:
        assert response.headers["Content-Type"] == served_as
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.getvalue() == b"<script>"


@pytest.mark.parametrize(
    ("name", "served_as"),
    [
        ("招标文件.pdf", "招标文件.pdf"),
        ("报价\u202efdp.exe", "报价fdp.exe"),
        ("a\r\nX-Evil: 1.pdf", "a X-Evil: 1.pdf"),
        ("a\x00\u200b.pdf", "a.pdf"),
        ("\u2066 ", "kept"),
    ],
)
def test_the_name_is_what_it_looks_like(stored: FieldFile, name: str, served_as: str) -> None:
    with closing(download(stored, name=name, media_type="application/pdf")) as response:
        disposition = response.headers["Content-Disposition"]

    assert disposition.startswith("attachment")
    assert disposition.endswith((f'"{served_as}"', quote(served_as)))
