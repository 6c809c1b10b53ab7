"""What keeps 评分标准 of a lot from being issued."""

from dataclasses import replace

from apps.acceptance.codes import Method
from apps.acceptance.models import Lot
from apps.tender_planning.findings import Finding
from apps.tender_planning.inspections.context import Context
from apps.tender_planning.scoring.checks import SchemeContext, check_scheme
from apps.tender_planning.scoring.facts import SchemeFacts
from apps.tender_planning.selectors.scoring import scheme_contexts, schemes_of


def inspect(context: Context) -> list[Finding]:
    """Return what is wrong with the scheme of every lot; the place of a finding is `<lot>/<path>`."""
    if context.planning.project.method == Method.SINGLE_SOURCE:
        return []
    schemes = schemes_of(context.lots)
    contexts = scheme_contexts(context.planning, context.lots, context.rules)
    return [found for lot in context.lots for found in inspect_lot(lot, schemes.get(lot.pk), contexts[lot.pk])]


def inspect_lot(lot: Lot, scheme: SchemeFacts | None, context: SchemeContext) -> list[Finding]:
    """Return what is wrong with the scheme of one lot."""
    if scheme is None:
        return [Finding("error", f"{lot.pk}/", f"标段 {lot.lot_no} 还没有评分标准。")]
    names = {item.key: item.name for item in scheme.items}
    return [_placed(lot, found, names) for found in check_scheme(scheme, context)]


def anchor_of(place: str) -> str:
    """Return the id on the page of the scheme for a finding that is shown elsewhere: the row or the group."""
    path = place.partition("/")[2]
    kind, _, rest = path.partition("-")
    if kind == "items":
        return f"item-{rest[:36]}"
    if kind == "groups":
        return f"group-{rest.removesuffix('-points')}" if rest else "groups"
    return f"id_{path}" if path else ""


def _placed(lot: Lot, found: Finding, names: dict[str, str]) -> Finding:
    """Say which lot a finding is about, and which item where it is about one."""
    kind, _, rest = found.place.partition("-")
    name = names.get(rest[:36], "") if kind == "items" else ""
    text = f"“{name}”：{found.text}" if name else found.text
    return replace(found, place=f"{lot.pk}/{found.place}", text=text)
