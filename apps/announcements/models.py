"""Announcements as the public sees them, every version as it came, and their attachments."""

from datetime import datetime

from django.contrib.postgres.indexes import GinIndex
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import ExpressionWrapper, F, Q, QuerySet

from apps.acceptance.codes import Kind, Method
from apps.acceptance.models import Project
from apps.announcements.searching import searchable
from apps.announcements.wording import Wording, wording_of
from apps.core.fields import NormDecimalField
from apps.core.models import StatusModel

# What the titles of made-up announcements carry.
SAMPLE_MARK = "示例数据"


class AnnouncementQuerySet(QuerySet["Announcement"]):
    """Questions asked of announcements."""

    def public(self) -> "AnnouncementQuerySet":
        """Return what anybody may read: published, or withdrawn after it was."""
        return self.filter(published_at__isnull=False)

    def published(self) -> "AnnouncementQuerySet":
        """Return what is in force; the lists show these."""
        return self.filter(status=Announcement.Status.PUBLISHED)

    def matching(self, words: str) -> "AnnouncementQuerySet":
        """Return the announcements whose title, project number, purchaser or agency holds every word."""
        found = self
        for word in words.split():
            found = found.filter(search_text__contains=searchable(word))
        return found

    def open_for_bids(self, now: datetime) -> "AnnouncementQuerySet":
        """Return those whose bid deadline is still to come."""
        return self.filter(_open_for_bids(now))

    def closed_for_bids(self, now: datetime) -> "AnnouncementQuerySet":
        """Return those whose bid deadline has come."""
        return self.exclude(_open_for_bids(now))

    def as_of(self, now: datetime) -> "AnnouncementQuerySet":
        """Return the same rows, each with `is_open_for_bids`."""
        return self.annotate(
            is_open_for_bids=ExpressionWrapper(_open_for_bids(now), output_field=models.BooleanField())
        )


def _open_for_bids(now: datetime) -> Q:
    return Q(bid_deadline__gt=now)


