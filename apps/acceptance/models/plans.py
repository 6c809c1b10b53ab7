"""采购计划, as the province files them."""

from django.db import models
from django.db.models import Q, QuerySet

from apps.acceptance.codes import Kind, Method, OrganisationForm
from apps.accounts.models import Organisation
from apps.core.fields import NormDecimalField
from apps.core.models import StatusModel


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
