"""How many evaluate, and who: the committee that the law asks for, and one that was planned held against it."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil

from apps.acceptance.codes import Method
from apps.core.templatetags.ui import money_short
from apps.tender_planning.findings import Finding
from apps.tender_planning.models import RuleCode
from apps.tender_planning.rules.book import Rule, RuleBook

NAMES = {
    Method.OPEN_TENDER: "评标委员会",
    Method.INVITED_TENDER: "评标委员会",
    Method.COMPETITIVE_CONSULTATION: "磋商小组",
    Method.COMPETITIVE_NEGOTIATION: "谈判小组",
    Method.INQUIRY: "询价小组",
}


@dataclass(frozen=True)
class CommitteeRequirement:
    """What a committee must be: an odd number of at least ``minimum``, of whom a share are experts.

    ``reason`` says why it is this many.
    """

    name: str
    minimum: int
    reason: str
    article: str
    code: str
    expert_share: Fraction
    share_article: str
    advice: str = ""

    def least_experts(self, total: int) -> int:
        """Return how many of ``total`` members are experts at least."""
        return ceil(total * self.expert_share)

    def most_representatives(self, total: int) -> int:
        """Return how many of ``total`` members may represent the purchaser."""
        return total - self.least_experts(total)


def required_committee(
    book: RuleBook,
    *,
    method: str,
    kind: str,
    budget: Decimal | None,
    is_complex: bool = False,
) -> CommitteeRequirement | None:
    """Return what the law asks for; None where it asks for no committee (单一来源) or no rule was entered.

    ``is_complex``: 技术复杂 or 社会影响较大. An unknown budget counts as small.
    """
    size = book.find(RuleCode.COMMITTEE_SIZE, method=method, kind=kind)
    if size is None or method not in NAMES:
        return None
    size, reason = _size(book, size, method, kind, budget or Decimal(0), is_complex=is_complex)
    share = book.find(RuleCode.EXPERT_SHARE, method=method, kind=kind)
    needs_lawyer = is_complex and method == Method.COMPETITIVE_NEGOTIATION
    return CommitteeRequirement(
        name=NAMES[Method(method)],
        minimum=size.least,
        reason=reason,
        article=size.citation,
        code=size.code,
        expert_share=share.least_share if share else Fraction(0),
        share_article=share.citation if share else "",
        advice="技术复杂、专业性强的谈判项目，评审专家中应包含 1 名法律专家。" if needs_lawyer else "",
    )


def check_committee(requirement: CommitteeRequirement, *, experts: int, representatives: int) -> tuple[Finding, ...]:
    """Hold a planned committee against what the law asks for; findings belong to the two counts."""
    total = experts + representatives
    findings = []
    if total < requirement.minimum:
        text = f"{requirement.name}共 {total} 人，{requirement.reason}，不得少于 {requirement.minimum} 人。"
        findings.append(Finding("error", "expert_count", text, requirement.article, requirement.code))
    if total % 2 == 0:
        text = f"{requirement.name}共 {total} 人，成员人数须为单数。"
        findings.append(Finding("error", "expert_count", text, requirement.article, requirement.code))
    if experts < requirement.least_experts(total):
        text = (
            f"{total} 人中评审专家不得少于 {requirement.least_experts(total)} 人，"
            f"采购人代表最多 {requirement.most_representatives(total)} 人。"
        )
        findings.append(
            Finding("error", "representative_count", text, requirement.share_article, RuleCode.EXPERT_SHARE)
        )
    if requirement.advice:
        findings.append(Finding("warning", "expert_count", requirement.advice, requirement.article))
    return tuple(findings)


def check_candidates(book: RuleBook, *, method: str, kind: str, candidates: int) -> tuple[Finding, ...]:
    """Hold the number of candidates that the committee is to name against the rule of the method."""
    rule = book.find(RuleCode.CANDIDATES, method=method, kind=kind)
    if rule is None or rule.allows(candidates):
        return ()
    text = f"推荐候选人{rule.limits}，现为 {candidates} 人。"
    return (Finding("error", "candidate_count", text, rule.citation, rule.code, rule.is_excusable),)


def _size(
    book: RuleBook, size: Rule, method: str, kind: str, budget: Decimal, *, is_complex: bool
) -> tuple[Rule, str]:
    """Return the rule that fixes the number, and why it is that one."""
    large_budget = book.find(RuleCode.COMMITTEE_LARGE_BUDGET, method=method, kind=kind)
    large_size = book.find(RuleCode.COMMITTEE_LARGE_SIZE, method=method, kind=kind)
    if large_size is not None:
        if large_budget is not None and large_budget.allows(budget):
            return large_size, f"预算 {money_short(budget)}，达到 {money_short(large_budget.minimum)}"
        if is_complex:
            return large_size, "技术复杂或者社会影响较大"
    threshold = book.find(RuleCode.OPEN_TENDER_THRESHOLD, method=method, kind=kind)
    size_at_threshold = book.find(RuleCode.COMMITTEE_SIZE_AT_THRESHOLD, method=method, kind=kind)
    if size_at_threshold is not None and threshold is not None and threshold.allows(budget):
        return size_at_threshold, f"预算 {money_short(budget)}，达到公开招标数额标准 {money_short(threshold.minimum)}"
    return size, f"采用{Method(method).label}方式"
