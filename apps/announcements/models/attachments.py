"""Files that announcements name: the province's, which are fetched, and those that were uploaded here."""

from django.db import models
from django.db.models import Q

from apps.core.models import StatusModel


def attachment_path(attachment: "Attachment", filename: str) -> str:
    """Return where an attachment is stored: by content, never by the name it came with."""
    return f"attachments/{attachment.sm3[:2]}/{attachment.sm3}"


class Attachment(StatusModel):
    """附件: a file that announcements name, shown only when its bytes are here and size and SM3 agree.

    The province's are known by their id and fetched. One of an announcement that was drafted here has no such id, and
    its bytes are here before it is: it is stored from the beginning.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", "获取中"  # named by an announcement, not here yet
        STORED = "stored", "已获取"  # fetched, or uploaded here; size and SM3 agree
        FAILED = "failed", "获取失败"  # out of attempts, or hopeless: the center sees why and may try again

    MOVES = {
        Status.WAITING: frozenset({Status.STORED, Status.FAILED}),
        Status.FAILED: frozenset({Status.WAITING}),
        Status.STORED: frozenset(),
    }

    # Empty for one that was uploaded here.
    province_id = models.CharField("省系统附件编号", max_length=64, blank=True)
    # As it was first named. What a version calls it stands in its reference.
    name = models.CharField("文件名", max_length=200)
    size = models.PositiveBigIntegerField("大小")
    media_type = models.CharField("类型", max_length=200)
    sm3 = models.CharField("SM3", max_length=64)
    status = models.CharField("状态", max_length=20, choices=Status, default=Status.WAITING)
    file = models.FileField(upload_to=attachment_path, max_length=200)
    stored_at = models.DateTimeField("获取时间", null=True)
    attempts = models.PositiveIntegerField("已尝试次数", default=0)
    due_at = models.DateTimeField("下次获取时间")
    last_error = models.TextField("最近一次未成功的原因", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "公告附件"
        constraints = [
            models.UniqueConstraint(fields=["province_id", "sm3", "size"], name="attachment_once"),
            models.CheckConstraint(
                condition=~Q(status="stored") | ~Q(file=""),
                name="stored_has_file",
                violation_error_message="已获取的附件必须有文件。",
            ),
            # There is nowhere to fetch it from.
            models.CheckConstraint(
                condition=~Q(province_id="") | Q(status="stored"),
                name="local_attachment_is_stored",
                violation_error_message="在本平台上传的附件必须有文件。",
            ),
        ]
        indexes = [models.Index(fields=["due_at"], name="attachment_due", condition=Q(status="waiting"))]

    def __str__(self) -> str:
        return self.name

    @property
    def is_local(self) -> bool:
        """Tell whether it was uploaded here with an announcement of ours."""
        return not self.province_id

    @property
    def is_stored(self) -> bool:
        """Tell whether its bytes are here and agree with what was announced."""
        return self.status == self.Status.STORED
