"""Procurement plans, projects, lots, submissions and their review."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q, QuerySet

from apps.acceptance.codes import Kind, Method, OrganisationForm, PaperKind
from apps.accounts.models import Organisation, validate_credit_code
from apps.core.fields import NormDecimalField
from apps.core.models import StatusModel


class CategoryQuerySet(QuerySet["Category"]):
    """Questions asked of the catalogue."""

    def matching(self, words: str) -> "CategoryQuerySet":
        """Return the entries in use whose code begins with the words or whose name holds them."""
        return self.filter(Q(code__istartswith=words) | Q(name__icontains=words), is_active=True)


class Category(models.Model):
    """品目: an entry of the 政府采购品目分类目录, kept by the center's administrators."""

    scheme = models.CharField("目录版本", max_length=20, default="CN-GPC-2022")
    code = models.CharField("品目编码", max_length=12, unique=True, error_messages={"unique": "该品目编码已存在。"})
    name = models.CharField("品目名称", max_length=200)
    kind = models.CharField("采购对象", max_length=20, choices=Kind)
    is_active = models.BooleanField("启用", default=True)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "采购品目"
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class PlanQuerySet(QuerySet["ProcurementPlan"]):
    """Questions asked of plans."""

    def open_to(self, agency: Organisation) -> "PlanQuerySet":
        """Return the plans that this agency may pick: available and commissioned to it."""
        return self.filter(status=ProcurementPlan.Status.AVAILABLE, agency_credit_code=agency.credit_code)

    def matching(self, words: str) -> "PlanQuerySet":
        """Return the plans whose number, title or purchaser holds every one of the words."""
        found = self
        for word in words.split():
            found = found.filter(
                Q(plan_no__icontains=word) | Q(title__icontains=word) | Q(purchaser_name__icontains=word)
            )
        return found


class ProcurementPlan(StatusModel):
    """采购计划: filed in the province, known here as the province last told it."""

    class Status(models.TextChoices):
        AVAILABLE = "available", "可选择"  # the province sent it
        TAKEN = "taken", "已受理"  # an agency entered a project from it
        WITHDRAWN = "withdrawn", "已撤回"  # the province took it back

    MOVES = {
        Status.AVAILABLE: frozenset({Status.TAKEN, Status.WITHDRAWN}),
        Status.TAKEN: frozenset({Status.AVAILABLE, Status.WITHDRAWN}),
        Status.WITHDRAWN: frozenset({Status.AVAILABLE, Status.TAKEN}),
    }

    plan_no = models.CharField("计划编号", max_length=64, unique=True)
    version = models.PositiveBigIntegerField("版本")
    status = models.CharField("状态", max_length=20, choices=Status, default=Status.AVAILABLE)
    title = models.CharField("计划名称", max_length=600)
    purchaser_name = models.CharField("采购人", max_length=200)
    purchaser_credit_code = models.CharField("采购人统一社会信用代码", max_length=18)
    purchaser_contact = models.CharField("采购人联系人", max_length=100, blank=True)
    purchaser_phone = models.CharField("采购人联系电话", max_length=50, blank=True)
    purchaser_address = models.CharField("采购人地址", max_length=200, blank=True)
    agency_name = models.CharField("代理机构", max_length=200)
    agency_credit_code = models.CharField("代理机构统一社会信用代码", max_length=18)
    region_code = models.CharField("行政区划", max_length=64)
    method = models.CharField("采购方式", max_length=40, choices=Method)
    organisation_form = models.CharField("采购组织形式", max_length=20, choices=OrganisationForm)
    kind = models.CharField("采购对象", max_length=20, choices=Kind)
    budget = NormDecimalField("预算金额（元）")
    fund_source = models.CharField("资金来源", max_length=2000, blank=True)
    is_sme_reserved = models.BooleanField("专门面向中小企业")
    handler_name = models.CharField("采购经办岗", max_length=200)
    filed_at = models.DateTimeField("备案时间")
    received_at = models.DateTimeField("收到时间")
    withdrawn_at = models.DateTimeField("撤回时间", null=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "采购计划"
        indexes = [
            models.Index(fields=["agency_credit_code", "-filed_at", "-id"], name="plan_picker"),
        ]

    def __str__(self) -> str:
        return f"{self.plan_no} {self.title}"

    def is_commissioned_to(self, agency: Organisation) -> bool:
        """Tell whether the plan, as the province last told it, is this agency's to work on."""
        return self.agency_credit_code == agency.credit_code


class PlanItem(models.Model):
    """One line of a plan."""

    plan = models.ForeignKey(ProcurementPlan, models.CASCADE, related_name="items")
    position = models.PositiveIntegerField("序号")
    category_code = models.CharField("品目编码", max_length=64)
    name = models.CharField("名称", max_length=600)
    quantity = NormDecimalField("数量")
    unit = models.CharField("单位", max_length=200)
    budget = NormDecimalField("预算金额（元）")

    class Meta:
        verbose_name = verbose_name_plural = "计划明细"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["plan", "position"], name="plan_item_position")]

    def __str__(self) -> str:
        return self.name


