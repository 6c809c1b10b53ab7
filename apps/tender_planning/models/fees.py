"""资费: the center's catalogue, and what an agency sets for each lot."""

import uuid
from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q, QuerySet

from apps.acceptance.codes import Kind
from apps.acceptance.models import Lot
from apps.core.fields import NormDecimalField
from apps.core.models import RevisedModel
from apps.tender_planning.models.effective import EffectiveDated, ends_after_it_begins, in_force_on
from apps.tender_planning.models.planning import Planning

PERCENT = [MinValueValidator(0), MaxValueValidator(100)]


class FeeKind(models.TextChoices):
    """What is paid for."""

    DOCUMENT = "document", "文件费"
    BID_SECURITY = "bid_security", "投标保证金"
    PERFORMANCE_SECURITY = "performance_security", "履约保证金"
    AGENCY_SERVICE = "agency_service", "代理服务费"
    VENUE = "venue", "场地费"
    TRANSACTION_SERVICE = "transaction_service", "交易服务费"
    OTHER = "other", "其他费用"

    @property
    def is_security(self) -> bool:
        """Tell whether it is given back in the end: securities are summed apart from fees."""
        return self in {FeeKind.BID_SECURITY, FeeKind.PERFORMANCE_SECURITY}


class Manner(models.TextChoices):
    """How an amount comes about."""

    FREE = "free", "免收"
    FIXED = "fixed", "固定金额"
    PERCENTAGE = "percentage", "按比例"
    BRACKETS = "brackets", "差额定率累进"


class Payer(models.TextChoices):
    """Who pays."""

    BIDDER = "bidder", "投标（响应）供应商"
    WINNER = "winner", "中标（成交）供应商"
    PURCHASER = "purchaser", "采购人"


class Base(models.TextChoices):
    """What a percentage or a bracket is taken of."""

    BUDGET = "budget", "标段预算"
    CEILING = "ceiling", "最高限价"
    AWARD = "award", "中标（成交）金额"


class FeeTariffQuerySet(QuerySet["FeeTariff"]):
    """Questions asked of the catalogue."""

    def in_force(self, day: date) -> "FeeTariffQuerySet":
        """Return what agencies may choose on `day`."""
        return self.filter(in_force_on(day))

    def for_kind(self, project_kind: str) -> "FeeTariffQuerySet":
        """Return what fits projects of this 采购对象."""
        return self.filter(project_kind__in=["", project_kind])


