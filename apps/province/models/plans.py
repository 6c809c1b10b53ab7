"""采购计划 and the organisations that file and carry them out."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from apps.province.choices import Kind, Method, OrganisationForm, TradingCenter
from apps.province.environment import environment


class Organisation(models.Model):
    """A purchaser or an agency that the forms offer; plans keep a copy of it, not a reference."""

    class Role(models.TextChoices):
        PURCHASER = "purchaser", "采购人"
        AGENCY = "agency", "代理机构"

    role = models.CharField("角色", max_length=16, choices=Role.choices)
    uscc = models.CharField("统一社会信用代码", max_length=18)
    name = models.CharField("名称", max_length=200)
    contact = models.CharField("联系人", max_length=100, blank=True)
    phone = models.CharField("电话", max_length=50, blank=True)
    address = models.CharField("地址", max_length=200, blank=True)

    objects: ClassVar[models.Manager["Organisation"]] = models.Manager()

    class Meta:
        verbose_name = "单位"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["role", "uscc"], name="organisation_once_per_role", violation_error_message="该单位已登记"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def as_party(self) -> dict[str, str]:
        """Return the organisation as the wire's `party`, without empty fields."""
        fields = {field: getattr(self, field) for field in ("name", "uscc", "contact", "phone", "address")}
        return {field: value for field, value in fields.items() if value}


class Plan(models.Model):
    """采购计划: drafted by the purchaser's officer, filed, and sent to the trading center it chose."""

    class Status(models.TextChoices):
        DRAFT = "draft", "草稿"  # saved by the officer, known to nobody else
        FILED = "filed", "已备案"  # filed; pushed to the center if it is above the threshold
        WITHDRAWN = "withdrawn", "已撤回"  # taken back by the officer; may be filed again

    LAWFUL_MOVES = {
        Status.DRAFT: {Status.FILED},
        Status.FILED: {Status.WITHDRAWN},
        Status.WITHDRAWN: {Status.FILED},
    }

    plan_no = models.CharField("计划编号", max_length=64, unique=True)
    # Grows with every saved change, drafts included: versions on the wire may have gaps, and the
    # same number tells two browser tabs apart.
    version = models.PositiveIntegerField("版本", default=1)
    status = models.CharField("状态", max_length=16, choices=Status.choices, default=Status.DRAFT)
    title = models.CharField("计划名称", max_length=600)
    purchaser = models.JSONField("采购人")
    agency = models.JSONField("代理机构")
    trading_center = models.CharField("交易平台", max_length=6, choices=TradingCenter.choices)
    region_code = models.CharField("行政区划", max_length=6)
    method = models.CharField("采购方式", max_length=32, choices=Method.choices)
    organisation_form = models.CharField("组织形式", max_length=16, choices=OrganisationForm.choices)
    kind = models.CharField("项目类别", max_length=16, choices=Kind.choices)
    budget = models.DecimalField("预算金额（元）", max_digits=20, decimal_places=6)
    fund_source = models.CharField("资金来源", max_length=200, blank=True)
    above_threshold = models.BooleanField("限额以上")
    sme_reserved = models.BooleanField("专门面向中小企业")
    handler = models.CharField("采购经办岗", max_length=100)
    filed_at = models.DateTimeField("备案时间", null=True, blank=True)
    changed_at = models.DateTimeField("最后修改")

    objects: ClassVar[models.Manager["Plan"]] = models.Manager()

    class Meta:
        verbose_name = "采购计划"
        ordering = ["-plan_no"]
        constraints = [
            models.CheckConstraint(
                condition=Q(budget__gt=0), name="plan_budget_positive", violation_error_message="预算金额须大于零"
            ),
            models.CheckConstraint(
                condition=Q(status="draft") | Q(filed_at__isnull=False),
                name="plan_filed_at_known",
                violation_error_message="已备案的计划须有备案时间",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_no} {self.title}"

    def lines(self) -> "models.QuerySet[PlanItem]":
        """Return the plan's items in their order."""
        return PlanItem.objects.filter(plan=self)

    @property
    def is_for_the_platform(self) -> bool:
        """Whether the platform is entitled to see this plan as it stands."""
        return (
            self.status == self.Status.FILED
            and self.above_threshold
            and self.trading_center == environment().center_code
        )


class PlanItem(models.Model):
    """One category line of a plan's budget."""

    plan = models.ForeignKey(Plan, verbose_name="采购计划", related_name="+", on_delete=models.CASCADE)
    position = models.PositiveIntegerField("序号")
    category_code = models.CharField("品目编码", max_length=9)
    name = models.CharField("标的名称", max_length=200)
    quantity = models.DecimalField("数量", max_digits=20, decimal_places=6)
    unit = models.CharField("单位", max_length=20)
    budget = models.DecimalField("预算（元）", max_digits=20, decimal_places=6)

    objects: ClassVar[models.Manager["PlanItem"]] = models.Manager()

    class Meta:
        verbose_name = "采购明细"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "position"], name="plan_item_position_once", violation_error_message="明细序号重复"
            ),
        ]

    def __str__(self) -> str:
        return self.name
