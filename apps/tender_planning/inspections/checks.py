"""What keeps 资格审查 and 符合性审查 of a lot from being issued."""

import re
from collections.abc import Iterator
from dataclasses import replace

from apps.acceptance.models import Lot, Project
from apps.tender_planning.check_catalogue import CheckCatalogue, load_catalogue
from apps.tender_planning.check_words import forbidden_words, too_many_contracts
from apps.tender_planning.documents.filling import BLANK
from apps.tender_planning.findings import Finding
from apps.tender_planning.inspections.context import Context
from apps.tender_planning.models import RuleCode
from apps.tender_planning.models.checks import WORDS, CheckItem, CheckTemplate, Stage
from apps.tender_planning.rules.book import Rule, RuleBook
from apps.tender_planning.selectors.checks import CheckTables, check_tables


def inspect(context: Context) -> list[Finding]:
    """Return what is wrong with the checks of every lot; the place of a finding is `<lot>/<stage>/<row>`."""
    catalogue = load_catalogue(context.planning.project)
    tables = check_tables(context.lots)
    return [found for lot in context.lots for found in inspect_lot(lot, tables[lot.pk], catalogue, context.rules)]


def inspect_lot(lot: Lot, tables: CheckTables, catalogue: CheckCatalogue, rules: RuleBook) -> list[Finding]:
    """Return what is wrong with the checks of one lot."""
    return [*_missing(lot, tables, catalogue), *_items(lot, tables, catalogue, rules), *_doubles(lot, tables)]


def lacks_statutory(lot: Lot, tables: CheckTables, catalogue: CheckCatalogue) -> bool:
    """Tell whether a statutory item of the lot is missing, or worded as the center no longer words it."""
    items = {item.template_id: item for stage in Stage for item in tables[stage]}
    return any(
        template.pk not in items or _words(items[template.pk]) != _words(template)
        for template in catalogue.statutory_for(lot).values()
    )


def _missing(lot: Lot, tables: CheckTables, catalogue: CheckCatalogue) -> Iterator[Finding]:
    """Name empty tables and statutory items that are not there."""
    for stage in Stage:
        if not tables[stage]:
            text = f"标段 {lot.lot_no} 还没有{stage.label}项。"
            yield Finding("error", f"{lot.pk}/{stage}", text, "财政部令第87号第四十四条、第五十条")
    present = {item.template_id for stage in Stage for item in tables[stage]}
    for template in catalogue.statutory_for(lot).values():
        if template.pk not in present and tables[template.stage]:
            text = f"标段 {lot.lot_no} {Stage(template.stage).label}缺少法定必备项“{template.name}”。"
            yield Finding("error", f"{lot.pk}/{template.stage}", text, template.citation)


def _items(lot: Lot, tables: CheckTables, catalogue: CheckCatalogue, rules: RuleBook) -> Iterator[Finding]:
    statutory = catalogue.statutory_for(lot)
    rule = rules.find(RuleCode.QUALIFYING_CONTRACTS, method=lot.project.method, kind=lot.project.kind)
    for stage in Stage:
        for item in tables[stage]:
            template = statutory.get(item.template_id or 0)
            problems = _outdated(item, template) if template else _problems(item, stage, lot.project, rule)
            for problem in problems:
                said = f"标段 {lot.lot_no} {stage.label}“{item.name}”：{problem.text}"
                yield replace(problem, place=f"{lot.pk}/{stage}/{item.key}", text=said)


def _outdated(item: CheckItem, template: CheckTemplate) -> Iterator[Finding]:
    """Tell that the center has worded a statutory item anew; its words themselves are the law's."""
    if _words(item) != _words(template):
        yield Finding("warning", "", "中心已更新这一法定必备项的内容，请点“补齐并更新法定必备项”。", item.citation)


def _problems(item: CheckItem, stage: Stage, project: Project, rule: Rule | None) -> Iterator[Finding]:
    if item.is_statutory:
        yield Finding("warning", "", "本项不再是本标段的法定必备项，请核对是否保留。")
    if not item.requirement:
        yield Finding("error", "", "没有填写合格标准。")
    if not item.judging:
        yield Finding("error", "", "没有选择审查方式。")
    for blank in BLANK.findall(f"{item.requirement}{item.evidence}"):
        yield Finding("error", "", f"还有待填写：{blank}。")
    words = f"{item.name}。{item.requirement}"
    yield from forbidden_words(words, is_import_allowed=project.is_import_allowed)
    if stage == Stage.QUALIFICATION and rule is not None:
        yield from too_many_contracts(words, rule)


def _doubles(lot: Lot, tables: CheckTables) -> Iterator[Finding]:
    """Name items that stand twice: in one table always wrong, in both a question of who examines them."""
    seen: dict[str, tuple[Stage, CheckItem]] = {}
    for stage in Stage:
        for item in tables[stage]:
            name = re.sub(r"\W", "", item.name)
            first = seen.setdefault(name, (stage, item))
            if first[1] is item:
                continue
            place = f"{lot.pk}/{stage}/{item.key}"
            if first[0] == stage:
                yield Finding("error", place, f"标段 {lot.lot_no} {stage.label}“{item.name}”重复。")
            else:
                text = f"标段 {lot.lot_no} “{item.name}”在资格审查和符合性审查中都有，请确认由哪一方审查。"
                yield Finding("warning", place, text, "财政部令第87号第四十四条、第五十条")


def _words(item: CheckItem | CheckTemplate) -> list[str]:
    return [getattr(item, name) for name in WORDS]
