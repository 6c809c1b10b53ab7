"""Announcements as the public sees them, and every version as it came."""

from datetime import datetime
from decimal import Decimal

from django.contrib.postgres.indexes import GinIndex
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Func, Q, QuerySet
from django.db.models.functions import Coalesce

from apps.acceptance.codes import Kind, Method
from apps.acceptance.models import Project
from apps.announcements.facts import Table, read_table
from apps.announcements.models.attachments import Attachment
from apps.announcements.searching import all_of, needs_reading, tokens_of, words_of
from apps.announcements.token_field import TokensField
from apps.announcements.wording import Wording, wording_of
from apps.core.fields import NormDecimalField
from apps.core.models import StatusModel

# What the titles of made-up announcements carry.
SAMPLE_MARK = "示例数据"

# A version of it is public, and the province has not taken it back.
IN_FORCE = Q(published_at__isnull=False, withdrawn_at__isnull=True)


class AnnouncementQuerySet(QuerySet["Announcement"]):
    """Questions asked of announcements."""

    def public(self) -> "AnnouncementQuerySet":
        """Return what anybody may read: published, or withdrawn after it was."""
        return self.filter(published_at__isnull=False)

    def published(self) -> "AnnouncementQuerySet":
        """Return what is in force; the lists show these.

        A change stays here while a newer version of it waits for its review: what was approved holds.
        """
        return self.filter(IN_FORCE)

    def of_type(self, announcement_type: str) -> "AnnouncementQuerySet":
        """Return one column of the public site."""
        return self.filter(type=announcement_type)

    def matching(self, words: str) -> "AnnouncementQuerySet":
        """Return the announcements whose title, numbers, names or text hold every word.

        For what is small or counted; the newest of many are found by `selectors.finding`.
        """
        found = self
        for word in words_of(words):
            found = found.filter(search_tokens__meets=all_of(tokens_of(word)))
            if needs_reading(word):
                found = found.filter(search_text__contains=word)
        return found

    def worth(self, *, least: Decimal | None, most: Decimal | None) -> "AnnouncementQuerySet":
        """Return those of an amount within the limits, both included: what was awarded, else the budget."""
        limits = {"worth__gte": least, "worth__lte": most}
        asked = {lookup: limit for lookup, limit in limits.items() if limit is not None}
        return self.filter(**asked)

    def open_for_bids(self, now: datetime) -> "AnnouncementQuerySet":
        """Return those whose bid deadline is still to come."""
        return self.filter(bid_deadline__gt=now)

    def closed_for_bids(self, now: datetime) -> "AnnouncementQuerySet":
        """Return those whose bid deadline has come."""
        return self.filter(bid_deadline__lte=now)


class AnnouncementManager(models.Manager["Announcement"]):
    """Leaves behind what only searches read: it is a hundred times the rest of a row."""

    def get_queryset(self) -> QuerySet["Announcement"]:
        """Return all announcements without what they are searched by."""
        return super().get_queryset().defer("search_text", "search_tokens")