class ProjectQuerySet(QuerySet["Project"]):
    """Questions asked of projects."""

    def of_agency(self, agency: Organisation) -> "ProjectQuerySet":
        """Return the agency's own projects: there are no others for its staff."""
        return self.filter(agency=agency)

    def matching(self, words: str) -> "ProjectQuerySet":
        """Return the projects whose number, name or purchaser holds every one of the words."""
        found = self
        for word in words.split():
            found = found.filter(
                Q(project_no__icontains=word) | Q(name__icontains=word) | Q(purchaser_name__icontains=word)
            )
        return found

    def awaiting_review(self) -> "ProjectQuerySet":
        """Return what lies at the center, longest waiting first."""
        return self.filter(status=Project.Status.SUBMITTED).order_by("submitted_at", "pk")

    def with_unseen_plan_change(self) -> "ProjectQuerySet":
        """Return live projects whose plan the province changed or withdrew after it was last looked at."""
        return self.filter(plan__version__gt=F("plan_version")).exclude(status__in=Project.ENDED)


class Project(StatusModel):
    """项目: a procurement on its way through this center."""

    class Status(models.TextChoices):
        DRAFT = "draft", "草稿"  # the agency entered it
        SUBMITTED = "submitted", "待审核"  # the agency submitted it
        RETURNED = "returned", "已退回"  # a reviewer returned it with reasons
        ACCEPTED = "accepted", "已受理"  # a reviewer accepted it
        CANCELLED = "cancelled", "已取消"  # the agency gave it up before acceptance
        CLOSED = "closed", "已办结"  # everything is done and archived
        TERMINATED = "terminated", "已终止"  # the procurement was ended

    MOVES = {
        Status.DRAFT: frozenset({Status.SUBMITTED, Status.CANCELLED}),
        Status.SUBMITTED: frozenset({Status.ACCEPTED, Status.RETURNED}),
        Status.RETURNED: frozenset({Status.SUBMITTED, Status.CANCELLED}),
        Status.ACCEPTED: frozenset({Status.CLOSED, Status.TERMINATED}),
        Status.CANCELLED: frozenset(),
        Status.CLOSED: frozenset(),
        Status.TERMINATED: frozenset(),
    }
    EDITABLE = frozenset({Status.DRAFT, Status.RETURNED})
    ENDED = frozenset({Status.CANCELLED, Status.CLOSED, Status.TERMINATED})
    # Project field → plan field; what the plan rules is read-only in the project.
    RULED_BY_PLAN = {
        "name": "title",
        "method": "method",
        "organisation_form": "organisation_form",
        "kind": "kind",
        "budget": "budget",
        "fund_source": "fund_source",
        "is_sme_reserved": "is_sme_reserved",
        "purchaser_name": "purchaser_name",
        "purchaser_credit_code": "purchaser_credit_code",
    }
    # Prefilled from the plan, then the agency's to complete.
    PREFILLED_BY_PLAN = ("purchaser_contact", "purchaser_phone", "purchaser_address")

    plan = models.ForeignKey(
        ProcurementPlan, models.PROTECT, verbose_name="采购计划", null=True, related_name="projects"
    )
    plan_version = models.PositiveBigIntegerField("已核对的计划版本", null=True)
    agency = models.ForeignKey(Organisation, models.PROTECT, verbose_name="代理机构", related_name="projects")
    project_no = models.CharField("项目编号", max_length=50, unique=True, null=True)
    status = models.CharField("状态", max_length=20, choices=Status, default=Status.DRAFT)
    revision = models.PositiveIntegerField("修订号", default=1)

    name = models.CharField("项目名称", max_length=600, blank=True)
    method = models.CharField("采购方式", max_length=40, choices=Method, blank=True)
    organisation_form = models.CharField("采购组织形式", max_length=20, choices=OrganisationForm, blank=True)
    kind = models.CharField("采购对象", max_length=20, choices=Kind, blank=True)
    budget = NormDecimalField("预算金额（元）", null=True, blank=True, validators=[MinValueValidator(0)])
    fund_source = models.CharField("资金来源", max_length=2000, blank=True)
    is_sme_reserved = models.BooleanField("专门面向中小企业", default=False)
    purchaser_name = models.CharField("采购人", max_length=200, blank=True)
    purchaser_credit_code = models.CharField(
        "采购人统一社会信用代码", max_length=18, blank=True, validators=[validate_credit_code]
    )
    purchaser_contact = models.CharField("采购人联系人", max_length=100, blank=True)
    purchaser_phone = models.CharField("采购人联系电话", max_length=50, blank=True)
    purchaser_address = models.CharField("采购人地址", max_length=200, blank=True)
    agency_contact = models.CharField("项目联系人", max_length=100, blank=True)
    agency_phone = models.CharField("项目联系电话", max_length=50, blank=True)
    accepts_consortium = models.BooleanField("接受联合体", default=False)
    is_import_allowed = models.BooleanField("允许采购进口产品", default=False)
    is_encrypted = models.BooleanField("投标（响应）文件加密", default=True)
    is_remote_opening = models.BooleanField("不见面开标", default=True)
    requirement_summary = models.TextField("采购需求概况", blank=True, max_length=4000)
    planned_announcement_date = models.DateField("拟发布公告日期", null=True, blank=True)
    remarks = models.TextField("备注", blank=True, max_length=2000)

    created_at = models.DateTimeField("登记时间")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="登记人", related_name="+")
    changed_at = models.DateTimeField("最近修改时间")
    submitted_at = models.DateTimeField("提交时间", null=True)
    accepted_at = models.DateTimeField("受理时间", null=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "项目"
        constraints = [
            models.UniqueConstraint(
                fields=["plan"],
                condition=~Q(status="cancelled"),
                name="plan_taken_once",
                violation_error_message="该采购计划已被其他项目选用。",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "cancelled"]) | Q(project_no__isnull=False),
                name="submitted_has_number",
                violation_error_message="提交后的项目必须有项目编号。",
            ),
            models.CheckConstraint(
                condition=~Q(status="accepted") | Q(accepted_at__isnull=False),
                name="accepted_has_time",
                violation_error_message="已受理的项目必须有受理时间。",
            ),
            models.CheckConstraint(
                condition=Q(plan__isnull=True) | Q(plan_version__isnull=False),
                name="plan_has_seen_version",
                violation_error_message="选用计划的项目必须记有计划版本。",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "-changed_at", "-id"], name="project_agency_list"),
            models.Index(fields=["submitted_at"], name="project_queue", condition=Q(status="submitted")),
        ]

    def __str__(self) -> str:
        return f"{self.project_no or '（未编号）'} {self.name}"

    @property
    def is_editable(self) -> bool:
        """Tell whether the agency may change it now."""
        return self.status in self.EDITABLE

    @property
    def has_unseen_plan_change(self) -> bool:
        """Tell whether the plan was changed or withdrawn after it was last looked at."""
        return (
            self.plan is not None
            and self.plan_version is not None
            and self.plan.version > self.plan_version
            and self.status not in self.ENDED
        )

    @property
    def is_commission_ended(self) -> bool:
        """Tell whether the plan was given to another agency, whose business it now is and not this one's."""
        if self.plan is None or self.status in self.ENDED:
            return False
        return not self.plan.is_commissioned_to(self.agency)

    def read_only_fields(self) -> frozenset[str]:
        """Return the fields that the agency may not change although the project is editable."""
        ruled = frozenset(self.RULED_BY_PLAN) if self.plan_id else frozenset()
        # The number was made from the method, the lots' codes from the kind.
        numbered = frozenset({"method", "kind"}) if self.project_no else frozenset()
        return ruled | numbered


