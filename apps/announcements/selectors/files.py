"""The attachments of an announcement, as the public and the center may have them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.shortcuts import get_object_or_404
from django.urls import reverse

from apps.announcements.models import AnnouncementVersion, Attachment, AttachmentReference


@dataclass(frozen=True)
class AttachmentLine:
    """An attachment as its line on the page; without `url` it cannot be fetched yet."""

    name: str
    size: int
    url: str
    note: str


def public_attachment(pk: int) -> AttachmentReference:
    """Return an attachment as a public version names it, its bytes being here; raises Http404."""
    stored = AttachmentReference.objects.filter(
        attachment__status=Attachment.Status.STORED, version__in=AnnouncementVersion.objects.public()
    )
    return get_object_or_404(stored.select_related("attachment"), pk=pk)


def stored_attachment(pk: int) -> AttachmentReference:
    """Return an attachment as any version names it, its bytes being here; raises Http404."""
    stored = AttachmentReference.objects.filter(attachment__status=Attachment.Status.STORED)
    return get_object_or_404(stored.select_related("attachment"), pk=pk)


def attachment_lines(version: AnnouncementVersion) -> list[AttachmentLine]:
    """Return the attachments of a version in its order, by one query."""
    return _lines(version, lambda reference: reverse("announcements:attachment", args=[reference.pk]))


def center_lines(version: AnnouncementVersion) -> list[AttachmentLine]:
    """Return the same for the center, which may have them before the version is public."""
    return _lines(version, lambda reference: reverse("admin:announcements_attachment_file", args=[reference.pk]))


def _lines(version: AnnouncementVersion, address: Callable[[AttachmentReference], str]) -> list[AttachmentLine]:
    return [
        AttachmentLine(
            name=reference.name,
            size=reference.attachment.size,
            url=address(reference) if reference.attachment.is_stored else "",
            note=_note(reference.attachment),
        )
        for reference in version.references.select_related("attachment")
    ]


def _note(attachment: Attachment) -> str:
    if attachment.is_stored:
        return ""
    if attachment.status == Attachment.Status.FAILED:
        return "暂未取得，请到公告来源查看"
    return "获取失败，正在重试" if attachment.last_error else "附件获取中，稍后可下载"
