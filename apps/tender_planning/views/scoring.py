"""评分标准 of a lot: the page on which it is edited."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from apps.acceptance.models import Lot
from apps.accounts.permissions import AgencyRequest, agency_staff_only
from apps.core.actors import Actor
from apps.core.autosave import answered_once, invalid, is_autosave, overtaken, saved
from apps.core.exceptions import StaleState
from apps.tender_planning.exceptions import NotOpen
from apps.tender_planning.forms.scoring import (
    ItemFormSet,
    SchemeForm,
    anchors,
    are_few_enough,
    item_formsets,
    scheme_form,
    scheme_of,
)
from apps.tender_planning.forms.scoring_trial import WorkbookForm
from apps.tender_planning.gates import closed_because, refuse_closed, revision_of
from apps.tender_planning.models import Planning, Sheet
from apps.tender_planning.permissions import lot_of, planning_of
from apps.tender_planning.scoring.choices import Category
from apps.tender_planning.scoring.facts import SchemeFacts, total
from apps.tender_planning.selectors.scoring import scheme_html
from apps.tender_planning.selectors.scoring_pages import (
    SchemeSheet,
    findings_of,
    scheme_differences,
    scheme_sheet,
)
from apps.tender_planning.services.scoring import save_scheme
from apps.tender_planning.views.pages import render_sheet
from apps.tender_planning.views.saving import tell_closed

KIND = Sheet.Kind.SCORING


@dataclass(frozen=True)
class Entered:
    """The form and the tables of the page."""

    form: SchemeForm
    formsets: Mapping[Category, ItemFormSet]

    @classmethod
    def of_request(cls, request: AgencyRequest) -> "Entered":
        """Return what was sent."""
        return cls(scheme_form(None, 0, request.POST), item_formsets(None, request.POST))

    @classmethod
    def showing(cls, scheme: SchemeFacts, revision: int) -> "Entered":
        """Return the form with a scheme in it."""
        return cls(scheme_form(scheme, revision), item_formsets(scheme))

    def is_valid(self) -> bool:
        """Tell whether everything can be read; each form says what is wrong with it."""
        are_valid = [self.form.is_valid(), *(formset.is_valid() for formset in self.formsets.values())]
        return all(are_valid) and are_few_enough(self.form, self.formsets)

    def by_heading(self) -> dict[str, Sequence[BaseForm]]:
        """Return the forms under the headings of the page."""
        headings: dict[str, Sequence[BaseForm]] = {"评审办法": [self.form]}
        return headings | {str(category.label): formset.entered_forms() for category, formset in self.formsets.items()}

    def scheme(self) -> SchemeFacts:
        """Return the scheme as entered."""
        return scheme_of(self.form, self.formsets)


@agency_staff_only
@answered_once
@require_http_methods(["GET", "HEAD", "POST"])
def scoring(request: AgencyRequest, pk: int, lot_pk: int) -> HttpResponse:
    """Show the scheme; store it, by the page itself or by a press of 保存."""
    planning = planning_of(request, pk)
    lot = lot_of(planning, lot_pk)
    now = timezone.now()
    if request.method != "POST":
        return show_scheme(request, planning, lot, now)
    entered = Entered.of_request(request)
    is_valid = entered.is_valid()
    try:
        refuse_closed(planning, KIND)
        if not is_valid:
            return _invalid(request, planning, lot, entered, now)
        return _store(request, planning, lot, entered, now)
    except StaleState as refusal:
        return _overtaken(request, planning, lot, entered, str(refusal))
    except NotOpen as refusal:
        url = reverse("tender_planning:scoring", args=[pk, lot_pk])
        return tell_closed(request, planning, refusal, typed=entered.by_heading(), url=url)


def show_scheme(
    request: AgencyRequest, planning: Planning, lot: Lot, now: datetime, *, imported: SchemeFacts | None = None
) -> HttpResponse:
    """Show what is stored, or a scheme from a workbook that is not stored yet."""
    sheet = scheme_sheet(planning, lot, now)
    revision = revision_of(planning, KIND, str(lot.pk))
    if imported is None:
        return _page(request, planning, sheet, Entered.showing(sheet.shown, revision))
    extra = {
        "is_unsaved": True,
        "is_imported": True,
        "differences": scheme_differences(sheet.stored, imported),
    }
    return _page(request, planning, sheet, Entered.showing(imported, revision), extra=extra)


def _store(request: AgencyRequest, planning: Planning, lot: Lot, entered: Entered, now: datetime) -> HttpResponse:
    revision = save_scheme(
        planning=planning,
        lot=lot,
        revision=entered.form.cleaned_data["revision"],
        scheme=entered.scheme(),
        user=request.user,
        actor=Actor.of_request(request),
        now=now,
    )
    if is_autosave(request):
        return saved(revision, now, panels=_panels(request, planning, lot, entered, now))
    messages.success(request, "评分标准已保存。")
    return redirect("tender_planning:scoring", planning.project_id, lot.pk)


def _invalid(request: AgencyRequest, planning: Planning, lot: Lot, entered: Entered, now: datetime) -> HttpResponse:
    if is_autosave(request):
        return invalid(entered.form, *entered.formsets.values())
    return _page(request, planning, scheme_sheet(planning, lot, now), entered, extra={"is_unsaved": True})


def _overtaken(request: AgencyRequest, planning: Planning, lot: Lot, entered: Entered, message: str) -> HttpResponse:
    """Show what was typed beside what somebody else stored meanwhile; pressing 保存 again replaces that knowingly."""
    if is_autosave(request):
        return overtaken(message, reverse("tender_planning:scoring", args=[planning.project_id, lot.pk]))
    sheet = scheme_sheet(planning, lot, timezone.now())
    typed = entered.scheme()
    revision = revision_of(planning, KIND, str(lot.pk))
    extra = {"is_unsaved": True, "overtaken": message, "differences": scheme_differences(sheet.stored, typed)}
    return _page(request, planning, sheet, Entered.showing(typed, revision), extra=extra, status=409)


def _panels(request: AgencyRequest, planning: Planning, lot: Lot, entered: Entered, now: datetime) -> dict[str, str]:
    sheet = scheme_sheet(planning, lot, now)
    rows = findings_of(planning, sheet, anchor_of=anchors(entered.form, entered.formsets))
    context = {"rows": rows, "is_stored": True, "lot": lot, "project": planning.project}
    panels = {
        name: render_to_string(f"tender_planning/scoring/_{name}.html", context, request)
        for name in ("findings", "tools")
    }
    return {**panels, "beginning": ""}


def _page(
    request: AgencyRequest,
    planning: Planning,
    sheet: SchemeSheet,
    entered: Entered,
    *,
    extra: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    is_closed = bool(closed_because(planning, KIND))
    context = {
        "lot": sheet.lot,
        "is_scored": sheet.is_scored,
        "is_stored": sheet.stored is not None,
        "form": entered.form,
        "groups": _groups(entered, sheet.stored),
        "whole": total(group.points for group in sheet.shown.groups),
        "rows": findings_of(planning, sheet, anchor_of=anchors(entered.form, entered.formsets)),
        "scheme_html": scheme_html(sheet.stored) if is_closed and sheet.stored else "",
        "workbook_form": WorkbookForm(),
        **(extra or {}),
    }
    return render_sheet(request, "tender_planning/scoring/editor.html", planning, KIND, context, status=status)


def _groups(entered: Entered, stored: SchemeFacts | None) -> list[dict[str, Any]]:
    """Return the branches of the tree as the page shows them."""
    return [
        {
            "category": category,
            "name": entered.form[f"{category}_name"],
            "points": entered.form[f"{category}_points"],
            "formset": entered.formsets.get(category),
            "sum_name": f"{category}-items",
            "items_total": total(item.most_points for item in stored.items_of(category)) if stored else 0,
        }
        for category in Category
    ]
