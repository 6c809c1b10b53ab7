"""变更公告: the times that the agency confirms for a change, and what the center decides of them."""

from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q, QuerySet

from apps.announcements.models.announcements import Announcement, AnnouncementVersion
from apps.tender_planning.models import Room


class ChangeTimes(models.Model):
    """变更时间: what a change sets of the times, confirmed by its agency for one version of its text.

    A time that the change leaves as it is stays empty, and so does a room that is kept at the new time.
    """

    announcement = models.OneToOneField(
        Announcement, models.PROTECT, verbose_name="变更公告", related_name="change_times"
    )
    # The version whose text they were read from and confirmed against.
    version = models.ForeignKey(AnnouncementVersion, models.PROTECT, verbose_name="公告版本", related_name="+")
    documents_until = models.DateTimeField("文件获取截止时间", null=True, blank=True)
    question_deadline = models.DateTimeField("提出疑问截止时间", null=True, blank=True)
    bid_deadline = models.DateTimeField("投标（响应）截止时间", null=True, blank=True)
    opening_at = models.DateTimeField("开标（开启）时间", null=True, blank=True)
    opening_place = models.CharField("开标（开启）地点", max_length=200, blank=True)
    evaluation_at = models.DateTimeField("评标（评审）时间", null=True, blank=True)
    opening_room = models.ForeignKey(
        Room, models.PROTECT, verbose_name="开标场所", null=True, blank=True, related_name="+"
    )
    evaluation_room = models.ForeignKey(
        Room, models.PROTECT, verbose_name="评标场所", null=True, blank=True, related_name="+"
    )
    # What was filled in when the version arrived, and from which sentences, by field.
    suggested: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(
        "自动填写", default=dict, encoder=DjangoJSONEncoder
    )
    # 是否延期: follows from the times and is kept with each saving.
    is_postponed = models.BooleanField("延期", default=False)
    # More than the times changes: the agency edits the documents and issues them anew.
    alters_documents = models.BooleanField("招标（采购）文件的其他内容也要修改", default=False)
    # Empty: it may affect the bids, and the days that the law gives bidders for that are counted.
    unaffected_reason = models.CharField("不影响投标（响应）文件编制的理由", max_length=500, blank=True)
    revision = models.PositiveIntegerField("修订号", default=0)
    changed_at = models.DateTimeField("最近修改时间")
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="修改人", null=True, related_name="+"
    )
    submitted_at = models.DateTimeField("提交时间", null=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="提交人", null=True, related_name="+"
    )

    class Meta:
        verbose_name, verbose_name_plural = "变更公告", "变更公告审核"
        constraints = [
            models.CheckConstraint(
                condition=Q(submitted_at=None, submitted_by=None)
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="submission_has_person",
                violation_error_message="提交的变更时间必须有提交人和提交时间。",
            )
        ]

    def __str__(self) -> str:
        return str(self.announcement)


class ChangeReviewQuerySet(QuerySet["ChangeReview"]):
    """Questions asked of decisions."""

    def approved(self) -> "ChangeReviewQuerySet":
        """Return those by which times moved."""
        return self.filter(decision=ChangeReview.Decision.APPROVED)


class ChangeReview(models.Model):
    """变更审核: what the center decided about one submission of a change's times. Append-only.

    `content` freezes what was decided on: the times before and after, and what else the agency declared.
    """

    class Decision(models.TextChoices):
        APPROVED = "approved", "通过"  # public, and the times move
        RETURNED = "returned", "退回"  # the agency corrects the times and submits again

    version = models.ForeignKey(
        AnnouncementVersion, models.PROTECT, verbose_name="公告版本", related_name="change_reviews"
    )
    revision = models.PositiveIntegerField("修订号")
    decision = models.CharField("结论", max_length=20, choices=Decision)
    reason = models.TextField("原因", max_length=2000, blank=True)
    content: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField("内容", encoder=DjangoJSONEncoder)
    sm3 = models.CharField("内容SM3", max_length=64)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="审核人", related_name="+")
    decided_at = models.DateTimeField("审核时间")

    objects = ChangeReviewQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "变更审核"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "revision"],
                name="change_decided_once",
                violation_error_message="这次提交已有审核结论。",
            ),
            models.CheckConstraint(
                condition=~Q(decision="returned") | ~Q(reason=""),
                name="returned_change_has_reason",
                violation_error_message="退回必须写明原因。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.get_decision_display()}"
