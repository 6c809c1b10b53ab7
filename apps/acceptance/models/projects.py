"""项目: what an agency enters and the center accepts."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q, QuerySet

from apps.acceptance.codes import Kind, Method, OrganisationForm
from apps.acceptance.models.plans import ProcurementPlan
from apps.accounts.models import Organisation, validate_credit_code
from apps.core.fields import NormDecimalField
from apps.core.models import StatusModel


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
