"""评分标准: how the bids of a lot are ranked."""

import uuid

from django.db import models
from django.db.models import F, Q

from apps.acceptance.models import Lot
from apps.accounts.models import Organisation
from apps.core.models import RevisedModel
from apps.tender_planning.models.planning import Planning
from apps.tender_planning.scoring.choices import Category, EvaluationMethod, Judging, TieRule

RATES = (
    "small_firm_deduction",
    "consortium_deduction",
    "domestic_deduction",
    "abnormal_mean_rate",
    "abnormal_second_rate",
    "abnormal_ceiling_rate",
)


class BrandWord(RevisedModel):
    """A word that points to a brand or a maker; found in a scheme, it is told to the agency. Kept by the center."""

    word = models.CharField("词语", max_length=60, unique=True, error_messages={"unique": "该词语已登记。"})
    note = models.CharField("说明", max_length=200, blank=True)
    is_active = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "品牌指向词"
        ordering = ["word"]

    def __str__(self) -> str:
        return self.word


class ScoringSchemeQuerySet(models.QuerySet["ScoringScheme"]):
    """Questions asked of schemes."""

    def of_agency(self, agency: Organisation) -> "ScoringSchemeQuerySet":
        """Return the agency's own schemes: there are no others for its staff."""
        return self.filter(lot__project__agency=agency)

    def matching(self, words: str) -> "ScoringSchemeQuerySet":
        """Return the schemes whose project's number or name, or whose lot's name, holds every one of the words."""
        found = self
        for word in words.split():
            found = found.filter(
                Q(lot__project__project_no__icontains=word)
                | Q(lot__project__name__icontains=word)
                | Q(lot__name__icontains=word)
            )
        return found


class ScoringScheme(models.Model):
    """评分标准 of one lot. Drafts are stored as far as they are filled in; `scoring.checks` says what is missing."""

    planning = models.ForeignKey(Planning, models.CASCADE, related_name="schemes")
    lot = models.OneToOneField(Lot, models.PROTECT, verbose_name="标段", related_name="scoring_scheme")
    evaluation_method = models.CharField("评审方法", max_length=20, choices=EvaluationMethod)
    # 执行国家统一定价标准和采用固定价格采购: the price is not scored (令87 第五十五条).
    is_price_fixed = models.BooleanField("固定价格（价格不评分）", default=False)
    # Percentages: 20 is twenty per cent; None where the agency sets none.
    small_firm_deduction = models.DecimalField(
        "小微企业价格扣除（%）", max_digits=5, decimal_places=2, null=True, blank=True
    )
    consortium_deduction = models.DecimalField(
        "联合体（分包）小微企业价格扣除（%）", max_digits=5, decimal_places=2, null=True, blank=True
    )
    domestic_deduction = models.DecimalField(
        "本国产品价格扣除（%）", max_digits=5, decimal_places=2, null=True, blank=True
    )
    # 异常低价 (财库〔2026〕2号): a quote below one of these shares is asked about.
    abnormal_mean_rate = models.DecimalField(
        "低于平均报价的（%）", max_digits=5, decimal_places=2, null=True, blank=True
    )
    abnormal_second_rate = models.DecimalField(
        "低于次低报价的（%）", max_digits=5, decimal_places=2, null=True, blank=True
    )
    abnormal_ceiling_rate = models.DecimalField(
        "低于最高限价的（%）", max_digits=5, decimal_places=2, null=True, blank=True
    )
    tie_rule = models.CharField("得分相同时", max_length=40, choices=TieRule)
    changed_at = models.DateTimeField("最近修改时间")

    objects = ScoringSchemeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "评分标准"
        ordering = ["lot_id"]
        indexes = [models.Index(fields=["-changed_at", "-id"], name="scheme_newest_first")]
        constraints = [
            models.CheckConstraint(
                condition=Q(*(Q(**{f"{rate}__isnull": True}) | Q(**{f"{rate}__range": (0, 100)}) for rate in RATES)),
                name="scheme_rates_in_bounds",
                violation_error_message="比例应在0至100之间。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.lot} 评分标准"


class ScoringGroup(models.Model):
    """A branch of the tree: 价格, 技术, 商务, 其他, with its share of the hundred points."""

    scheme = models.ForeignKey(ScoringScheme, models.CASCADE, related_name="groups")
    category = models.CharField("类别", max_length=20, choices=Category)
    name = models.CharField("名称", max_length=60)
    points = models.DecimalField("分值", max_digits=5, decimal_places=2, null=True)

    class Meta:
        verbose_name = verbose_name_plural = "评分类别"
        ordering = ["scheme_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "category"], name="scoring_group_once"),
            models.CheckConstraint(
                condition=Q(points__isnull=True) | Q(points__range=(0, 100)),
                name="group_points_in_bounds",
                violation_error_message="分值应在0至100之间。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ScoringItem(models.Model):
    """评分项: what points are given for. The price has none: its points follow from a formula."""

    scheme = models.ForeignKey(ScoringScheme, models.CASCADE, related_name="items")
    category = models.CharField("类别", max_length=20, choices=Category)
    key = models.UUIDField("行标识", default=uuid.uuid4)
    position = models.PositiveIntegerField("序号")
    name = models.CharField("评分因素", max_length=100, blank=True)
    judging = models.CharField("评分性质", max_length=20, choices=Judging)
    least_points = models.DecimalField("最低分", max_digits=5, decimal_places=2, null=True)
    most_points = models.DecimalField("最高分", max_digits=5, decimal_places=2, null=True)
    description = models.TextField("评分标准", max_length=2000, blank=True)
    evidence = models.CharField("证明材料", max_length=500, blank=True)
    # [{"label": "优", "least": "8", "most": "10", "criterion": "…"}], from the best to the worst.
    levels = models.JSONField("分档", default=list, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "评分项"
        ordering = ["scheme_id", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "key"], name="scoring_item_key_once"),
            models.CheckConstraint(
                condition=~Q(category="price"),
                name="price_has_no_items",
                violation_error_message="价格分按公式计算，不设评分项。",
            ),
            models.CheckConstraint(
                condition=Q(least_points__isnull=True) | Q(least_points__gte=0),
                name="item_points_not_negative",
                violation_error_message="最低分不能是负数。",
            ),
            models.CheckConstraint(
                condition=Q(most_points__isnull=True) | Q(most_points__range=(0, 100)),
                name="item_points_in_bounds",
                violation_error_message="最高分应在0至100之间。",
            ),
            models.CheckConstraint(
                condition=Q(least_points__isnull=True)
                | Q(most_points__isnull=True)
                | Q(least_points__lte=F("most_points")),
                name="item_points_in_order",
                violation_error_message="最低分不得高于最高分。",
            ),
        ]

    def __str__(self) -> str:
        return self.name
