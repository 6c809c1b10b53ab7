"""What the agency compares: its project with a newer plan, and what it typed with what is stored."""

from collections.abc import Callable
from typing import Any

from apps.acceptance.differences import Difference
from apps.acceptance.forms import ACCEPTANCE, BASICS, LOT_FACTS, BaseLotFormSet, LotForm, ProjectForm
from apps.acceptance.models import Lot, ProcurementPlan, Project
from apps.acceptance.services.projects import LotFacts
from apps.acceptance.wording import label, shown
from apps.core.figures import write_figure
from apps.core.templatetags.ui import ABSENT, money

COMPARED = frozenset({*BASICS, *ACCEPTANCE, *LOT_FACTS})
NO_LOT = "没有这个标段"


def with_newer_plan(project: Project, plan: ProcurementPlan) -> list[Difference]:
    """Return what the plan rules, as the project has it and as the province says now."""
    return [
        Difference(
            label(project, field),
            shown(project, field),
            shown(plan, plan_field),
            getattr(project, field) != getattr(plan, plan_field),
        )
        for field, plan_field in Project.RULED_BY_PLAN.items()
    ]


def with_stored(stored: Project, form: ProjectForm, lots: BaseLotFormSet) -> list[Difference]:
    """Return where what was typed differs from what is stored; both forms must be valid."""
    facts = [
        Difference(label(stored, name), shown(stored, name), shown(form.instance, name), differs=True)
        for name in form.facts()
        if _differs(stored, form, name)
    ]
    return [*facts, *_lots(stored, lots)]


def mark_stored(stored: Project, form: ProjectForm, lots: BaseLotFormSet) -> None:
    """Write at every field that was typed differently what is stored now."""
    _mark(stored, form)
    stored_lots = {lot.pk: lot for lot in stored.lots.all()}
    for row in lots.entered_forms():
        if row.cleaned_data["id"] in stored_lots:
            _mark(stored_lots[row.cleaned_data["id"]], row)


def _differs(stored: Project | Lot, form: ProjectForm | LotForm, name: str) -> bool:
    return bool(form.cleaned_data[name] != getattr(stored, name))


def _mark(stored: Project | Lot, form: ProjectForm | LotForm) -> None:
    for name in COMPARED.intersection(form.cleaned_data):
        if _differs(stored, form, name):
            form[name].help_text = f"现存内容：{shown(stored, name)}"


def _lots(stored: Project, lots: BaseLotFormSet) -> list[Difference]:
    before = {lot.lot_no: _in_words(lot) for lot in stored.lots.all()}
    after = {lot.lot_no: _in_words(lot) for lot in lots.facts()}
    return [
        Difference(f"标段 {lot_no}", before.get(lot_no, NO_LOT), after.get(lot_no, NO_LOT), differs=True)
        for lot_no in dict.fromkeys([*before, *after])
        if before.get(lot_no) != after.get(lot_no)
    ]


def _in_words(lot: Lot | LotFacts) -> str:
    written: list[tuple[str, Any, Callable[[Any], str]]] = [
        ("", lot.name, str),
        ("品目 ", lot.category_code, str),
        ("数量 ", lot.quantity, write_figure),
        ("单位 ", lot.unit, str),
        ("预算 ", lot.budget, money),
        ("最高限价 ", lot.ceiling_price, money),
    ]
    return "，".join(f"{term}{write(value)}" for term, value, write in written if value not in (None, "")) or ABSENT