class FeeTariff(RevisedModel, EffectiveDated):
    """资费目录: a fee that agencies may set, in force from one day to another; kept by the center.

    Where the catalogue leaves the amount or the rate open, the agency enters it; where it states one, that is the fee.
    A tariff that somebody uses is ended and followed by another, never rewritten.
    """

    kind = models.CharField("资费类别", max_length=30, choices=FeeKind)
    name = models.CharField("名称", max_length=100)
    project_kind = models.CharField("适用采购对象", max_length=20, choices=Kind, blank=True, help_text="空：不限")
    manner = models.CharField("计费方式", max_length=20, choices=Manner)
    payer = models.CharField("缴纳人", max_length=20, choices=Payer)
    base = models.CharField("计费基数", max_length=20, choices=Base, blank=True)
    amount = NormDecimalField(
        "金额（元）", null=True, blank=True, validators=[MinValueValidator(0)], help_text="空：由代理机构填写"
    )
    rate = models.DecimalField(
        "比例（%）",
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=PERCENT,
        help_text="空：由代理机构填写",
    )
    citation = models.CharField("依据", max_length=200)
    explanation = models.CharField("说明", max_length=500, blank=True)

    objects = FeeTariffQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "资费目录"
        ordering = ["kind", "name", "effective_from"]
        constraints = [
            ends_after_it_begins("tariff_ends_after_it_begins"),
            models.CheckConstraint(
                condition=(Q(amount__isnull=True) | Q(amount__gte=0))
                & (Q(rate__isnull=True) | Q(rate__range=(0, 100))),
                name="tariff_figures_in_bounds",
                violation_error_message="金额不能是负数，比例应在0至100之间。",
            ),
            models.CheckConstraint(
                condition=Q(manner__in=["free", "fixed"]) | ~Q(base=""),
                name="tariff_manner_is_complete",
                violation_error_message="按比例或累进计费的，须填计费基数。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def manners(self) -> frozenset[str]:
        """Return the manners that an agency may choose with it."""
        if self.manner == Manner.BRACKETS:
            return frozenset({Manner.BRACKETS, Manner.FREE})
        if self.manner == Manner.FREE:
            return frozenset({Manner.FREE})
        if self.amount is not None or self.rate is not None:
            return frozenset({self.manner})
        return frozenset({Manner.FREE, Manner.FIXED, Manner.PERCENTAGE})


class FeeBracket(models.Model):
    """One step of a bracketed tariff (差额累进): the rate of the part up to `upper_bound`."""

    tariff = models.ForeignKey(FeeTariff, models.CASCADE, related_name="brackets")
    upper_bound = NormDecimalField("上限（元，含）", null=True, blank=True, help_text="空：无上限")
    rate = models.DecimalField("费率（%）", max_digits=9, decimal_places=6, validators=PERCENT)

    class Meta:
        verbose_name = verbose_name_plural = "分档费率"
        ordering = [F("upper_bound").asc(nulls_last=True)]
        constraints = [
            models.UniqueConstraint(
                fields=["tariff", "upper_bound"],
                nulls_distinct=False,
                name="bracket_once",
                violation_error_message="同一上限只能有一档。",
            ),
            models.CheckConstraint(
                condition=Q(upper_bound__isnull=True) | Q(upper_bound__gt=0),
                name="bracket_bound_positive",
                violation_error_message="上限必须大于零。",
            ),
            models.CheckConstraint(
                condition=Q(rate__range=(0, 100)),
                name="bracket_rate_in_bounds",
                violation_error_message="费率应在0至100之间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rate}%"


class FeeItem(models.Model):
    """资费: one fee of one lot, as the agency set it and as it was computed."""

    planning = models.ForeignKey(Planning, models.CASCADE, related_name="fees")
    lot = models.ForeignKey(Lot, models.PROTECT, verbose_name="标段", related_name="fees")
    key = models.UUIDField("行标识", default=uuid.uuid4)
    position = models.PositiveIntegerField("序号")
    tariff = models.ForeignKey(FeeTariff, models.PROTECT, verbose_name="资费", related_name="+")
    manner = models.CharField("计费方式", max_length=20, choices=Manner)
    payer = models.CharField("缴纳人", max_length=20, choices=Payer)
    base = models.CharField("计费基数", max_length=20, choices=Base, blank=True)
    # For 中标（成交）金额 an estimate: the amount is computed again when the award is known.
    base_amount = NormDecimalField("基数金额（元）", null=True, blank=True)
    rate = models.DecimalField("比例（%）", max_digits=9, decimal_places=6, null=True, blank=True, validators=PERCENT)
    discount = models.DecimalField("下浮（%）", max_digits=9, decimal_places=6, default=0, validators=PERCENT)
    amount = NormDecimalField("金额（元）", null=True)
    steps = models.JSONField("计算过程", default=list)
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "资费"
        ordering = ["lot_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["planning", "key"], name="fee_key_once"),
            models.CheckConstraint(
                condition=(Q(amount__isnull=True) | Q(amount__gte=0))
                & (Q(base_amount__isnull=True) | Q(base_amount__gte=0)),
                name="fee_amounts_not_negative",
                violation_error_message="金额不能是负数。",
            ),
            models.CheckConstraint(
                condition=(Q(rate__isnull=True) | Q(rate__range=(0, 100))) & Q(discount__range=(0, 100)),
                name="fee_rates_in_bounds",
                violation_error_message="比例应在0至100之间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lot.lot_no} {self.tariff}"
