"""What keeps 资费定义 from being issued."""

from collections.abc import Iterator, Sequence

from django.utils import timezone

from apps.acceptance.models import Lot
from apps.core.templatetags.ui import money
from apps.tender_planning.fees_limits import breaches, document_price_words
from apps.tender_planning.findings import Finding
from apps.tender_planning.inspections.context import Context
from apps.tender_planning.models import AnnouncedTerms, FeeItem, RuleCode


def inspect(context: Context) -> list[Finding]:
    """Return what is missing and what the law does not allow; a place is `<lot>` or `<lot>/<key>/<field>`."""
    items = list(context.planning.fees.select_related("tariff"))
    found = [
        finding
        for lot in context.lots
        for finding in _of_lot(context, lot, [item for item in items if item.lot_id == lot.pk])
    ]
    return [*found, *_priced_in_announcement(context)]


def _of_lot(context: Context, lot: Lot, items: Sequence[FeeItem]) -> Iterator[Finding]:
    name = f"标段 {lot.lot_no}"
    if not items:
        yield Finding("error", str(lot.pk), f"{name}的资费尚未定义。")
        return
    for item in items:
        if not item.tariff.is_in_force(timezone.localdate(context.now)):
            text = f"{name}的“{item.tariff}”已不在资费目录中，请改选现行资费。"
            yield Finding("error", f"{lot.pk}/{item.key}/tariff", text, item.tariff.citation)
    for breach in breaches(context.planning.project, lot, items, context.rules):
        place = f"{lot.pk}/{items[breach.index].key}/{breach.field}"
        yield Finding("error", place, f"{name}：{breach.text}", breach.article, breach.code)


def _priced_in_announcement(context: Context) -> Iterator[Finding]:
    """Tell where the announcement asks more than the law lets; only a change of the announcement can mend it."""
    project = context.planning.project
    terms = AnnouncedTerms.objects.filter(planning=context.planning).first()
    rule = context.rules.find(RuleCode.DOCUMENT_PRICE, method=project.method, kind=project.kind)
    if terms is not None and rule is not None and not rule.allows(terms.documents_price):
        price = money(terms.documents_price)
        text = f"采购公告载明的文件售价为 {price}，{document_price_words(rule)}，请发布变更公告更正。"
        yield Finding("warning", "", text, rule.citation, rule.code)
