"""专家抽取."""

from typing import ClassVar

from django.db import models


class ExpertDraw(models.Model):
    """The latest state of a draw. Who was drawn is secret until `Standing.is_unsealed` says otherwise."""

    draw_no = models.CharField("抽取编号", max_length=64, unique=True)
    version = models.PositiveIntegerField("版本", default=1)
    payload = models.JSONField("抽取结果")
    # Names the page that it was ordered on: the same page sent twice draws once.
    form_key = models.CharField("页面标识", max_length=32, unique=True, null=True, blank=True)
    changed_at = models.DateTimeField("最后修改")

    objects: ClassVar[models.Manager["ExpertDraw"]] = models.Manager()

    class Meta:
        verbose_name = "专家抽取"
        ordering = ["draw_no"]

    def __str__(self) -> str:
        return self.draw_no
