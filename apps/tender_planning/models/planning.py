"""The preparation of one tender: where it stands, what was issued, and what the law was asked to excuse."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.acceptance.models import Project
from apps.core.fields import NormDecimalField
from apps.core.models import StatusModel


class Planning(StatusModel):
    """招标准备: everything that an agency settles for one project between acceptance and opening."""

    class Status(models.TextChoices):
        LOCKED = "locked", "待开放"  # accepted; the tender announcement is not here
        EDITABLE = "editable", "编制中"  # the announcement is here, or an approved change opened the next version
        ISSUED = "issued", "已发出"  # the agency issued a version; it is frozen

    MOVES = {
        Status.LOCKED: frozenset({Status.EDITABLE}),
        Status.EDITABLE: frozenset({Status.ISSUED, Status.LOCKED}),
        Status.ISSUED: frozenset({Status.EDITABLE}),
    }

    project = models.OneToOneField(Project, models.PROTECT, verbose_name="项目", related_name="planning")
    status = models.CharField("状态", max_length=20, choices=Status, default=Status.LOCKED)
    begun_at = models.DateTimeField("建立时间")
    unlocked_at = models.DateTimeField("开放时间", null=True)
    issued_at = models.DateTimeField("最近发出时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "招标准备"
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="issued") | Q(issued_at__isnull=False),
                name="issued_has_time",
                violation_error_message="已发出的招标准备必须有发出时间。",
            )
        ]

    def __str__(self) -> str:
        return str(self.project)

    @property
    def is_open(self) -> bool:
        """Tell whether everything may be edited: the announcement is here and no version is in force."""
        return self.status == self.Status.EDITABLE

    @property
    def is_issued(self) -> bool:
        """Tell whether a version is in force."""
        return self.status == self.Status.ISSUED


class AnnouncedTerms(models.Model):
    """What the tender announcement in force says that the preparation must agree with."""

    planning = models.OneToOneField(Planning, models.CASCADE, related_name="announced")
    announcement_no = models.CharField("公告编号", max_length=64)
    # In the province: the legal periods run from there.
    first_published_at = models.DateTimeField("首次发布时间")
    notice_working_days = models.PositiveIntegerField("公告期限（工作日）")
    documents_from = models.DateTimeField("文件获取开始时间")
    documents_until = models.DateTimeField("文件获取截止时间")
    documents_price = NormDecimalField("文件售价（元）")
    bid_deadline = models.DateTimeField("投标（响应）截止时间")
    opening_at = models.DateTimeField("开标（开启）时间")
    opening_place = models.CharField("开标（开启）地点", max_length=200)
    accepts_consortium = models.BooleanField("接受联合体")

    class Meta:
        verbose_name = verbose_name_plural = "公告所载事项"

    def __str__(self) -> str:
        return self.announcement_no


class Sheet(models.Model):
    """A page that is edited as a whole; its revision keeps two people from overwriting each other."""

    class Kind(models.TextChoices):
        SETUP = "setup", "立项信息"
        FEES = "fees", "资费定义"
        OUTLINE = "outline", "招标文件目录"
        CHAPTER = "chapter", "招标文件章节"
        SLOTS = "slots", "投标文件组成"
        SCORING = "scoring", "评分标准"
        CHECKS = "checks", "资格审查与符合性审查"
        SCHEDULE = "schedule", "开评标配置"

    planning = models.ForeignKey(Planning, models.CASCADE, related_name="sheets")
    kind = models.CharField("内容", max_length=20, choices=Kind)
    # The lot's primary key or the chapter's key, where there is one sheet for each.
    subject = models.CharField("所属", max_length=40, blank=True)
    revision = models.PositiveIntegerField("修订号", default=0)
    changed_at = models.DateTimeField("最近修改时间")
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="修改人", related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "编制内容"
        constraints = [models.UniqueConstraint(fields=["planning", "kind", "subject"], name="sheet_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} 第{self.revision}次修改"


class PlanningVersion(models.Model):
    """What was issued (发出), frozen: bidders and the committee work from it. Append-only."""

    planning = models.ForeignKey(Planning, models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField("版本")
    content = models.JSONField("内容")
    sm3 = models.CharField("内容SM3", max_length=64)
    issued_at = models.DateTimeField("发出时间")
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="发出人", related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "发出版本"
        ordering = ["version"]
        constraints = [models.UniqueConstraint(fields=["planning", "version"], name="planning_version_once")]

    def __str__(self) -> str:
        return f"{self.planning} 第{self.version}版"


class RuleException(models.Model):
    """A breach that the law lets somebody answer for: who, on what ground, and why (例外说明).

    It covers the finding that says just the sentence of `breach` at `place`, figures included, and no other:
    `selectors.rule_exceptions.apply_exceptions` tells which.
    """

    planning = models.ForeignKey(Planning, models.PROTECT, related_name="exceptions")
    code = models.CharField("规则", max_length=60)
    place = models.CharField("所在位置", max_length=100)
    # As the check put it when it was answered for. Empty in rows older than this field: they cover nothing.
    breach = models.CharField("例外的事项", max_length=500)
    responsible_name = models.CharField("批准（负责）人", max_length=100)
    ground = models.CharField("依据或批准文号", max_length=300)
    reason = models.TextField("理由", max_length=2000)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="填写人", related_name="+")
    entered_at = models.DateTimeField("填写时间")

    class Meta:
        verbose_name = verbose_name_plural = "例外说明"
        ordering = ["entered_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["planning", "code", "place", "breach"],
                name="exception_once",
                violation_error_message="该事项已填写过例外说明。",
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(responsible_name=""),
                name="exception_has_reason",
                violation_error_message="例外说明必须写明负责人和理由。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.place}"
