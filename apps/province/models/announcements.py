"""公告 and their attachments."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from apps.province.choices import AnnouncementType


class Announcement(models.Model):
    """An announcement: drafted here, published here first, then pulled by the platform."""

    class Status(models.TextChoices):
        DRAFT = "draft", "草稿"  # being written, known to nobody else
        PUBLISHED = "published", "已发布"  # public; a change makes a higher version
        WITHDRAWN = "withdrawn", "已撤回"  # taken back; stays visible as such

    announcement_no = models.CharField("公告编号", max_length=64, unique=True)
    version = models.PositiveIntegerField("版本", default=1)
    status = models.CharField("状态", max_length=16, choices=Status.choices, default=Status.DRAFT)
    type = models.CharField("公告类型", max_length=32, choices=AnnouncementType.choices)
    project_no = models.CharField("项目编号", max_length=64, db_index=True)
    lot_nos = models.JSONField("标段", default=list)
    title = models.CharField("公告标题", max_length=200)
    body_html = models.TextField("公告正文")
    facts = models.JSONField("公告要素")
    # What was filled in for the text alone and never travels as facts (`drafting.details`).
    details = models.JSONField("正文补充内容", default=dict)
    corrects = models.CharField("更正的公告", max_length=64, blank=True)
    # Names the page that it was drafted on: the same page sent twice makes one announcement.
    form_key = models.CharField("页面标识", max_length=32, unique=True, null=True, blank=True)
    published_at = models.DateTimeField("首次发布时间", null=True, blank=True)
    changed_at = models.DateTimeField("最后修改")

    objects: ClassVar[models.Manager["Announcement"]] = models.Manager()

    class Meta:
        verbose_name = "公告"
        ordering = ["-changed_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="draft") | Q(published_at__isnull=False),
                name="announcement_published_at_known",
                violation_error_message="已发布的公告须有发布时间",
            ),
            # Two tabs of the wizard must not draft two tender announcements for one project.
            models.UniqueConstraint(
                fields=["project_no"],
                condition=Q(type="tender", status="draft"),
                name="announcement_one_tender_draft",
                violation_error_message="该项目已有一份采购公告草稿",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.announcement_no} {self.title}"

    def current_attachments(self) -> "models.QuerySet[Attachment]":
        """Return the files that belong to the current version, without their bytes."""
        return Attachment.objects.filter(announcement=self, removed_at=None).defer("content")


class Attachment(models.Model):
    """A file of an announcement. Its bytes never change: another file is another attachment."""

    attachment_id = models.CharField("附件编号", max_length=64, unique=True)
    announcement = models.ForeignKey(Announcement, verbose_name="公告", related_name="+", on_delete=models.CASCADE)
    name = models.CharField("文件名", max_length=200)
    media_type = models.CharField("类型", max_length=100)
    size = models.PositiveBigIntegerField("字节数")
    sm3 = models.CharField("SM3", max_length=64)
    content = models.BinaryField("内容")
    # Earlier versions of the announcement name it, so it is marked and kept, not deleted.
    removed_at = models.DateTimeField("移除时间", null=True, blank=True)

    objects: ClassVar[models.Manager["Attachment"]] = models.Manager()

    class Meta:
        verbose_name = "附件"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

    def as_payload(self) -> dict[str, str | int]:
        """Return the attachment as an announcement's payload names it."""
        return {
            "id": self.attachment_id,
            "name": self.name,
            "size": self.size,
            "media_type": self.media_type,
            "sm3": self.sm3,
        }
