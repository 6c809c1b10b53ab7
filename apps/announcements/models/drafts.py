"""Announcements of projects without a plan: drafted here by the agency, reviewed by the center."""

from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from apps.acceptance.models import Project
from apps.announcements.models.announcements import Announcement
from apps.core.models import StatusModel


class AnnouncementDraft(StatusModel):
    """拟定的公告: what an agency writes of an announcement, until the center makes it one.

    `content` is what its sheet asks for, complete or not; `title` and `lot_nos` are copied from it for lists.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "拟定中"  # the agency writes it
        AWAITING_REVIEW = "awaiting_review", "待审核"  # the agency submitted it to the center
        RETURNED = "returned", "已退回"  # the center returned it with reasons
        HANDED_ON = "handed_on", "已转时间核对"  # a change: an announcement whose times are settled and reviewed
        PUBLISHED = "published", "已发布"  # the center approved it; what is public never changes any more
        CANCELLED = "cancelled", "已作废"  # the agency gave it up

    # A change is reviewed with its times, once: the draft hands it on, and takes its text back to alter it.
    MOVES = {
        Status.DRAFT: frozenset({Status.AWAITING_REVIEW, Status.HANDED_ON, Status.CANCELLED}),
        Status.AWAITING_REVIEW: frozenset({Status.PUBLISHED, Status.RETURNED, Status.DRAFT}),
        Status.RETURNED: frozenset({Status.AWAITING_REVIEW, Status.CANCELLED}),
        Status.HANDED_ON: frozenset({Status.PUBLISHED, Status.DRAFT, Status.CANCELLED}),
        Status.PUBLISHED: frozenset(),
        Status.CANCELLED: frozenset(),
    }
    EDITABLE = frozenset({Status.DRAFT, Status.RETURNED})
    # Somebody still has to do something with it.
    OPEN = EDITABLE | {Status.AWAITING_REVIEW}

    project = models.ForeignKey(Project, models.PROTECT, verbose_name="项目", related_name="announcement_drafts")
    type = models.CharField("公告类型", max_length=30, choices=Announcement.Type)
    status = models.CharField("状态", max_length=20, choices=Status, default=Status.DRAFT)
    # What it changes, corrects or follows; None for a tender, and for a single source without an announcement.
    follows = models.ForeignKey(
        Announcement, models.PROTECT, verbose_name="原公告", null=True, related_name="drafts_after"
    )
    title = models.CharField("标题", max_length=200, blank=True)
    lot_nos = models.JSONField("标段号", default=list)
    content: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(
        "内容", default=dict, encoder=DjangoJSONEncoder
    )
    revision = models.PositiveIntegerField("修订号", default=1)
    created_at = models.DateTimeField("拟定时间")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="拟定人", related_name="+")
    changed_at = models.DateTimeField("最近修改时间")
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="修改人", related_name="+")
    submitted_at = models.DateTimeField("提交时间", null=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="提交人", null=True, related_name="+"
    )
    announcement = models.OneToOneField(
        Announcement, models.PROTECT, verbose_name="公告", null=True, related_name="draft"
    )

    class Meta:
        verbose_name, verbose_name_plural = "拟定的公告", "本平台公告审核"
        constraints = [
            # Two at once would settle the same lots or the same times.
            models.UniqueConstraint(
                fields=["project", "type"],
                condition=Q(type__in=["tender", "change"], status__in=["draft", "awaiting_review", "returned"]),
                name="one_open_draft",
                violation_error_message="本项目已有一份正在办理的同类公告。",
            ),
            models.CheckConstraint(
                condition=~Q(status="awaiting_review") | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="submitted_draft_has_person",
                violation_error_message="提交审核的公告必须有提交人和提交时间。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["published", "handed_on"]) | Q(announcement__isnull=False),
                name="published_draft_has_announcement",
                violation_error_message="已发布的公告必须有公告编号。",
            ),
        ]
        indexes = [
            models.Index(fields=["submitted_at"], name="draft_queue", condition=Q(status="awaiting_review")),
            models.Index(fields=["project", "-id"], name="draft_project"),
        ]

    def __str__(self) -> str:
        return self.title or f"{self.get_type_display()}（未命名）"

    @property
    def is_editable(self) -> bool:
        """Tell whether the agency may write in it now."""
        return self.status in self.EDITABLE


class DraftReview(models.Model):
    """公告审核: what the center decided about one submission of a draft. Append-only.

    `content` freezes what was decided on: the title, the facts and the text, word for word.
    """

    class Decision(models.TextChoices):
        APPROVED = "approved", "通过"  # it became an announcement, public at once
        RETURNED = "returned", "退回"  # the agency corrects it and submits again

    draft = models.ForeignKey(AnnouncementDraft, models.PROTECT, verbose_name="拟定的公告", related_name="reviews")
    revision = models.PositiveIntegerField("修订号")
    decision = models.CharField("结论", max_length=20, choices=Decision)
    reason = models.TextField("原因", max_length=2000, blank=True)
    content: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField("内容", encoder=DjangoJSONEncoder)
    sm3 = models.CharField("内容SM3", max_length=64)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="审核人", related_name="+")
    decided_at = models.DateTimeField("审核时间")

    class Meta:
        verbose_name = verbose_name_plural = "公告审核"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "revision"],
                name="draft_decided_once",
                violation_error_message="这次提交已有审核结论。",
            ),
            models.CheckConstraint(
                condition=~Q(decision="returned") | ~Q(reason=""),
                name="returned_draft_has_reason",
                violation_error_message="退回必须写明原因。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.draft} {self.get_decision_display()}"
