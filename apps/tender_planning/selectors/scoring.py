"""评分标准 as it is stored: read as plain values, with what it is held against, and as a table for the document."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from apps.acceptance.codes import Kind, Method
from apps.acceptance.models import Lot
from apps.core.figures import write_figure
from apps.tender_planning.models import BrandWord, Planning, QualificationItem, RuleCode, ScoringItem, ScoringScheme
from apps.tender_planning.rules.book import RuleBook
from apps.tender_planning.scoring.checks import REQUIRED_METHODS, SchemeContext
from apps.tender_planning.scoring.choices import Category, EvaluationMethod, Judging, TieRule
from apps.tender_planning.scoring.facts import Group, Item, Level, SchemeFacts
from apps.tender_planning.scoring.likeness import qualification_phrases


def schemes_of(lots: Iterable[Lot]) -> dict[int, SchemeFacts]:
    """Return the schemes of the lots that have one, by lot; three queries."""
    stored = ScoringScheme.objects.filter(lot__in=[lot.pk for lot in lots]).prefetch_related("groups", "items")
    return {scheme.lot_id: facts_of(scheme) for scheme in stored}


def facts_of(scheme: ScoringScheme) -> SchemeFacts:
    """Return a stored scheme as plain values."""
    return SchemeFacts(
        evaluation_method=EvaluationMethod(scheme.evaluation_method),
        is_price_fixed=scheme.is_price_fixed,
        small_firm_deduction=scheme.small_firm_deduction,
        consortium_deduction=scheme.consortium_deduction,
        domestic_deduction=scheme.domestic_deduction,
        abnormal_mean_rate=scheme.abnormal_mean_rate,
        abnormal_second_rate=scheme.abnormal_second_rate,
        abnormal_ceiling_rate=scheme.abnormal_ceiling_rate,
        tie_rule=TieRule(scheme.tie_rule),
        groups=tuple(Group(Category(group.category), group.name, group.points) for group in scheme.groups.all()),
        items=tuple(_item(item) for item in scheme.items.all()),
    )


def scheme_contexts(planning: Planning, lots: Sequence[Lot], rules: RuleBook) -> dict[int, SchemeContext]:
    """Return what the scheme of every lot is held against, by lot; two queries."""
    project = planning.project
    brand_words = tuple(BrandWord.objects.filter(is_active=True).values_list("word", flat=True))
    phrases: dict[int, list[str]] = {lot.pk: [] for lot in lots}
    for condition in QualificationItem.objects.filter(lot__in=phrases):
        phrases[condition.lot_id] += qualification_phrases(condition.name, condition.requirement, condition.evidence)
    return {
        lot.pk: SchemeContext(
            method=Method(project.method),
            kind=Kind(project.kind),
            rules=rules,
            is_sme_reserved=project.is_sme_reserved,
            accepts_consortium=project.accepts_consortium,
            is_import_allowed=project.is_import_allowed,
            qualifications=tuple(phrases[lot.pk]),
            brand_words=brand_words,
        )
        for lot in lots
    }


def fresh_scheme(context: SchemeContext) -> SchemeFacts:
    """Return what a new scheme begins with: the method that the law fixes, and the lower limits of its bands."""
    method, _ = REQUIRED_METHODS.get(context.method, (EvaluationMethod.COMPREHENSIVE, ""))
    is_reserved = context.is_sme_reserved
    weight = _least(context, RuleCode.PRICE_WEIGHT)
    return SchemeFacts(
        evaluation_method=method,
        small_firm_deduction=None if is_reserved else _least(context, RuleCode.DEDUCTION_SMALL_FIRMS),
        consortium_deduction=_least(context, RuleCode.DEDUCTION_CONSORTIUM)
        if context.accepts_consortium and not is_reserved
        else None,
        domestic_deduction=_least(context, RuleCode.DEDUCTION_DOMESTIC) if context.kind == Kind.GOODS else None,
        tie_rule=TieRule.LOWER_PRICE_THEN_TECHNICAL,
        groups=tuple(
            Group(category, f"{category.label}部分", weight if category == Category.PRICE else None)
            for category in Category
        ),
    )


def scheme_html(scheme: SchemeFacts) -> SafeString:
    """Return a scheme as one table; every text of it is escaped."""
    if not scheme.is_comprehensive:
        return _lowest_price_html(scheme)
    sections = [_group_html(scheme, group) for group in scheme.groups if group.points]
    return format_html(
        "<table><thead><tr><th>评分类别</th><th>评分因素</th><th>分值</th><th>评分标准</th><th>证明材料</th></tr></thead>"
        "<tbody>{}</tbody></table>{}",
        format_html_join("", "{}", ((section,) for section in sections)),
        _rules_html(scheme),
    )


def _group_html(scheme: SchemeFacts, group: Group) -> SafeString:
    label = f"{group.name}（{write_figure(group.points or Decimal(0))}分）"
    if group.category == Category.PRICE:
        formula = (
            "满足采购文件要求且评审价最低的为评审基准价，其价格分为满分；价格分＝（评审基准价÷评审价）×价格分值。"
        )
        return format_html(
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td></td></tr>",
            label,
            "价格",
            write_figure(group.points or Decimal(0)),
            formula,
        )
    return format_html_join(
        "",
        "<tr><td>{}</td><td>{}（{}）</td><td>{}</td><td>{}</td><td>{}</td></tr>",
        (
            (
                label,
                item.name,
                Judging(item.judging).label,
                points_range(item.least_points, item.most_points),
                _criteria_html(item),
                item.evidence,
            )
            for item in scheme.items_of(group.category)
        ),
    )


def _criteria_html(item: Item) -> SafeString:
    lines = [line for line in item.description.split("\n") if line]
    lines += [
        f"{level.label or '档'}：{points_range(level.least, level.most)}分，{level.criterion}" for level in item.levels
    ]
    return format_html_join("", "<p>{}</p>", ((line,) for line in lines))


def _lowest_price_html(scheme: SchemeFacts) -> SafeString:
    text = "满足采购文件全部实质性要求的，按评审价由低到高排列；评审价相同的并列。"
    return format_html("<p>评审方法：{}。{}</p>{}", EvaluationMethod.LOWEST_PRICE.label, text, _rules_html(scheme))


def _rules_html(scheme: SchemeFacts) -> SafeString:
    """Return what applies to every bid: deductions from the price, and what decides between equals."""
    deductions = [
        ("小微企业报价", scheme.small_firm_deduction),
        ("约定小微企业合同份额达到30%的联合体（分包）报价", scheme.consortium_deduction),
        ("与非本国产品竞争的本国产品报价", scheme.domestic_deduction),
    ]
    lines = [f"{what}扣除{write_figure(rate)}%，用扣除后的价格参加评审。" for what, rate in deductions if rate]
    if lines:
        lines.append("各项扣除均以原报价为基数计算，可以叠加。")
    if scheme.is_comprehensive:
        lines.append(f"{scheme.tie_rule.label}。")
    return format_html_join("", "<p>{}</p>", ((line,) for line in lines))


def points_range(least: Decimal | None, most: Decimal | None) -> str:
    """Write from how many to how many points: ``8—10``, ``5``."""
    if least is None or most is None or least == most:
        single = most if least is None else least
        return "" if single is None else write_figure(single)
    return f"{write_figure(least)}—{write_figure(most)}"


def _item(item: ScoringItem) -> Item:
    return Item(
        key=str(item.key),
        category=Category(item.category),
        name=item.name,
        judging=Judging(item.judging),
        least_points=item.least_points,
        most_points=item.most_points,
        description=item.description,
        evidence=item.evidence,
        levels=tuple(
            Level(level["label"], _decimal(level["least"]), _decimal(level["most"]), level["criterion"])
            for level in item.levels
        ),
    )


def _decimal(written: str | None) -> Decimal | None:
    return None if written is None else Decimal(written)


def _least(context: SchemeContext, code: str) -> Decimal | None:
    rule = context.rule(code)
    return None if rule is None else rule.minimum
