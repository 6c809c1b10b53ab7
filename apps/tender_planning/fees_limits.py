"""What the law lets be charged: the fees of one lot against the rule book."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from apps.acceptance.models import Lot, Project
from apps.core.figures import write_figure
from apps.core.templatetags.ui import money
from apps.tender_planning.fees_calculation import HUNDRED, PRECISION
from apps.tender_planning.fees_settling import likely_contract
from apps.tender_planning.models import RuleCode
from apps.tender_planning.models.fees import Base, FeeItem, FeeKind, Manner
from apps.tender_planning.rules.book import Rule, RuleBook

# The field that decides the amount.
DECIDING_FIELD = {Manner.FIXED: "amount", Manner.PERCENTAGE: "rate"}


@dataclass(frozen=True)
class Breach:
    """A limit that a fee breaks; `index` is its place among the fees."""

    index: int
    field: str
    text: str
    article: str
    code: str = ""

    @property
    def sentence(self) -> str:
        """Return the text with its article, for the field."""
        return f"{self.text}（{self.article}）"


def breaches(project: Project, lot: Lot, fees: Sequence[FeeItem], rules: RuleBook) -> list[Breach]:
    """Return every limit that the fees of one lot break; several securities of a kind count together."""
    contract = "合同金额（以最高限价或预算估算）"
    securities = (
        (FeeKind.BID_SECURITY, RuleCode.BID_SECURITY, lot.budget or Decimal(0), "标段预算"),
        (FeeKind.PERFORMANCE_SECURITY, RuleCode.PERFORMANCE_SECURITY, likely_contract(lot), contract),
    )
    price = rules.find(RuleCode.DOCUMENT_PRICE, method=project.method, kind=project.kind)
    found = list(_overpriced_documents(fees, price))
    for kind, code, whole, name in securities:
        rule = rules.find(code, method=project.method, kind=project.kind)
        if rule is not None and rule.maximum is not None:
            found += _above(rule, rule.maximum, _of_kind(fees, kind), whole, f"{kind.label}超过{name}")
    return found


def document_price_words(rule: Rule) -> str:
    """Return what electronic documents may cost, in words; all documents of this platform are electronic."""
    return f"电子采购文件的售价{rule.limits}" if rule.maximum else "电子采购文件应当免费提供"


def _overpriced_documents(fees: Sequence[FeeItem], rule: Rule | None) -> Iterator[Breach]:
    for index, fee in _of_kind(fees, FeeKind.DOCUMENT):
        if rule is not None and not rule.allows(fee.amount or Decimal(0)):
            remedy = "请调整金额" if rule.maximum else "文件费只能免收"
            text = f"{document_price_words(rule)}，{remedy}。"
            yield Breach(index, _deciding_field(fee), text, rule.citation, rule.code)


def _above(
    rule: Rule, maximum: Decimal, fees: Iterable[tuple[int, FeeItem]], whole: Decimal, words: str
) -> Iterator[Breach]:
    """Yield the fees with which the sum rises above so many per cent of the whole; a sum equal to it is lawful."""
    total = Decimal(0)
    with localcontext(prec=PRECISION):
        limit = whole * maximum / HUNDRED
        for index, fee in fees:
            total += _due(fee, whole)
            if total > limit:
                text = f"{words} {money(whole)}的 {write_figure(maximum)}%，即 {money(limit)}，现为 {money(total)}。"
                yield Breach(index, _deciding_field(fee), text, rule.citation, rule.code)


def _due(fee: FeeItem, contract: Decimal) -> Decimal:
    """Return the exact amount. A percentage of the award is one of the whole contract, whatever was estimated."""
    if fee.manner != Manner.PERCENTAGE or fee.rate is None:
        return fee.amount or Decimal(0)
    base = contract if fee.base == Base.AWARD else fee.base_amount or Decimal(0)
    return base * fee.rate * (HUNDRED - fee.discount) / (HUNDRED * HUNDRED)


def _of_kind(fees: Sequence[FeeItem], kind: FeeKind) -> list[tuple[int, FeeItem]]:
    return [(index, fee) for index, fee in enumerate(fees) if fee.tariff.kind == kind]


def _deciding_field(fee: FeeItem) -> str:
    return DECIDING_FIELD.get(Manner(fee.manner), "manner")
