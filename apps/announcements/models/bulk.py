"""How the making of the open data files went, time after time."""

from django.db import models
from django.db.models import Q

from apps.core.models import StatusModel


class BulkMaking(StatusModel):
    """批量文件的一次生成: by night, of what has changed; or because a person asked, of everything."""

    class Status(models.TextChoices):
        RUNNING = "running", "生成中"  # begun by the schedule or by a person; a worker makes one part after the other
        FINISHED = "finished", "已完成"  # all files are as the database is
        FAILED = "failed", "部分未生成"  # some parts could not be made; the earlier files stand

    MOVES = {
        Status.RUNNING: frozenset({Status.FINISHED, Status.FAILED}),
        Status.FINISHED: frozenset(),
        Status.FAILED: frozenset(),
    }

    status = models.CharField("状态", max_length=20, choices=Status, default=Status.RUNNING)
    is_anew = models.BooleanField("全部重新生成")
    started_at = models.DateTimeField("开始时间")
    started_by = models.CharField("由谁开始", max_length=100)
    # At which part it is, and how often that was begun: written before the work, so that one that kills ends.
    current = models.CharField("正在生成", max_length=40, blank=True, default="")
    attempts = models.PositiveIntegerField("已尝试次数", default=0)
    done = models.PositiveIntegerField("已完成的部分", default=0)
    left = models.PositiveIntegerField("剩余的部分", default=0)
    rows = models.PositiveBigIntegerField("写入条数", default=0)
    size = models.PositiveBigIntegerField("写入字节数", default=0)
    # [part, why], in the order in which they failed.
    failures: models.JSONField[list[list[str]], list[list[str]]] = models.JSONField("未能生成", default=list)
    finished_at = models.DateTimeField("完成时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "开放数据文件"
        constraints = [
            models.UniqueConstraint(
                fields=["status"],
                condition=Q(status="running"),
                name="one_bulk_making_at_a_time",
                violation_error_message="批量文件正在生成。",
            ),
            models.CheckConstraint(
                condition=Q(status="running") | Q(finished_at__isnull=False),
                name="ended_bulk_making_has_time",
                violation_error_message="已结束的生成必须有完成时间。",
            ),
        ]

    def __str__(self) -> str:
        return f"开放数据文件第 {self.pk} 次生成"

    @property
    def total(self) -> int:
        """Return of how many parts it consists, as far as is known."""
        return self.done + len(self.failures) + self.left

    @property
    def passed(self) -> int:
        """Return how many parts are behind it, made or not."""
        return self.done + len(self.failures)
