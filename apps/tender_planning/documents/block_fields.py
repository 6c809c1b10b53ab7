"""The fields that become tables; each stands in a paragraph of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from apps.acceptance.models import Lot
from apps.core.figures import write_figure
from apps.core.templatetags.ui import money, quantity
from apps.tender_planning.documents.facts import Facts
from apps.tender_planning.models import RuleCode, ScoringScheme
from apps.tender_planning.models.checks import Stage
from apps.tender_planning.rules.book import RuleBook, load_rule_book
from apps.tender_planning.selectors.checks import check_tables, checks_html
from apps.tender_planning.selectors.fees import fees_table_html
from apps.tender_planning.selectors.schedule import schedule_table_html
from apps.tender_planning.selectors.scoring import scheme_html, schemes_of
from apps.tender_planning.selectors.slots import slots_by_lot, slots_html


@dataclass(frozen=True)
class BlockField:
    """A name that stands for a table. `html` uses the tags that a chapter may hold; empty while there is nothing."""

    name: str
    html: Callable[[Facts], SafeString]


def _of_each_lot(facts: Facts, table: Callable[[Lot], SafeString]) -> SafeString:
    """Return the table of every lot under its heading; empty when a lot has none."""
    tables = [(lot, table(lot)) for lot in facts.lots]
    if not all(html for _, html in tables):
        return SafeString()
    if len(tables) == 1:
        return tables[0][1]
    return format_html_join("", "<h4>标段{} {}</h4>{}", ((lot.lot_no, lot.name, html) for lot, html in tables))


def _lots(facts: Facts) -> SafeString:
    rows = format_html_join(
        "",
        "<tr><td>{}</td><td>{}</td><td>{} {}</td><td>{}</td><td>{}</td></tr>",
        (
            (
                lot.lot_no,
                lot.name,
                quantity(lot.quantity),
                lot.unit,
                money(lot.budget),
                money(lot.ceiling_price if lot.ceiling_price is not None else lot.budget),
            )
            for lot in facts.lots
        ),
    )
    return format_html(
        "<table><thead><tr><th>标段</th><th>名称</th><th>数量</th><th>预算金额</th><th>最高限价</th></tr></thead>"
        "<tbody>{}</tbody></table>",
        rows,
    )


def _schemes(facts: Facts) -> SafeString:
    schemes = schemes_of(facts.lots)
    return _of_each_lot(facts, lambda lot: scheme_html(schemes[lot.pk]) if lot.pk in schemes else SafeString())


def _slots(facts: Facts) -> SafeString:
    slots = slots_by_lot(facts.planning, facts.lots)
    return _of_each_lot(facts, lambda lot: slots_html(slots[lot.pk]))


def _checks(facts: Facts, stage: Stage) -> SafeString:
    tables = check_tables(facts.lots)
    return _of_each_lot(facts, lambda lot: checks_html(tables[lot.pk][stage]))


def _abnormal_prices(facts: Facts) -> SafeString:
    """Return when a price is asked about: as each lot's scheme says, or else the rules of the announcement's day."""
    day = facts.announced.first_published_at if facts.announced else facts.planning.begun_at
    rules = load_rule_book(timezone.localdate(day))
    schemes = {scheme.lot_id: scheme for scheme in facts.schemes}
    conditions = {lot.pk: _conditions(schemes.get(lot.pk), rules) for lot in facts.lots}
    if len(set(conditions.values())) == 1:
        return next(iter(conditions.values()))
    return _of_each_lot(facts, lambda lot: conditions[lot.pk])


def _conditions(scheme: ScoringScheme | None, rules: RuleBook) -> SafeString:
    rates = [
        getattr(scheme, name, None) or _statutory(rules, code)
        for name, code in (
            ("abnormal_mean_rate", RuleCode.ABNORMAL_MEAN_RATE),
            ("abnormal_second_rate", RuleCode.ABNORMAL_SECOND_RATE),
            ("abnormal_ceiling_rate", RuleCode.ABNORMAL_CEILING_RATE),
        )
    ]
    if None in rates:
        return SafeString()
    return format_html(
        "<ol><li>报价低于全部通过符合性审查的报价平均值的{}%；</li><li>报价低于通过符合性审查的次低报价的{}%；</li>"
        "<li>报价低于最高限价（未设定最高限价的，为采购预算）的{}%；</li>"
        "<li>其他认为报价过低，有可能影响产品质量或者不能诚信履约的情形。</li></ol>",
        *(write_figure(rate) for rate in rates if rate is not None),
    )


def _statutory(rules: RuleBook, code: RuleCode) -> Decimal | None:
    rule = rules.find(code)
    return rule.minimum if rule else None


BLOCK_FIELDS = (
    BlockField("标段一览表", _lots),
    BlockField("资格审查", lambda facts: _checks(facts, Stage.QUALIFICATION)),
    BlockField("符合性审查", lambda facts: _checks(facts, Stage.COMPLIANCE)),
    BlockField("评分标准", _schemes),
    BlockField("时间安排", lambda facts: schedule_table_html(facts.planning)),
    BlockField("资费", lambda facts: fees_table_html(facts.planning)),
    BlockField("异常低价条件", _abnormal_prices),
    BlockField("投标文件组成", _slots),
)
BLOCKS_BY_NAME = {field.name: field for field in BLOCK_FIELDS}
