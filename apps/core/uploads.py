"""What people upload is distrusted: only known kinds, only what their bytes agree with."""

import hashlib
from dataclasses import dataclass
from pathlib import PurePath

import filetype
from django.core.files.uploadedfile import UploadedFile

from apps.core.exceptions import DomainError
from apps.core.visible_text import without_hiding

LARGEST_BYTES = 50 * 1024 * 1024
NAME_LENGTH = 120

# Ending → media type we serve it as, and what the first bytes may say. Office files and OFD
# (GB/T 33190) are ZIP archives inside, and short ones are recognised as such only.
KINDS: dict[str, tuple[str, frozenset[str]]] = {
    ".pdf": ("application/pdf", frozenset({"application/pdf"})),
    ".ofd": ("application/ofd", frozenset({"application/zip"})),
    ".doc": ("application/msword", frozenset({"application/msword"})),
    ".xls": ("application/vnd.ms-excel", frozenset({"application/vnd.ms-excel"})),
    ".docx": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        frozenset({"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/zip"}),
    ),
    ".xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        frozenset({"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/zip"}),
    ),
    ".jpg": ("image/jpeg", frozenset({"image/jpeg"})),
    ".jpeg": ("image/jpeg", frozenset({"image/jpeg"})),
    ".png": ("image/png", frozenset({"image/png"})),
}


class UploadRefused(DomainError):
    """The file cannot be taken; the sentence says why."""


@dataclass(frozen=True)
class InspectedUpload:
    """What is known of an upload after looking at it."""

    name: str
    size: int
    media_type: str
    sm3: str


def inspect(upload: UploadedFile[bytes]) -> InspectedUpload:
    """Return the facts of an upload, its position back at the start; nothing hides in the name.

    Raises UploadRefused for an empty or oversized file, an ending that is not on the list, or
    content that is not what the ending says.
    """
    name = " ".join(without_hiding(PurePath((upload.name or "").replace("\\", "/")).name).split())
    ending = PurePath(name).suffix.lower()
    if ending not in KINDS:
        raise UploadRefused(f"不接受“{ending or '无后缀'}”类型的文件，请上传 PDF、OFD、Word、Excel 或图片。")
    if len(name) > NAME_LENGTH:
        raise UploadRefused(f"文件名超过 {NAME_LENGTH} 个字，请改短后再上传。")
    if not upload.size:
        raise UploadRefused("文件是空的，请检查后重新选择。")
    if upload.size > LARGEST_BYTES:
        raise UploadRefused(f"文件超过 {LARGEST_BYTES // 1024 // 1024} MB，请压缩或拆分后再上传。")
    media_type, signs = KINDS[ending]
    upload.seek(0)
    if filetype.guess_mime(upload.read(8192)) not in signs:
        raise UploadRefused(f"文件内容与后缀“{ending}”不符，请确认文件没有损坏或改名。")
    digest = hashlib.new("sm3")
    upload.seek(0)
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return InspectedUpload(name=name, size=upload.size, media_type=media_type, sm3=digest.hexdigest())
