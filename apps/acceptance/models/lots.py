"""标段（包）of a project."""

from django.db import models
from django.db.models import F, Q

from apps.acceptance.models.projects import Project
from apps.core.fields import NormDecimalField


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
