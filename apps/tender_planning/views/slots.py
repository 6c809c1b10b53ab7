"""投标文件组成 of every lot."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from apps.acceptance.models import Lot
from apps.acceptance.views.refusals import refusals_told, tell_form_errors
from apps.accounts.permissions import AgencyRequest, agency_staff_only
from apps.core.actors import Actor
from apps.core.autosave import answered_once, invalid, is_autosave, overtaken
from apps.core.exceptions import Refused, StaleState
from apps.core.post_only import post_only
from apps.tender_planning.exceptions import NotOpen
from apps.tender_planning.forms.documents import RevisionForm
from apps.tender_planning.forms.slots import CopyForm, SlotFormSet, slot_facts, slot_formsets
from apps.tender_planning.gates import may_edit, refuse_closed, revision_of
from apps.tender_planning.inspections.slots import anchor_of, inspect_slots
from apps.tender_planning.models import Planning, Sheet
from apps.tender_planning.permissions import planning_of
from apps.tender_planning.selectors.rule_exceptions import found_rows
from apps.tender_planning.selectors.slots import slots_by_lot, typed_differences
from apps.tender_planning.services.slots import begin_slots, copy_slots, save_slots
from apps.tender_planning.views.pages import render_sheet
from apps.tender_planning.views.saving import tell_closed, tell_saved

Tables = Mapping[int, SlotFormSet]
KIND = Sheet.Kind.SLOTS
PAGE = "tender_planning:slots"


@agency_staff_only
@answered_once
@require_http_methods(["GET", "HEAD", "POST"])
def slots(request: AgencyRequest, pk: int) -> HttpResponse:
    """Show the tables of all lots; store them, by the page itself or by a press of 保存."""
    planning = planning_of(request, pk)
    lots = list(planning.project.lots.all())
    stored = slots_by_lot(planning, lots)
    if request.method != "POST":
        return _page(request, planning, lots, slot_formsets(stored))
    form, tables = RevisionForm(request.POST), slot_formsets(stored, request.POST)
    is_valid = all([form.is_valid(), *(table.is_valid() for table in tables.values())])
    try:
        refuse_closed(planning, KIND)
        if not is_valid:
            return _invalid(request, planning, lots, form, tables)
        return _store(request, planning, lots, form, tables)
    except NotOpen as refusal:
        typed = {f"标段 {lot.lot_no}": tables[lot.pk].entered_forms() for lot in lots}
        return tell_closed(request, planning, refusal, typed=typed, url=reverse(PAGE, args=[pk]))


@agency_staff_only
@post_only(PAGE, "pk")
def slots_begin(request: AgencyRequest, pk: int) -> HttpResponse:
    """Give every lot without slots the usual ones."""
    planning = planning_of(request, pk)
    form = RevisionForm(request.POST)
    if not form.is_valid():
        tell_form_errors(request, form)
        return redirect(PAGE, pk)
    with refusals_told(request):
        begin_slots(
            planning=planning,
            revision=form.cleaned_data["revision"],
            user=request.user,
            actor=Actor.of_request(request),
            now=timezone.now(),
        )
        messages.success(request, "已按默认建立，请逐项核对、补充。")
    return redirect(PAGE, pk)


@agency_staff_only
@post_only(PAGE, "pk")
def slots_copy(request: AgencyRequest, pk: int) -> HttpResponse:
    """Copy the slots of one lot to another."""
    planning = planning_of(request, pk)
    form = CopyForm(request.POST, planning=planning)
    if not form.is_valid():
        for texts in form.errors.values():
            for text in texts:
                messages.error(request, str(text))
        return redirect(PAGE, pk)
    source, target = form.cleaned_data["source"], form.cleaned_data["target"]
    with refusals_told(request):
        copy_slots(
            planning=planning,
            source=source,
            target=target,
            revision=form.cleaned_data["revision"],
            user=request.user,
            actor=Actor.of_request(request),
            now=timezone.now(),
        )
        messages.success(request, f"已将标段 {source.lot_no} 的内容复制到标段 {target.lot_no}，请核对。")
    return redirect(PAGE, pk)


def _store(
    request: AgencyRequest, planning: Planning, lots: list[Lot], form: RevisionForm, tables: Tables
) -> HttpResponse:
    url = reverse(PAGE, args=[planning.project_id])
    try:
        now = timezone.now()
        revision = save_slots(
            planning=planning,
            revision=form.cleaned_data["revision"],
            slots={lot_pk: slot_facts(table) for lot_pk, table in tables.items()},
            user=request.user,
            actor=Actor.of_request(request),
            now=now,
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _invalid(request, planning, lots, form, tables)
    except StaleState as refusal:
        return _overtaken(request, planning, lots, tables, str(refusal))
    return tell_saved(
        request,
        revision,
        now,
        panels=lambda: _panels(request, planning, lots),
        done="投标文件组成已保存。",
        url=url,
    )


def _invalid(
    request: AgencyRequest, planning: Planning, lots: list[Lot], form: RevisionForm, tables: Tables
) -> HttpResponse:
    if is_autosave(request):
        return invalid(form, *tables.values())
    extra = {"form": form, "shown_revision": form.data.get("revision", ""), "is_unsaved": True}
    return _page(request, planning, lots, tables, extra)


def _overtaken(
    request: AgencyRequest, planning: Planning, lots: list[Lot], tables: Tables, message: str
) -> HttpResponse:
    """Show what was typed beside what somebody else stored meanwhile; pressing 保存 again replaces that knowingly."""
    if is_autosave(request):
        return overtaken(message, reverse(PAGE, args=[planning.project_id]))
    typed = {pk: table.rows() for pk, table in tables.items()}
    extra = {
        "overtaken": message,
        "differences": typed_differences(lots, slots_by_lot(planning, lots), typed),
        "is_unsaved": True,
    }
    return _page(request, planning, lots, tables, extra, status=409)


def _panels(request: AgencyRequest, planning: Planning, lots: list[Lot]) -> dict[str, str]:
    context = _context(planning, lots)
    return {
        name: render_to_string(f"tender_planning/_slots_{name}.html", context, request)
        for name in ("findings", "begin", "copy")
    }


def _page(
    request: AgencyRequest,
    planning: Planning,
    lots: list[Lot],
    tables: Tables,
    extra: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    common = _context(planning, lots)
    context = {
        **common,
        "tables": [(lot, tables[lot.pk], common["slots"][lot.pk]) for lot in lots],
        "shown_revision": common["revision"],
        **(extra or {}),
    }
    return render_sheet(request, "tender_planning/slots.html", planning, KIND, context, status=status)


def _context(planning: Planning, lots: list[Lot]) -> dict[str, Any]:
    """Return what the page and its panels share."""
    revision = revision_of(planning, KIND)
    stored = slots_by_lot(planning, lots)
    return {
        "project": planning.project,
        "slots": stored,
        "has_bare_lot": not all(stored.values()),
        "may_copy": any(stored.values()) and len(lots) > 1 and may_edit(planning, KIND),
        "rows": found_rows(planning, inspect_slots(lots, stored), anchor_of=anchor_of),
        "revision": revision,
        "copy_form": CopyForm(planning=planning, revision=revision),
        "may_edit": may_edit(planning, KIND),
    }
