"""A project as it was submitted, and what the center decided on it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.acceptance.models.projects import Project


class ProjectVersion(models.Model):
    """The project, frozen: a review binds to it and the province is sent it. Append-only."""

    class Occasion(models.TextChoices):
        SUBMISSION = "submission", "送审"  # the agency submitted it; the center reviews it
        SETUP_CHANGE = "setup_change", "立项信息变更"  # 是否加密 or 是否不见面开标 changed after the acceptance

    project = models.ForeignKey(Project, models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField("版本")
    occasion = models.CharField("缘由", max_length=20, choices=Occasion, default=Occasion.SUBMISSION)
    content = models.JSONField("内容")
    sm3 = models.CharField("内容SM3", max_length=64)
    submitted_at = models.DateTimeField("提交时间")
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "项目版本"
        ordering = ["version"]
        constraints = [models.UniqueConstraint(fields=["project", "version"], name="project_version_once")]

    def __str__(self) -> str:
        return f"{self.project} 第{self.version}版"


class Review(models.Model):
    """审核: the one decision on one submitted version. Append-only."""

    class Decision(models.TextChoices):
        ACCEPTED = "accepted", "受理"
        RETURNED = "returned", "退回"

    version = models.OneToOneField(ProjectVersion, models.PROTECT, related_name="review")
    decision = models.CharField("审核结论", max_length=20, choices=Decision)
    reason = models.TextField("审核意见", blank=True)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField("审核时间")

    class Meta:
        verbose_name = verbose_name_plural = "审核"
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="accepted") | ~Q(reason=""),
                name="return_has_reason",
                violation_error_message="退回必须写明原因。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.get_decision_display()}"
