"""What is wrong with a scoring scheme, sentence by sentence, each with its provision and its field.

Limits (价格分值, 价格扣除, 异常低价) come from the rule book; what the law states without a figure
stands here. `docs/rules/scoring.md` tells the rules in prose.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from apps.acceptance.codes import Kind, Method
from apps.core.figures import write_figure
from apps.tender_planning.findings import Finding
from apps.tender_planning.models import RuleCode
from apps.tender_planning.rules.book import Rule, RuleBook
from apps.tender_planning.scoring.choices import Category, EvaluationMethod, TieRule
from apps.tender_planning.scoring.facts import FULL_POINTS, Item, SchemeFacts, total
from apps.tender_planning.scoring.item_checks import item_findings, texts_of
from apps.tender_planning.scoring.likeness import duplicate_findings, qualification_findings

# The methods whose way of evaluating the law fixes.
REQUIRED_METHODS = {
    Method.COMPETITIVE_CONSULTATION: (EvaluationMethod.COMPREHENSIVE, "财库〔2014〕214号第二十三条"),
    Method.COMPETITIVE_NEGOTIATION: (EvaluationMethod.LOWEST_PRICE, "政府采购法第三十八条"),
    Method.INQUIRY: (EvaluationMethod.LOWEST_PRICE, "政府采购法第四十条"),
}
SUMS = "财政部令第87号第五十五条"
RESERVED = "财库〔2020〕46号第九条、财库〔2022〕19号"


@dataclass(frozen=True)
class SchemeContext:
    """What a scheme is held against: the tender, the lot's qualification conditions, the center's words, the law."""

    method: Method
    kind: Kind
    rules: RuleBook
    is_sme_reserved: bool = False
    accepts_consortium: bool = False
    is_import_allowed: bool = False
    qualifications: tuple[str, ...] = ()
    brand_words: tuple[str, ...] = ()

    def rule(self, code: str) -> Rule | None:
        """Return the rule in force for this tender, if there is one."""
        return self.rules.find(code, method=self.method, kind=self.kind)


def check_scheme(scheme: SchemeFacts, context: SchemeContext) -> list[Finding]:
    """Return every finding, in the order of the page. A single source is compared with nobody: nothing is asked."""
    if context.method == Method.SINGLE_SOURCE:
        return []
    findings = [
        *_evaluation_method(scheme, context),
        *_deductions(scheme, context),
        *_abnormal_rates(scheme, context),
    ]
    if scheme.is_comprehensive:
        findings += _tie_rule(scheme, context)
        findings += _price_weight(scheme, context)
        findings += _sums(scheme)
        for item in scheme.items:
            findings += item_findings(item, is_import_allowed=context.is_import_allowed)
            findings += _brand_words(item, context.brand_words)
        findings += duplicate_findings(scheme.items)
        findings += qualification_findings(scheme.items, context.qualifications)
    elif scheme.items:
        findings.append(
            Finding(
                "error", "evaluation_method", "最低评标（审）价法只比较价格，不设评分项。", "财政部令第87号第五十四条"
            )
        )
    return findings


def _evaluation_method(scheme: SchemeFacts, context: SchemeContext) -> Iterator[Finding]:
    required, article = REQUIRED_METHODS.get(context.method, (scheme.evaluation_method, ""))
    if scheme.evaluation_method != required:
        text = f"{context.method.label}应当采用{required.label}。"
        yield Finding("error", "evaluation_method", text, article)


def _price_weight(scheme: SchemeFacts, context: SchemeContext) -> Iterator[Finding]:
    place = f"groups-{Category.PRICE}-points"
    points = scheme.points_of(Category.PRICE)
    if scheme.is_price_fixed:
        if points:
            yield Finding("error", place, "价格固定不变的，价格不列为评审因素，价格分值应为0。", SUMS)
        text = "请确认本项目执行国家统一定价标准或者采用固定价格采购，并在招标（采购）文件中写明依据。"
        yield Finding("warning", "is_price_fixed", text, SUMS)
        return
    rule = context.rule(RuleCode.PRICE_WEIGHT)
    if rule is not None and not rule.allows(points):
        tender = f"{context.method.label}的{context.kind.label}项目"
        text = f"{tender}，价格分值应{_limits(rule)}，现为 {write_figure(points)}。"
        yield Finding("error", place, text, rule.citation, rule.code, rule.is_excusable)
    elif points == 0:
        yield Finding("error", place, "价格没有分值；价格固定不变的，请勾选“固定价格”。", SUMS)


def _sums(scheme: SchemeFacts) -> Iterator[Finding]:
    whole = total(group.points for group in scheme.groups)
    if whole != FULL_POINTS:
        difference = FULL_POINTS - whole
        text = f"各类分值合计 {write_figure(whole)}，应为 100，{_more_or_less(difference)}。"
        yield Finding("error", "groups", text, SUMS)
    for group in scheme.groups:
        if group.category == Category.PRICE:
            continue
        place = f"groups-{group.category}-points"
        items = scheme.items_of(group.category)
        points, entered = group.points or Decimal(0), total(item.most_points for item in items)
        if points and not items:
            yield Finding("error", place, f"“{group.name}”有 {write_figure(points)} 分，但没有评分项。", SUMS)
        elif points != entered:
            text = (
                f"“{group.name}”各项最高分合计 {write_figure(entered)}，"
                f"该类分值 {write_figure(points)}，{_more_or_less(points - entered)}。"
            )
            yield Finding("error", place, text, SUMS)


def _deductions(scheme: SchemeFacts, context: SchemeContext) -> Iterator[Finding]:
    """Hold the policy deductions against their bands; they are asked for where the price is compared at all."""
    is_compared = not (scheme.is_comprehensive and scheme.is_price_fixed)
    wanted = {
        "small_firm_deduction": (RuleCode.DEDUCTION_SMALL_FIRMS, is_compared and not context.is_sme_reserved),
        "consortium_deduction": (
            RuleCode.DEDUCTION_CONSORTIUM,
            is_compared and not context.is_sme_reserved and context.accepts_consortium,
        ),
        "domestic_deduction": (RuleCode.DEDUCTION_DOMESTIC, is_compared and context.kind == Kind.GOODS),
    }
    for place, (code, is_wanted) in wanted.items():
        rate: Decimal | None = getattr(scheme, place)
        rule = context.rule(code)
        if context.is_sme_reserved and code != RuleCode.DEDUCTION_DOMESTIC:
            if rate:
                text = "专门面向中小企业采购的项目不再对小微企业报价作价格扣除，请清空。"
                yield Finding("error", place, text, RESERVED, code)
        elif rule is not None and rate is None and is_wanted:
            yield Finding("error", place, f"请填写扣除比例：{rule.limits}。", rule.citation, code)
        elif rule is not None and rate is not None and not rule.allows(rate):
            text = f"扣除比例应{_limits(rule)}，现为 {write_figure(rate)}%。"
            yield Finding("error", place, text, rule.citation, code, rule.is_excusable)


def _abnormal_rates(scheme: SchemeFacts, context: SchemeContext) -> Iterator[Finding]:
    codes = {
        "abnormal_mean_rate": RuleCode.ABNORMAL_MEAN_RATE,
        "abnormal_second_rate": RuleCode.ABNORMAL_SECOND_RATE,
        "abnormal_ceiling_rate": RuleCode.ABNORMAL_CEILING_RATE,
    }
    for place, code in codes.items():
        rate: Decimal | None = getattr(scheme, place)
        rule = context.rule(code)
        if rule is not None and rate is not None and not rule.allows(rate):
            text = f"启动异常低价审查的比例应{_limits(rule)}，现为 {write_figure(rate)}%。"
            yield Finding("error", place, text, rule.citation, code, rule.is_excusable)


def _tie_rule(scheme: SchemeFacts, context: SchemeContext) -> Iterator[Finding]:
    if context.method == Method.COMPETITIVE_CONSULTATION and scheme.tie_rule == TieRule.LOWER_PRICE:
        text = "磋商项目得分且报价都相同的，按技术指标优劣排列，请选择“技术得分高者优先”。"
        yield Finding("error", "tie_rule", text, "财库〔2014〕214号第二十五条")


def _brand_words(item: Item, words: tuple[str, ...]) -> Iterator[Finding]:
    for place, text in texts_of(item):
        for word in words:
            if _stands_in(word, text):
                said = f"“{word}”指向特定品牌或厂家，不得作为评审因素。"
                yield Finding("error", place, said, "政府采购法实施条例第二十条")


def _stands_in(word: str, text: str) -> bool:
    """Tell whether a word stands in a text, whatever its case; Dell does not stand in modelling."""
    pattern = re.escape(word.casefold())
    return re.search(rf"(?<![a-z0-9]){pattern}(?![a-z0-9])", text.casefold()) is not None


def _limits(rule: Rule) -> str:
    if rule.minimum is not None and rule.maximum is not None:
        low, high = write_figure(rule.minimum), write_figure(rule.maximum)
        return f"为 {low}%" if low == high else f"在 {low}% 至 {high}% 之间"
    return rule.limits


def _more_or_less(missing: Decimal) -> str:
    return f"还差 {write_figure(missing)}" if missing > 0 else f"超出 {write_figure(-missing)}"
