import hashlib
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.core import uploads
from apps.core.uploads import UploadRefused, inspect

PDF = b"%PDF-1.7\n%%EOF"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(32)
JPEG = b"\xff\xd8\xff\xe0" + bytes(32)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1024)


def archive() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        packed.writestr("OFD.xml", "<ofd/>")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.pdf", PDF, "application/pdf"),
        ("A.PDF", PDF, "application/pdf"),
        ("a.ofd", archive(), "application/ofd"),
        ("a.png", PNG, "image/png"),
        ("a.jpeg", JPEG, "image/jpeg"),
        ("a.docx", archive(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ],
)
def test_what_the_bytes_agree_with_is_taken(name: str, content: bytes, media_type: str) -> None:
    upload = SimpleUploadedFile(name, content, content_type="text/html")

    facts = inspect(upload)

    assert (facts.name, facts.size, facts.media_type) == (name, len(content), media_type)
    assert facts.sm3 == hashlib.new("sm3", content).hexdigest()
    assert upload.read() == content


@pytest.mark.parametrize("sent", ["../../etc/报价.pdf", "C:\\桌面\\报价.pdf", "/报价.pdf"])
def test_only_the_name_of_the_file_is_kept(sent: str) -> None:
    upload = SimpleUploadedFile("报价.pdf", PDF)
    # Django strips the path when the name is set; this one comes as a broken client might send it.
    upload.__dict__["_name"] = sent

    assert inspect(upload).name == "报价.pdf"


def test_nothing_hides_in_the_name() -> None:
    upload = SimpleUploadedFile("报\u202e价\u200b  表.pdf", PDF)

    assert inspect(upload).name == "报价 表.pdf"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.exe", b"MZ" + bytes(64), "不接受“.exe”类型"),
        ("a.html", b"<script>", "不接受“.html”类型"),
        ("a.svg", b"<svg/>", "不接受“.svg”类型"),
        ("无后缀", PDF, "不接受“无后缀”类型"),
        ("a.pdf", b"", "文件是空的"),
        ("a.pdf", b"MZ this is a program", "文件内容与后缀“.pdf”不符"),
        ("a.pdf", archive(), "文件内容与后缀“.pdf”不符"),
        ("a.png", PDF, "文件内容与后缀“.png”不符"),
        ("a.docx", PDF, "文件内容与后缀“.docx”不符"),
        ("长" * 117 + ".pdf", PDF, "文件名超过 120 个字"),
    ],
)
def test_anything_else_is_refused_with_the_reason(name: str, content: bytes, words: str) -> None:
    with pytest.raises(UploadRefused, match=words):
        inspect(SimpleUploadedFile(name, content))


def test_the_size_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "LARGEST_BYTES", 1024 * 1024)

    assert inspect(SimpleUploadedFile("a.pdf", PDF.ljust(1024 * 1024))).size == 1024 * 1024
    with pytest.raises(UploadRefused, match="文件超过 1 MB"):
        inspect(SimpleUploadedFile("a.pdf", PDF.ljust(1024 * 1024 + 1)))


def test_every_kind_that_is_offered_can_be_taken() -> None:
    assert set(uploads.KINDS) == {".pdf", ".ofd", ".doc", ".xls", ".docx", ".xlsx", ".jpg", ".jpeg", ".png"}
