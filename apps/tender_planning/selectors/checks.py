"""What the pages and the document show of 资格审查 and 符合性审查."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from apps.acceptance.models import Lot
from apps.tender_planning.models import ComplianceItem, QualificationItem
from apps.tender_planning.models.checks import CheckItem, Stage

# The items of one lot by stage.
CheckTables: TypeAlias = Mapping[str, Sequence[CheckItem]]


def check_tables(lots: Iterable[Lot]) -> dict[int, CheckTables]:
    """Return the items of every lot, by two queries."""
    wanted = [lot.pk for lot in lots]
    tables: dict[int, dict[str, list[CheckItem]]] = {pk: {stage: [] for stage in Stage} for pk in wanted}
    for qualification in QualificationItem.objects.filter(lot__in=wanted):
        tables[qualification.lot_id][Stage.QUALIFICATION].append(qualification)
    for compliance in ComplianceItem.objects.filter(lot__in=wanted):
        tables[compliance.lot_id][Stage.COMPLIANCE].append(compliance)
    return dict(tables)


def checks_html(items: Sequence[CheckItem]) -> SafeString:
    """Return the items of a lot's stage as a plain table for the document; empty when there are none."""
    if not items:
        return SafeString()
    rows = format_html_join(
        "",
        "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
        ((number, item.name, item.requirement, item.evidence) for number, item in enumerate(items, start=1)),
    )
    return format_html(
        "<table><thead><tr><th>序号</th><th>审查因素</th><th>合格标准</th><th>证明材料</th></tr></thead>"
        "<tbody>{}</tbody></table>",
        rows,
    )
