"""招标文件: templates that the center keeps, the agency's document, bid slots, and printed builds."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q, QuerySet

from apps.acceptance.codes import Kind, Method
from apps.acceptance.models import Lot
from apps.core.models import RevisedModel, StatusModel
from apps.tender_planning.models.planning import Planning, PlanningVersion

LEVELS = [MinValueValidator(1), MaxValueValidator(3)]


class DocumentTemplate(RevisedModel):
    """文件模板: the chapters a document begins with; kept by the center, at most one in use for a method and kind."""

    name = models.CharField("名称", max_length=100)
    method = models.CharField("采购方式", max_length=40, choices=Method)
    kind = models.CharField("采购对象", max_length=20, choices=Kind, blank=True, help_text="空：不限")
    document_title = models.CharField("文件名称", max_length=60, help_text="如：招标文件、竞争性磋商文件")
    is_active = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "文件模板"
        ordering = ["method", "kind", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["method", "kind"],
                condition=Q(is_active=True),
                name="one_template_in_use",
                violation_error_message="该采购方式和采购对象已有启用的模板，请先停用。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class TemplateChapter(RevisedModel):
    """A chapter of a template; its text holds fields such as {{项目名称}}."""

    template = models.ForeignKey(DocumentTemplate, models.CASCADE, verbose_name="文件模板", related_name="chapters")
    position = models.PositiveIntegerField("序号")
    level = models.PositiveSmallIntegerField("层级", default=1, validators=LEVELS)
    title = models.CharField("标题", max_length=200)
    body_html = models.TextField("正文", blank=True)
    is_required = models.BooleanField("必备章节", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "模板章节"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(level__range=(1, 3)),
                name="template_level_in_bounds",
                violation_error_message="层级只能是1至3。",
            )
        ]

    def __str__(self) -> str:
        return self.title


class TenderDocument(models.Model):
    """招标文件: the outline of one project, begun from a template."""

    planning = models.OneToOneField(Planning, models.CASCADE, related_name="document")
    template = models.ForeignKey(DocumentTemplate, models.PROTECT, verbose_name="所用模板", related_name="+")
    title = models.CharField("文件名称", max_length=60)
    begun_at = models.DateTimeField("建立时间")

    class Meta:
        verbose_name = verbose_name_plural = "招标文件"

    def __str__(self) -> str:
        return f"{self.planning} {self.title}"


class ChapterQuerySet(QuerySet["DocumentChapter"]):
    """Questions asked of chapters."""

    def standing(self) -> "ChapterQuerySet":
        """Return the chapters that belong to the document, in their order."""
        return self.filter(removed_at__isnull=True)


class DocumentChapter(models.Model):
    """章节: one entry of the outline and its text. One that was taken out keeps its text: it may be put back."""

    document = models.ForeignKey(TenderDocument, models.CASCADE, related_name="chapters")
    key = models.UUIDField("行标识", default=uuid.uuid4)
    position = models.PositiveIntegerField("序号")
    level = models.PositiveSmallIntegerField("层级", default=1, validators=LEVELS)
    title = models.CharField("标题", max_length=200)
    body_html = models.TextField("正文", blank=True)
    is_required = models.BooleanField("必备章节", default=False)
    removed_at = models.DateTimeField("移除时间", null=True)

    objects = ChapterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "招标文件章节"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["document", "key"], name="chapter_key_once"),
            models.CheckConstraint(
                condition=Q(is_required=False) | Q(removed_at__isnull=True),
                name="required_chapter_stays",
                violation_error_message="必备章节不能移除。",
            ),
            models.CheckConstraint(
                condition=Q(level__range=(1, 3)),
                name="chapter_level_in_bounds",
                violation_error_message="层级只能是1至3。",
            ),
        ]

    def __str__(self) -> str:
        return self.title


def document_file_path(attached: "DocumentFile", filename: str) -> str:
    """Return where an attached file is stored: by content, never by the name it came with."""
    return f"documents/{attached.sm3[:2]}/{attached.sm3}"


class DocumentFile(models.Model):
    """附件: a file that is handed out with the document (图纸, 工程量清单 …)."""

    document = models.ForeignKey(TenderDocument, models.CASCADE, related_name="files")
    name = models.CharField("文件名", max_length=120)
    size = models.PositiveBigIntegerField("大小")
    media_type = models.CharField("类型", max_length=100)
    sm3 = models.CharField("SM3", max_length=64)
    file = models.FileField(upload_to=document_file_path, max_length=200)
    uploaded_at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = verbose_name_plural = "招标文件附件"
        ordering = ["uploaded_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "sm3"],
                name="document_file_once",
                violation_error_message="同一份文件已经上传过了。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class BidSlot(models.Model):
    """投标文件组成: one thing that a bidder must, or may, hand in for a lot."""

    class Category(models.TextChoices):
        QUALIFICATION = "qualification", "资格证明文件"
        BUSINESS = "business", "商务部分"
        TECHNICAL = "technical", "技术部分"
        PRICE_SHEET = "price_sheet", "报价一览表"
        OTHER = "other", "其他材料"

    planning = models.ForeignKey(Planning, models.CASCADE, related_name="slots")
    lot = models.ForeignKey(Lot, models.PROTECT, verbose_name="标段", related_name="slots")
    key = models.UUIDField("行标识", default=uuid.uuid4)
    position = models.PositiveIntegerField("序号")
    category = models.CharField("类别", max_length=20, choices=Category)
    name = models.CharField("名称", max_length=100)
    requirement = models.CharField("要求", max_length=500, blank=True)
    is_required = models.BooleanField("必须提交", default=True)
    most_megabytes = models.PositiveIntegerField(
        "大小上限（MB）", default=100, validators=[MinValueValidator(1), MaxValueValidator(500)]
    )

    class Meta:
        verbose_name = verbose_name_plural = "投标文件组成"
        ordering = ["lot_id", "position"]
        constraints = [models.UniqueConstraint(fields=["planning", "key"], name="slot_key_once")]

    def __str__(self) -> str:
        return f"{self.lot.lot_no} {self.name}"


def build_path(build: "DocumentBuild", filename: str) -> str:
    """Return where a printed document is stored."""
    return f"builds/{build.planning_id}/{build.pk}/{filename}"


class DocumentBuild(StatusModel):
    """生成: the document as PDF and DOCX, printed in the background; of a version, or of the draft as it stands."""

    class Status(models.TextChoices):
        WAITING = "waiting", "排队中"  # asked for
        BUILDING = "building", "生成中"  # a worker is at it
        DONE = "done", "已生成"  # both files are stored
        FAILED = "failed", "生成失败"  # the reason stands in `error`

    MOVES = {
        Status.WAITING: frozenset({Status.BUILDING, Status.FAILED}),
        # Back to waiting when the worker died at it.
        Status.BUILDING: frozenset({Status.DONE, Status.FAILED, Status.WAITING}),
        Status.DONE: frozenset(),
        Status.FAILED: frozenset(),
    }

    planning = models.ForeignKey(Planning, models.PROTECT, related_name="builds")
    version = models.ForeignKey(PlanningVersion, models.PROTECT, null=True, related_name="builds")
    status = models.CharField("状态", max_length=20, choices=Status, default=Status.WAITING)
    # Of a draft, what it looked like when it was asked for; a version has its own.
    content = models.JSONField("内容", null=True)
    progress = models.PositiveSmallIntegerField("进度（%）", default=0)
    stage = models.CharField("进行到", max_length=60, blank=True)
    error = models.TextField("失败原因", blank=True)
    pdf = models.FileField("PDF", upload_to=build_path, max_length=200)
    pdf_sm3 = models.CharField("PDF SM3", max_length=64, blank=True)
    docx = models.FileField("DOCX", upload_to=build_path, max_length=200)
    docx_sm3 = models.CharField("DOCX SM3", max_length=64, blank=True)
    requested_at = models.DateTimeField("申请时间")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="申请人", related_name="+")
    attempts = models.PositiveSmallIntegerField("已尝试次数", default=0)
    claimed_at = models.DateTimeField("开始时间", null=True)
    finished_at = models.DateTimeField("完成时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "文件生成"
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(version__isnull=False) | Q(content__isnull=False),
                name="build_has_content",
                violation_error_message="生成必须有内容。",
            ),
            models.CheckConstraint(
                condition=~Q(status="done") | (~Q(pdf="") & ~Q(docx="")),
                name="done_has_files",
                violation_error_message="已生成的必须有文件。",
            ),
            models.UniqueConstraint(
                fields=["planning"],
                condition=Q(version__isnull=True, status__in=["waiting", "building"]),
                name="one_draft_build_at_a_time",
                violation_error_message="草稿正在生成，请等待完成。",
            ),
            models.UniqueConstraint(
                fields=["version"],
                condition=~Q(status="failed"),
                name="version_built_once",
                violation_error_message="该版本已经生成或正在生成。",
            ),
        ]
        indexes = [
            models.Index(fields=["requested_at"], name="build_due", condition=Q(status__in=["waiting", "building"])),
        ]

    def __str__(self) -> str:
        return f"{self.planning} {self.get_status_display()}"

    @property
    def is_finished(self) -> bool:
        """Tell whether nothing more will come of it."""
        return self.status in (self.Status.DONE, self.Status.FAILED)