class Announcement(StatusModel):
    """公告: the current state of one announcement; what it was before stands in its versions."""

    class Type(models.TextChoices):
        TENDER = "tender", "采购公告"

    class Status(models.TextChoices):
        RECEIVED = "received", "已接收"  # it arrived from the province
        PUBLISHED = "published", "已发布"  # it stands on the public site
        WITHDRAWN = "withdrawn", "已撤回"  # the province took it back; the page says so

    MOVES = {
        Status.RECEIVED: frozenset({Status.PUBLISHED, Status.WITHDRAWN}),
        Status.PUBLISHED: frozenset({Status.WITHDRAWN}),
        Status.WITHDRAWN: frozenset({Status.PUBLISHED}),
    }

    announcement_no = models.CharField("公告编号", max_length=64, unique=True)
    type = models.CharField("公告类型", max_length=30, choices=Type)
    project = models.ForeignKey(Project, models.PROTECT, verbose_name="项目", related_name="announcements")
    status = models.CharField("状态", max_length=20, choices=Status, default=Status.RECEIVED)
    version = models.PositiveBigIntegerField("版本")

    # What lists are searched, filtered and ordered by; copied from the current version.
    title = models.CharField("标题", max_length=200)
    method = models.CharField("采购方式", max_length=40, choices=Method)
    kind = models.CharField("采购对象", max_length=20, choices=Kind)
    purchaser_name = models.CharField("采购人", max_length=200)
    agency_name = models.CharField("代理机构", max_length=200)
    budget = NormDecimalField("预算金额（元）")
    search_text = models.TextField("检索文字", editable=False)
    bid_deadline = models.DateTimeField("投标截止时间")

    # Legal periods run from the first publication on the designated medium, not from ours.
    first_published_at = models.DateTimeField("省系统首次发布时间")
    published_at = models.DateTimeField("本平台发布时间", null=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公告"
        constraints = [
            models.CheckConstraint(
                condition=Q(status="received") | Q(published_at__isnull=False) | Q(status="withdrawn"),
                name="published_has_time",
                violation_error_message="已发布的公告必须有发布时间。",
            )
        ]
        indexes = [
            models.Index(
                fields=["-first_published_at", "-id"], name="announcement_newest", condition=Q(status="published")
            ),
            models.Index(fields=["bid_deadline", "id"], name="announcement_closing", condition=Q(status="published")),
            # Serves words of three characters and more; a shorter one has no trigram.
            GinIndex(
                fields=["search_text"],
                name="announcement_words",
                opclasses=["gin_trgm_ops"],
                condition=Q(status="published"),
            ),
            models.Index(fields=["project"], name="announcement_project"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_withdrawn(self) -> bool:
        """Tell whether the province took it back."""
        return self.status == self.Status.WITHDRAWN

    @property
    def wording(self) -> Wording:
        """Return what its method calls the deadline and the opening."""
        return wording_of(self.method)

    @property
    def is_sample(self) -> bool:
        """Tell whether its title says that everything in it is made up."""
        return SAMPLE_MARK in self.title


class AnnouncementVersionQuerySet(QuerySet["AnnouncementVersion"]):
    """Questions asked of versions."""

    def public(self) -> "AnnouncementVersionQuerySet":
        """Return what anybody may read: versions that came with the first publication or after it."""
        return self.filter(received_at__gte=F("announcement__published_at"))


class AnnouncementVersion(models.Model):
    """One arrival of an announcement, as it came. Append-only."""

    announcement = models.ForeignKey(Announcement, models.PROTECT, related_name="versions")
    version = models.PositiveBigIntegerField("版本")
    title = models.CharField("标题", max_length=200)
    body_html = models.TextField("正文（原文）")
    body_sm3 = models.CharField("原文SM3", max_length=64)
    body_safe = models.TextField("正文（页面显示）")
    body_safe_sm3 = models.CharField("页面显示SM3", max_length=64)
    lot_nos = models.JSONField("标段号")
    facts = models.JSONField("公告要素", encoder=DjangoJSONEncoder)
    source_url = models.CharField("公告来源", max_length=500)
    first_published_at = models.DateTimeField("省系统首次发布时间")
    received_at = models.DateTimeField("收到时间")
    attachments: models.ManyToManyField["Attachment", "AttachmentReference"] = models.ManyToManyField(
        "Attachment", through="AttachmentReference", verbose_name="附件", related_name="versions"
    )

    objects = AnnouncementVersionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公告版本"
        ordering = ["version"]
        constraints = [models.UniqueConstraint(fields=["announcement", "version"], name="announcement_version_once")]

    def __str__(self) -> str:
        return f"{self.title} 第{self.version}版"


def attachment_path(attachment: "Attachment", filename: str) -> str:
    """Return where an attachment is stored: by content, never by the name it came with."""
    return f"attachments/{attachment.sm3[:2]}/{attachment.sm3}"


class Attachment(StatusModel):
    """附件: a file of the province's, fetched by its id and shown only when size and SM3 agree."""

    class Status(models.TextChoices):
        WAITING = "waiting", "获取中"  # named by an announcement, not here yet
        STORED = "stored", "已获取"  # fetched, size and SM3 agree
        FAILED = "failed", "获取失败"  # out of attempts, or hopeless: the center sees why and may try again

    MOVES = {
        Status.WAITING: frozenset({Status.STORED, Status.FAILED}),
        Status.FAILED: frozenset({Status.WAITING}),
        Status.STORED: frozenset(),
    }

    province_id = models.CharField("省系统附件编号", max_length=64)
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
        ]
        indexes = [models.Index(fields=["due_at"], name="attachment_due", condition=Q(status="waiting"))]

    def __str__(self) -> str:
        return self.name

    @property
    def is_stored(self) -> bool:
        """Tell whether its bytes are here and agree with what was announced."""
        return self.status == self.Status.STORED


class AttachmentReference(models.Model):
    """A version names an attachment: the same bytes may have another name in the next one. Append-only."""

    version = models.ForeignKey(AnnouncementVersion, models.PROTECT, related_name="references")
    attachment = models.ForeignKey(Attachment, models.PROTECT, verbose_name="附件", related_name="references")
    position = models.PositiveIntegerField("序号")
    name = models.CharField("文件名", max_length=200)
    media_type = models.CharField("类型", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "公告所列附件"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["version", "position"], name="reference_position_once")]

    def __str__(self) -> str:
        return self.name
