"""What the page 资费定义 and the tender document show of the fees."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from apps.acceptance.differences import Difference
from apps.acceptance.models import Lot
from apps.core.templatetags.ui import ABSENT, money
from apps.tender_planning.fees_settling import FeeFacts
from apps.tender_planning.fees_wording import is_estimate, manner_in_words, steps_in_words
from apps.tender_planning.models import FeeItem, FeeTariff, Planning, Sheet
from apps.tender_planning.models.fees import Base, FeeKind, Manner, Payer

# What a lot begins with; neither is charged.
SUGGESTED = (FeeKind.DOCUMENT, FeeKind.BID_SECURITY)


@dataclass(frozen=True)
class FeeLine:
    """One fee as it is read."""

    item: FeeItem
    manner: str
    steps: list[str]
    is_estimate: bool


@dataclass(frozen=True)
class LotFees:
    """The fees of one lot and their sums; securities are given back and summed apart."""

    lot: Lot
    revision: int
    lines: list[FeeLine]

    @property
    def fees(self) -> Decimal:
        """Return the sum of what is paid and kept."""
        return _sum(line.item for line in self.lines if not FeeKind(line.item.tariff.kind).is_security)

    @property
    def securities(self) -> Decimal:
        """Return the sum of what is given back."""
        return _sum(line.item for line in self.lines if FeeKind(line.item.tariff.kind).is_security)

    @property
    def by_payer(self) -> list[tuple[str, Decimal]]:
        """Return what each payer pays and does not get back."""
        charged = [line.item for line in self.lines if not FeeKind(line.item.tariff.kind).is_security]
        sums = ((payer.label, _sum(item for item in charged if item.payer == payer)) for payer in Payer)
        return [(str(name), total) for name, total in sums if total]


@dataclass(frozen=True)
class FeesPage:
    """The lots of a project with their fees; `shown` is the one that is edited."""

    shown: LotFees
    lots: list[LotFees]

    @property
    def others(self) -> Mapping[Lot, int]:
        """Return the lots that the shown one's fees may be copied to, with the revisions of their sheets."""
        return {each.lot: each.revision for each in self.lots if each.lot != self.shown.lot}

    @property
    def fees(self) -> Decimal:
        """Return the sum over all lots of what is paid and kept."""
        return sum((each.fees for each in self.lots), Decimal(0))

    @property
    def securities(self) -> Decimal:
        """Return the sum over all lots of what is given back."""
        return sum((each.securities for each in self.lots), Decimal(0))


def fees_page(planning: Planning, lot: Lot) -> FeesPage:
    """Put together the fees of all lots, by three queries."""
    found = all_fees(planning)
    return FeesPage(shown=next(each for each in found if each.lot == lot), lots=found)


def all_fees(planning: Planning) -> list[LotFees]:
    """Return the fees of every lot, by three queries."""
    items = list(planning.fees.select_related("tariff"))
    sheets = planning.sheets.filter(kind=Sheet.Kind.FEES)
    revisions = dict(sheets.values_list("subject", "revision"))
    return [
        LotFees(
            lot=lot,
            revision=revisions.get(str(lot.pk), 0),
            lines=[_line(item) for item in items if item.lot_id == lot.pk],
        )
        for lot in planning.project.lots.all()
    ]


def choosable_tariffs(planning: Planning, lot: Lot, day: date) -> list[FeeTariff]:
    """Return what may be chosen for a lot: the catalogue in force, and what the lot has already."""
    in_force = FeeTariff.objects.in_force(day).for_kind(planning.project.kind)
    used = planning.fees.filter(lot=lot).values("tariff")
    return list(
        FeeTariff.objects.filter(Q(pk__in=in_force.values("pk")) | Q(pk__in=used)).prefetch_related("brackets")
    )


def suggested_rows(tariffs: Iterable[FeeTariff]) -> list[dict[str, object]]:
    """Return what a lot begins with: documents are free, no bid security is asked for. Nothing is stored."""
    first: dict[str, FeeTariff] = {}
    for tariff in tariffs:
        first.setdefault(tariff.kind, tariff)
    return [
        {"tariff": first[kind].pk, "manner": Manner.FREE, "payer": first[kind].payer}
        for kind in SUGGESTED
        if kind in first and Manner.FREE in first[kind].manners()
    ]


def typed_differences(stored: LotFees, typed: Sequence[FeeFacts]) -> list[Difference]:
    """Return the fees that differ between what is stored and what was typed, row by row."""
    before = {line.item.key: line.item for line in stored.lines}
    after = {facts.key: facts for facts in typed}
    differences = []
    for key in dict.fromkeys([*before, *after]):
        old, new = (_in_words(fee) if fee else ABSENT for fee in (before.get(key), after.get(key)))
        if old != new:
            tariff = (after.get(key) or before[key]).tariff
            differences.append(Difference(tariff.name, old, new, differs=True))
    return differences


def fees_table_html(planning: Planning) -> SafeString:
    """Return the fees of all lots as a plain table for the tender document; empty when there are none."""
    rows = [_cells(each.lot, line) for each in all_fees(planning) for line in each.lines]
    if not rows:
        return SafeString()
    cells = "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>"
    return format_html(
        "<table><thead><tr><th>标段</th><th>资费</th><th>计费方式</th><th>缴纳人</th><th>金额</th><th>说明</th></tr>"
        "</thead><tbody>{}</tbody></table>",
        format_html_join("", cells, rows),
    )


def _line(item: FeeItem) -> FeeLine:
    return FeeLine(item, manner_in_words(item), steps_in_words(item), is_estimate(item))


def _cells(lot: Lot, line: FeeLine) -> tuple[str, ...]:
    item = line.item
    note = "；".join(each for each in (item.note, item.tariff.citation) if each)
    return (lot.lot_no, item.tariff.name, line.manner, item.get_payer_display(), _amount(line), note)


def _amount(line: FeeLine) -> str:
    if line.item.manner == Manner.FREE:
        return str(Manner.FREE.label)
    return f"{money(line.item.amount)}（估算，以中标（成交）金额计）" if line.is_estimate else money(line.item.amount)


def _in_words(fee: FeeItem | FeeFacts) -> str:
    """Return what was chosen and typed, in the same words for what is stored and for what was sent."""
    manner = fee.manner or fee.tariff.manner
    is_computed = manner in (Manner.PERCENTAGE, Manner.BRACKETS)
    parts = [
        str(fee.tariff),
        str(Manner(manner).label),
        str(Payer(fee.payer or fee.tariff.payer).label),
        str(Base(fee.base or fee.tariff.base or Base.BUDGET).label) if is_computed else "",
        f"比例 {fee.rate:f}%" if manner == Manner.PERCENTAGE and fee.rate is not None else "",
        money(fee.amount) if manner == Manner.FIXED else "",
        f"下浮 {fee.discount.normalize():f}%" if is_computed and fee.discount else "",
        fee.note,
    ]
    return "，".join(part for part in parts if part)


def _sum(items: Iterable[FeeItem]) -> Decimal:
    return sum((item.amount or Decimal(0) for item in items), Decimal(0))
