"""资格审查 and 符合性审查 of a lot."""

from collections.abc import Callable, Mapping
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
from apps.core.autosave import answered_once, invalid, is_autosave, overtaken, saved
from apps.core.exceptions import Refused, StaleState
from apps.core.keyed_rows import BaseKeyedRowFormSet
from apps.core.post_only import post_only
from apps.tender_planning.exceptions import NotOpen
from apps.tender_planning.forms.checks import CheckRowForm, CopyForm, RevisionForm, check_formsets, facts_of
from apps.tender_planning.gates import refuse_closed, revision_of
from apps.tender_planning.models import Planning, Sheet
from apps.tender_planning.models.checks import Stage
from apps.tender_planning.permissions import lot_of, planning_of
from apps.tender_planning.selectors.check_pages import checks_page, typed_differences
from apps.tender_planning.selectors.checks import CheckTables, check_tables
from apps.tender_planning.services.checks import begin_checks, complete_checks, copy_checks, save_checks
from apps.tender_planning.views.pages import render_sheet
from apps.tender_planning.views.saving import tell_closed

FormSets = Mapping[str, BaseKeyedRowFormSet[CheckRowForm]]
KIND = Sheet.Kind.CHECKS


@agency_staff_only
@answered_once
@require_http_methods(["GET", "HEAD", "POST"])
def checks(request: AgencyRequest, pk: int, lot_pk: int) -> HttpResponse:
    """Show both tables; store them, by the page itself or by a press of 保存."""
    planning = planning_of(request, pk)
    lot = lot_of(planning, lot_pk)
    stored = check_tables([lot])[lot.pk]
    if request.method != "POST":
        return _page(request, planning, lot, stored, check_formsets(stored))
    form = RevisionForm(request.POST)
    formsets = check_formsets(stored, request.POST)
    is_valid = all([form.is_valid(), *(formset.is_valid() for formset in formsets.values())])
    try:
        refuse_closed(planning, KIND)
        if not is_valid:
            return _invalid(request, planning, lot, stored, formsets, form=form)
        return _store(request, planning, lot, form, formsets)
    except Refused as refusal:
        _show_problems(refusal, form, formsets)
        return _invalid(request, planning, lot, stored, formsets, form=form)
    except StaleState as refusal:
        return _overtaken(request, planning, lot, formsets, str(refusal))
    except NotOpen as refusal:
        url = reverse("tender_planning:checks", args=[pk, lot_pk])
        typed = {Stage(stage).label: formset.entered_forms() for stage, formset in formsets.items()}
        return tell_closed(request, planning, refusal, typed=typed, url=url)


@agency_staff_only
@post_only("tender_planning:checks", "pk", "lot_pk")
def checks_begin(request: AgencyRequest, pk: int, lot_pk: int) -> HttpResponse:
    """Begin both tables with the center's templates."""
    return _act(request, pk, lot_pk, begin_checks, "已按模板建立，请逐项核对、补充。")


@agency_staff_only
@post_only("tender_planning:checks", "pk", "lot_pk")
def checks_complete(request: AgencyRequest, pk: int, lot_pk: int) -> HttpResponse:
    """Add what the law asks for and bring its words up to date."""
    return _act(request, pk, lot_pk, complete_checks, "法定必备项已补齐并更新。")


@agency_staff_only
@post_only("tender_planning:checks", "pk", "lot_pk")
def checks_copy(request: AgencyRequest, pk: int, lot_pk: int) -> HttpResponse:
    """Take over the items of another lot."""
    planning = planning_of(request, pk)
    lot = lot_of(planning, lot_pk)
    form = CopyForm(request.POST, lot=lot, revision=0)
    if not form.is_valid():
        for texts in form.errors.values():
            for text in texts:
                messages.error(request, str(text))
        return redirect("tender_planning:checks", pk, lot_pk)
    with refusals_told(request):
        source = form.cleaned_data["source"]
        copy_checks(
            planning=planning,
            source=source,
            target=lot,
            revision=form.cleaned_data["revision"],
            user=request.user,
            actor=Actor.of_request(request),
            now=timezone.now(),
        )
        messages.success(request, f"已复制标段 {source.lot_no} 的审查项，请核对。")
    return redirect("tender_planning:checks", pk, lot_pk)


