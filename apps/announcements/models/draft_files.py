"""Files of an announcement that is drafted here, until it is public."""

from typing import Any

from django.conf import settings
from django.db import models

from apps.announcements.models.drafts import AnnouncementDraft


def draft_file_path(attached: "DraftFile", filename: str) -> str:
    """Return where a file is stored: below its draft by its content, never by the name it came with.

    Each draft has a place of its own: nobody but who has that draft locked puts bytes there or takes them away.
    """
    return f"drafts/{attached.draft_id}/{attached.sm3}"


class DraftFile(models.Model):
    """拟定公告附件: a file that goes out with the announcement when the center approves it."""

    draft = models.ForeignKey(AnnouncementDraft, models.PROTECT, verbose_name="拟定的公告", related_name="files")
    name = models.CharField("文件名", max_length=120)
    size = models.PositiveBigIntegerField("大小")
    media_type = models.CharField("类型", max_length=100)
    sm3 = models.CharField("SM3", max_length=64)
    file = models.FileField(upload_to=draft_file_path, max_length=200)
    uploaded_at = models.DateTimeField("上传时间")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="上传人", related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "拟定公告附件"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "sm3"],
                name="draft_file_once",
                violation_error_message="同一份文件已经上传过了。",
            ),
            # The public could not tell them apart.
            models.UniqueConstraint(
                fields=["draft", "name"],
                name="draft_file_name_once",
                violation_error_message="已有同名的附件。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def facts(self) -> dict[str, Any]:
        """Return by what it is judged and known again."""
        return {"name": self.name, "size": self.size, "media_type": self.media_type, "sm3": self.sm3}
