"""附件材料 of a project."""

from django.db import models

from apps.acceptance.codes import PaperKind
from apps.acceptance.models.projects import Project


def paper_path(paper: "ProjectPaper", filename: str) -> str:
    """Return where a paper is stored; the user's file name never becomes a path."""
    return f"papers/{paper.project_id}/{paper.sm3}"


class ProjectPaper(models.Model):
    """附件材料: a paper that the agency attached for the review."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="papers")
    kind = models.CharField("材料类别", max_length=20, choices=PaperKind)
    name = models.CharField("文件名", max_length=120)
    size = models.PositiveBigIntegerField("大小")
    media_type = models.CharField("类型", max_length=100)
    sm3 = models.CharField("SM3", max_length=64)
    file = models.FileField(upload_to=paper_path, max_length=200)
    uploaded_at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = verbose_name_plural = "附件材料"
        ordering = ["kind", "uploaded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "kind", "sm3"],
                name="paper_once",
                violation_error_message="同一份材料已经上传过了。",
            )
        ]

    def __str__(self) -> str:
        return self.name
