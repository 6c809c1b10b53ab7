"""A scoring scheme as plain values: what is checked, tried out, written to a spreadsheet and read from one.

Points and percentages are plain numbers (30 means 30 points or 30 %). None is what nobody has
filled in yet: a draft is checked as well as a finished scheme.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from apps.tender_planning.scoring.choices import Category, EvaluationMethod, Judging, TieRule

FULL_POINTS = Decimal(100)

# What a scheme says beside its groups and items.
SETTINGS = (
    "evaluation_method",
    "is_price_fixed",
    "small_firm_deduction",
    "consortium_deduction",
    "domestic_deduction",
    "abnormal_mean_rate",
    "abnormal_second_rate",
    "abnormal_ceiling_rate",
    "tie_rule",
)


@dataclass(frozen=True)
class Level:
    """One interval of an item (档次): from `least` to `most` points for what meets `criterion`."""

    label: str
    least: Decimal | None
    most: Decimal | None
    criterion: str = ""


@dataclass(frozen=True)
class Item:
    """评分项; `key` names its row on every page and in every version."""

    key: str
    category: Category
    name: str
    judging: Judging
    least_points: Decimal | None
    most_points: Decimal | None
    description: str = ""
    evidence: str = ""
    levels: tuple[Level, ...] = ()


@dataclass(frozen=True)
class Group:
    """A branch of the tree with its share of the hundred points."""

    category: Category
    name: str
    points: Decimal | None


@dataclass(frozen=True)
class SchemeFacts:
    """评分标准 of a lot. A rate that is None is the one that the law gives where nothing else is said."""

    evaluation_method: EvaluationMethod = EvaluationMethod.COMPREHENSIVE
    is_price_fixed: bool = False
    small_firm_deduction: Decimal | None = None
    consortium_deduction: Decimal | None = None
    domestic_deduction: Decimal | None = None
    abnormal_mean_rate: Decimal | None = None
    abnormal_second_rate: Decimal | None = None
    abnormal_ceiling_rate: Decimal | None = None
    tie_rule: TieRule = TieRule.LOWER_PRICE
    groups: tuple[Group, ...] = ()
    items: tuple[Item, ...] = ()

    @property
    def is_comprehensive(self) -> bool:
        """Tell whether points decide, and not the price alone."""
        return self.evaluation_method == EvaluationMethod.COMPREHENSIVE

    def points_of(self, category: Category) -> Decimal:
        """Return the share of a branch; one that is not there or not filled in has none."""
        return total(group.points for group in self.groups if group.category == category)

    def items_of(self, category: Category) -> tuple[Item, ...]:
        """Return the items of a branch in their order."""
        return tuple(item for item in self.items if item.category == category)


def total(points: Iterable[Decimal | None]) -> Decimal:
    """Add up points; what is not filled in counts nothing."""
    return sum((each for each in points if each is not None), Decimal(0))
