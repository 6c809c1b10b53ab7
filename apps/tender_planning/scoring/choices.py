"""The lists of values of 评分标准, shared by what is stored and what is computed."""

from django.db import models


class EvaluationMethod(models.TextChoices):
    """评审方法 (令87 第五十三条)."""

    COMPREHENSIVE = "comprehensive", "综合评分法"
    LOWEST_PRICE = "lowest_price", "最低评标（审）价法"


class TieRule(models.TextChoices):
    """What decides between equals after the price (令87 第五十七条; 214号 第二十五条)."""

    LOWER_PRICE = "lower_price", "得分相同的，报价低者优先；报价也相同的并列"
    LOWER_PRICE_THEN_TECHNICAL = "lower_price_then_technical", "得分且报价相同的，技术得分高者优先"


class Category(models.TextChoices):
    """The branches of the tree, in the order of the page; a scheme has each of them at most once."""

    PRICE = "price", "价格"
    TECHNICAL = "technical", "技术"
    BUSINESS = "business", "商务"
    OTHER = "other", "其他"


# The price has no items: its points follow from a formula.
SCORED = tuple(category for category in Category if category != Category.PRICE)


class Judging(models.TextChoices):
    """Whether members of the committee must agree on the points (令87 第六十四条: objective ones do)."""

    OBJECTIVE = "objective", "客观分"
    SUBJECTIVE = "subjective", "主观分"