class Announcement(StatusModel):
    """公告: the current state of one announcement; what it was before stands in its versions."""

    class Type(models.TextChoices):
        TENDER = "tender", "采购公告"
        CHANGE = "change", "变更公告"
        RESULT = "result", "结果公告"
        RESULT_CORRECTION = "result_correction", "结果更正公告"
        TERMINATION = "termination", "终止公告"
        CONTRACT = "contract", "合同公告"

    class Origin(models.TextChoices):
        PROVINCE = "province", "省采购系统"  # drafted and first published there
        LOCAL = "local", "本平台"  # of a project without a plan: drafted here by its agency

    class Status(models.TextChoices):
        RECEIVED = "received", "已接收"  # it arrived from the province
        AWAITING_TIMES = "awaiting_times", "待填时间"  # a change whose times the agency has to settle
        AWAITING_REVIEW = "awaiting_review", "待审核"  # the agency submitted the times of a change
        RETURNED = "returned", "已退回"  # the center returned them with reasons
        PUBLISHED = "published", "已发布"  # it stands on the public site
        WITHDRAWN = "withdrawn", "已撤回"  # the province took it back, or the center one of ours; the page says so

    # A change goes back to 待填时间 whenever the province sends another version of it. One that another
    # change corrects before it was reviewed becomes public together with that one.
    MOVES = {
        Status.RECEIVED: frozenset({Status.PUBLISHED, Status.AWAITING_TIMES, Status.WITHDRAWN}),
        Status.AWAITING_TIMES: frozenset({Status.AWAITING_REVIEW, Status.PUBLISHED, Status.WITHDRAWN}),
        Status.AWAITING_REVIEW: frozenset(
            {Status.PUBLISHED, Status.RETURNED, Status.AWAITING_TIMES, Status.WITHDRAWN}
        ),
        Status.RETURNED: frozenset(
            {Status.AWAITING_REVIEW, Status.AWAITING_TIMES, Status.PUBLISHED, Status.WITHDRAWN}
        ),
        Status.PUBLISHED: frozenset({Status.AWAITING_TIMES, Status.WITHDRAWN}),
        Status.WITHDRAWN: frozenset({Status.PUBLISHED, Status.AWAITING_TIMES}),
    }

    announcement_no = models.CharField("公告编号", max_length=64, unique=True)
    type = models.CharField("公告类型", max_length=30, choices=Type)
    project = models.ForeignKey(Project, models.PROTECT, verbose_name="项目", related_name="announcements")
    origin = models.CharField("来源", max_length=20, choices=Origin, default=Origin.PROVINCE)
    status = models.CharField("状态", max_length=20, choices=Status, default=Status.RECEIVED)
    # The newest that came; what the public sees is the newest that has a publication.
    version = models.PositiveBigIntegerField("版本")

    # What it corrects or follows, settled anew with every arrival of its project.
    follows = models.ForeignKey(
        "self", models.PROTECT, verbose_name="原公告", null=True, related_name="followers", editable=False
    )
    corrects_no = models.CharField("所更正的公告编号", max_length=64, blank=True)

    # What lists are searched, filtered and ordered by; copied from the version that is shown.
    title = models.CharField("标题", max_length=200)
    method = models.CharField("采购方式", max_length=40, choices=Method)
    kind = models.CharField("采购对象", max_length=20, choices=Kind)
    purchaser_name = models.CharField("采购人", max_length=200)
    agency_name = models.CharField("代理机构", max_length=200)
    town = models.CharField("乡镇（街道）", max_length=20, blank=True, default="")
    budget = NormDecimalField("预算金额（元）", null=True)
    amount = NormDecimalField("成交或合同金额（元）", null=True)
    # What filters by amount compare. A column, because the planner knows next to nothing of an expression.
    worth = models.GeneratedField(
        expression=Coalesce("amount", "budget"),
        output_field=NormDecimalField(null=True),
        db_persist=True,
        verbose_name="金额（元）",
    )
    search_text = models.TextField("检索文字", editable=False)
    search_tokens = models.GeneratedField(
        expression=Func(
            F("search_text"), F("type"), F("method"), F("kind"), F("first_published_at"),
            function="announcement_tokens",
        ),
        output_field=TokensField(),
        db_persist=True,
        verbose_name="检索词",
    )  # fmt: skip
    # The one that holds: as a change has moved it, and none once every lot is terminated.
    bid_deadline = models.DateTimeField("投标截止时间", null=True)

    # Legal periods run from the first publication on the designated medium, not from ours.
    first_published_at = models.DateTimeField("省系统首次发布时间")
    published_at = models.DateTimeField("本平台发布时间", null=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True)
    # What the center gives as its reason for taking back one of this platform; the province says none.
    withdrawal_reason = models.TextField("撤回原因", max_length=2000, blank=True, default="")

    objects = AnnouncementManager.from_queryset(AnnouncementQuerySet)()

    class Meta:
        verbose_name = verbose_name_plural = "公告"
        base_manager_name = "objects"
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="published") | Q(published_at__isnull=False),
                name="published_has_time",
                violation_error_message="已发布的公告必须有发布时间。",
            ),
            # The public is told why something that it could read no longer counts.
            models.CheckConstraint(
                condition=~Q(origin="local", published_at__isnull=False, withdrawn_at__isnull=False)
                | ~Q(withdrawal_reason=""),
                name="local_withdrawal_has_reason",
                violation_error_message="撤回本平台的公告必须写明原因。",
            ),
        ]
        indexes = [
            models.Index(fields=["-first_published_at", "-id"], name="announcement_newest", condition=IN_FORCE),
            models.Index(
                fields=["type", "-first_published_at", "-id"], name="announcement_column", condition=IN_FORCE
            ),
            models.Index(
                fields=["town", "-first_published_at", "-id"],
                name="announcement_town",
                condition=IN_FORCE & ~Q(town=""),
            ),
            models.Index(fields=["bid_deadline", "id"], name="announcement_closing", condition=IN_FORCE),
            # No list of rows still to be indexed: every search would read it from end to end.
            GinIndex(fields=["search_tokens"], name="announcement_tokens", fastupdate=False, condition=IN_FORCE),
            models.Index(fields=["worth"], name="announcement_worth", condition=IN_FORCE),
            models.Index(fields=["project"], name="announcement_project"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_local(self) -> bool:
        """Tell whether it was drafted and first published here."""
        return self.origin == self.Origin.LOCAL

    @property
    def is_withdrawn(self) -> bool:
        """Tell whether it was taken back and nothing newer stands in its place."""
        return self.withdrawn_at is not None

    @property
    def is_published(self) -> bool:
        """Tell whether it is in force."""
        return self.published_at is not None and self.withdrawn_at is None

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
        """Return what anybody may read."""
        return self.filter(publication__isnull=False)


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
    corrects_no = models.CharField("所更正的公告编号", max_length=64, blank=True, default="")
    facts = models.JSONField("公告要素", encoder=DjangoJSONEncoder)
    source_url = models.CharField("公告来源", max_length=500)
    first_published_at = models.DateTimeField("省系统首次发布时间")
    received_at = models.DateTimeField("收到时间")
    attachments: models.ManyToManyField[Attachment, "AttachmentReference"] = models.ManyToManyField(
        Attachment, through="AttachmentReference", verbose_name="附件", related_name="versions"
    )

    objects = AnnouncementVersionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公告版本"
        ordering = ["version"]
        constraints = [models.UniqueConstraint(fields=["announcement", "version"], name="announcement_version_once")]

    def __str__(self) -> str:
        return f"{self.title} 第{self.version}版"

    @property
    def table(self) -> Table:
        """Return what it says apart from its text, as its type has it."""
        return read_table(self.announcement.type, self.facts)


class Publication(models.Model):
    """公开: since when a version may be read by anybody. Append-only."""

    version = models.OneToOneField(AnnouncementVersion, models.PROTECT, related_name="publication")
    published_at = models.DateTimeField("公开时间")

    class Meta:
        verbose_name = verbose_name_plural = "公告公开记录"

    def __str__(self) -> str:
        return str(self.version)


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
