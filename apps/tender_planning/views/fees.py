"""资费定义, lot by lot."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from apps.acceptance.models import Lot
from apps.acceptance.views.refusals import refusals_told
from apps.accounts.permissions import AgencyRequest, agency_staff_only
from apps.core.actors import Actor
from apps.core.autosave import answered_once, invalid, is_autosave, overtaken, saved
from apps.core.exceptions import Refused, StaleState
from apps.core.post_only import post_only
from apps.tender_planning.exceptions import NotOpen
from apps.tender_planning.forms.fees import (
    BaseFeeFormSet,
    CopyFeesForm,
    SheetForm,
    facts_of,
    fee_formset,
    initial_of,
)
from apps.tender_planning.gates import refuse_closed
from apps.tender_planning.models import Planning, Sheet
from apps.tender_planning.permissions import lot_of, planning_of
from apps.tender_planning.selectors.fees import (
    FeesPage,
    choosable_tariffs,
    fees_page,
    suggested_rows,
    typed_differences,
)
from apps.tender_planning.services.fees import copy_fees, save_fees
from apps.tender_planning.views.pages import render_sheet
from apps.tender_planning.views.saving import tell_closed

PANELS = ("amounts", "lots", "copy")


@agency_staff_only
@require_safe
def fees(request: AgencyRequest, pk: int) -> HttpResponse:
    """Show the fees of the first lot; the others are a click away."""
    planning = planning_of(request, pk)
    return _stored(request, planning, get_object_or_404(planning.project.lots.all()[:1]))


@agency_staff_only
@answered_once
@require_http_methods(["GET", "HEAD", "POST"])
def fees_of_lot(request: AgencyRequest, pk: int, lot_pk: int) -> HttpResponse:
    """Show the fees of a lot; store them, by the page itself or by a press of 保存."""
    planning = planning_of(request, pk)
    lot = lot_of(planning, lot_pk)
    if request.method != "POST":
        return _stored(request, planning, lot)
    form = SheetForm(request.POST)
    table = fee_formset(choosable_tariffs(planning, lot, timezone.localdate()), request.POST)
    is_valid = all([form.is_valid(), table.is_valid()])
    try:
        refuse_closed(planning, Sheet.Kind.FEES)
        if not is_valid:
            return _invalid(request, planning, lot, form, table)
        return _store(request, planning, lot, form, table)
    except Refused as refusal:
        table.show_problems(refusal.problems)
        return _invalid(request, planning, lot, form, table)
    except StaleState as refusal:
        return _overtaken(request, planning, lot, table, str(refusal))
    except NotOpen as refusal:
        url = reverse("tender_planning:fees-of-lot", args=[pk, lot_pk])
        typed = {f"标段 {lot.lot_no} 的资费": table.entered_forms()}
        return tell_closed(request, planning, refusal, typed=typed, url=url)


@agency_staff_only
@post_only("tender_planning:fees-of-lot", "pk", "lot_pk")
def fees_copy(request: AgencyRequest, pk: int, lot_pk: int) -> HttpResponse:
    """Put the fees of a lot in place of those of others."""
    planning = planning_of(request, pk)
    lot = lot_of(planning, lot_pk)
    form = CopyFeesForm(request.POST, revision=0, others=fees_page(planning, lot).others)
    if not form.is_valid():
        for text in [text for texts in form.errors.values() for text in texts]:
            messages.error(request, str(text))
        return redirect("tender_planning:fees-of-lot", pk, lot_pk)
    with refusals_told(request):
        copy_fees(
            planning=planning,
            lot=lot,
            revision=form.cleaned_data["revision"],
            targets=form.chosen(),
            user=request.user,
            actor=Actor.of_request(request),
            now=timezone.now(),
        )
        messages.success(request, f"已复制到 {len(form.chosen())} 个标段，金额按各标段的预算重新计算，请核对。")
    return redirect("tender_planning:fees-of-lot", pk, lot_pk)


def _store(
    request: AgencyRequest, planning: Planning, lot: Lot, form: SheetForm, table: BaseFeeFormSet
) -> HttpResponse:
    now = timezone.now()
    revision = save_fees(
        planning=planning,
        lot=lot,
        revision=form.cleaned_data["revision"],
        fees=facts_of(table),
        user=request.user,
        actor=Actor.of_request(request),
        now=now,
    )
    if is_autosave(request):
        page = fees_page(planning, lot)
        context = {"page": page, "project": planning.project, "copy_form": _copy_form(page)}
        panels = {name: render_to_string(f"tender_planning/_fees_{name}.html", context, request) for name in PANELS}
        return saved(revision, now, panels)
    messages.success(request, f"标段 {lot.lot_no} 的资费已保存。")
    return redirect("tender_planning:fees-of-lot", planning.project_id, lot.pk)


def _invalid(
    request: AgencyRequest, planning: Planning, lot: Lot, form: SheetForm, table: BaseFeeFormSet
) -> HttpResponse:
    if is_autosave(request):
        return invalid(form, table)
    return _page(request, planning, fees_page(planning, lot), form, table, is_unsaved=True)


def _overtaken(
    request: AgencyRequest, planning: Planning, lot: Lot, table: BaseFeeFormSet, message: str
) -> HttpResponse:
    """Show what was typed beside what somebody else stored meanwhile; pressing 保存 again replaces that knowingly."""
    if is_autosave(request):
        return overtaken(message, reverse("tender_planning:fees-of-lot", args=[planning.project_id, lot.pk]))
    page = fees_page(planning, lot)
    form = SheetForm({"revision": page.shown.revision})
    more = {"overtaken": message, "differences": typed_differences(page.shown, facts_of(table))}
    return _page(request, planning, page, form, table, is_unsaved=True, more=more, status=409)


def _stored(request: AgencyRequest, planning: Planning, lot: Lot) -> HttpResponse:
    """Show what is stored; before anything is, what is usual, which nobody has saved yet."""
    page = fees_page(planning, lot)
    tariffs = choosable_tariffs(planning, lot, timezone.localdate())
    is_suggestion = page.shown.revision == 0
    rows = suggested_rows(tariffs) if is_suggestion else [initial_of(line.item) for line in page.shown.lines]
    form = SheetForm(initial={"revision": page.shown.revision})
    table = fee_formset(tariffs, initial=rows)
    return _page(request, planning, page, form, table, more={"is_suggestion": is_suggestion})


def _copy_form(page: FeesPage) -> CopyFeesForm:
    return CopyFeesForm(revision=page.shown.revision, others=page.others)


def _page(
    request: AgencyRequest,
    planning: Planning,
    page: FeesPage,
    form: SheetForm,
    table: BaseFeeFormSet,
    *,
    is_unsaved: bool = False,
    more: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "page": page,
        "form": form,
        "table": table,
        "copy_form": _copy_form(page),
        "is_unsaved": is_unsaved,
        **(more or {}),
    }
    return render_sheet(request, "tender_planning/fees.html", planning, Sheet.Kind.FEES, context, status=status)