class Lot(models.Model):
    """标段（包）: what is bid for and awarded on its own."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="lots")
    lot_no = models.CharField("标段号", max_length=50)
    name = models.CharField("标段名称", max_length=600)
    category_code = models.CharField("品目编码", max_length=64, blank=True)
    quantity = NormDecimalField("数量", null=True, blank=True)
    unit = models.CharField("单位", max_length=200, blank=True)
    budget = NormDecimalField("预算金额（元）", null=True, blank=True)
    ceiling_price = NormDecimalField("最高限价（元）", null=True, blank=True)
    unified_deal_code = models.CharField("统一交易标识码", max_length=40, unique=True, null=True)

    class Meta:
        verbose_name = verbose_name_plural = "标段"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "lot_no"], name="lot_no_in_project", violation_error_message="标段号不能重复。"
            ),
            models.CheckConstraint(
                condition=Q(budget__isnull=True) | Q(budget__gt=0),
                name="lot_budget_positive",
                violation_error_message="标段预算必须大于零。",
            ),
            models.CheckConstraint(
                condition=Q(quantity__isnull=True) | Q(quantity__gt=0),
                name="lot_quantity_positive",
                violation_error_message="数量必须大于零。",
            ),
            models.CheckConstraint(
                condition=Q(ceiling_price__isnull=True) | Q(ceiling_price__gt=0, ceiling_price__lte=F("budget")),
                name="lot_ceiling_within_budget",
                violation_error_message="最高限价不得超过标段预算。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lot_no} {self.name}"


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