def _act(request: AgencyRequest, pk: int, lot_pk: int, act: Callable[..., int], done: str) -> HttpResponse:
    planning = planning_of(request, pk)
    lot = lot_of(planning, lot_pk)
    form = RevisionForm(request.POST)
    if not form.is_valid():
        tell_form_errors(request, form)
        return redirect("tender_planning:checks", pk, lot_pk)
    with refusals_told(request):
        act(
            planning=planning,
            lot=lot,
            revision=form.cleaned_data["revision"],
            user=request.user,
            actor=Actor.of_request(request),
            now=timezone.now(),
        )
        messages.success(request, done)
    return redirect("tender_planning:checks", pk, lot_pk)


def _store(
    request: AgencyRequest, planning: Planning, lot: Lot, form: RevisionForm, formsets: FormSets
) -> HttpResponse:
    now = timezone.now()
    revision = save_checks(
        planning=planning,
        lot=lot,
        revision=form.cleaned_data["revision"],
        items={stage: facts_of(formset) for stage, formset in formsets.items()},
        user=request.user,
        actor=Actor.of_request(request),
        now=now,
    )
    if is_autosave(request):
        return saved(revision, now, panels=_panels(request, planning, lot))
    messages.success(request, "审查项已保存。")
    return redirect("tender_planning:checks", planning.project_id, lot.pk)


def _show_problems(refusal: Refused, form: RevisionForm, formsets: FormSets) -> None:
    for stage, formset in formsets.items():
        formset.show_problems({key: texts for key, texts in refusal.problems.items() if key.startswith(stage)})
    for text in refusal.problems.get("", []):
        form.add_error(None, text)


def _invalid(
    request: AgencyRequest,
    planning: Planning,
    lot: Lot,
    stored: CheckTables,
    formsets: FormSets,
    *,
    form: RevisionForm,
) -> HttpResponse:
    if is_autosave(request):
        return invalid(form, *formsets.values())
    revision = form.data.get("revision", "")
    return _page(request, planning, lot, stored, formsets, form=form, revision=revision, is_unsaved=True)


def _overtaken(request: AgencyRequest, planning: Planning, lot: Lot, formsets: FormSets, message: str) -> HttpResponse:
    """Show what was typed beside what somebody else stored meanwhile; pressing 保存 again replaces that knowingly."""
    if is_autosave(request):
        return overtaken(message, reverse("tender_planning:checks", args=[planning.project_id, lot.pk]))
    typed = {stage: formset.rows() for stage, formset in formsets.items()}
    stored = check_tables([lot])[lot.pk]
    extra = {"overtaken": message, "differences": typed_differences(stored, typed)}
    return _page(request, planning, lot, stored, formsets, is_unsaved=True, extra=extra, status=409)


def _panels(request: AgencyRequest, planning: Planning, lot: Lot) -> dict[str, str]:
    revision = revision_of(planning, KIND, str(lot.pk))
    context = {
        **checks_page(planning, lot, check_tables([lot])[lot.pk], timezone.now()),
        "revision": revision,
        "copy_form": CopyForm(lot=lot, revision=revision),
    }
    return {
        name: render_to_string(f"tender_planning/_checks_{name}.html", context, request)
        for name in ("findings", "copy")
    }


def _page(
    request: AgencyRequest,
    planning: Planning,
    lot: Lot,
    stored: CheckTables,
    formsets: FormSets,
    *,
    form: RevisionForm | None = None,
    revision: str | None = None,
    is_unsaved: bool = False,
    extra: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    stored_revision = revision_of(planning, KIND, str(lot.pk))
    context = {
        **checks_page(planning, lot, stored, timezone.now()),
        "form": form,
        "formsets": formsets.items(),
        "revision": stored_revision,
        "shown_revision": stored_revision if revision is None else revision,
        "copy_form": CopyForm(lot=lot, revision=stored_revision),
        "is_unsaved": is_unsaved,
        **(extra or {}),
    }
    return render_sheet(request, "tender_planning/checks.html", planning, KIND, context, status=status)
