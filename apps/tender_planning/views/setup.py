"""立项信息."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from apps.acceptance.exceptions import PlanChanged
from apps.accounts.permissions import AgencyRequest, agency_staff_only
from apps.core.actors import Actor
from apps.core.exceptions import Refused, StaleState
from apps.tender_planning.exceptions import NotOpen
from apps.tender_planning.forms.setup import SetupForm, initial_of
from apps.tender_planning.gates import refuse_closed, revision_of
from apps.tender_planning.models import Planning, Sheet
from apps.tender_planning.permissions import planning_of
from apps.tender_planning.selectors.setup import setup_page, typed_differences
from apps.tender_planning.services.setup import save_setup
from apps.tender_planning.views.pages import render_sheet
from apps.tender_planning.views.saving import tell_closed

KIND = Sheet.Kind.SETUP


@agency_staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def setup(request: AgencyRequest, pk: int) -> HttpResponse:
    """Show what the project brought along; store the manner of the opening, and stamp it when 核对无误 was pressed.

    Nothing saves itself here: a change goes to the province, so it takes a press.
    """
    planning = planning_of(request, pk)
    if request.method != "POST":
        return _page(request, planning)
    form = SetupForm(request.POST)
    is_valid = form.is_valid()
    try:
        refuse_closed(planning, KIND)
        return _store(request, planning, form) if is_valid else _page(request, planning, form)
    except NotOpen as refusal:
        url = reverse("tender_planning:setup", args=[pk])
        return tell_closed(request, planning, refusal, typed={"开标方式": [form]}, url=url)


def _store(request: AgencyRequest, planning: Planning, form: SetupForm) -> HttpResponse:
    is_checked = "check" in request.POST
    try:
        save_setup(
            planning=planning,
            revision=form.cleaned_data["revision"],
            facts=form.facts(),
            is_checked=is_checked,
            user=request.user,
            actor=Actor.of_request(request),
            now=timezone.now(),
        )
    except Refused as refusal:
        for name, texts in refusal.problems.items():
            form.add_error(name, texts)
        return _page(request, planning, form)
    except StaleState as refusal:
        return _overtaken(request, planning, form, str(refusal))
    except PlanChanged as refusal:
        return _page(request, planning, form, more={"refusal": str(refusal)}, status=409)
    messages.success(request, "立项信息已核对。" if is_checked else "立项信息已保存。")
    return redirect("tender_planning:setup", planning.project_id)


def _overtaken(request: AgencyRequest, planning: Planning, form: SetupForm, message: str) -> HttpResponse:
    """Show what was typed beside what somebody else stored meanwhile; saving again replaces that knowingly."""
    differences = typed_differences(planning, form.facts())
    typed = request.POST.copy()
    typed["revision"] = str(revision_of(planning, KIND))
    more = {"overtaken": message, "differences": differences}
    return _page(request, planning, SetupForm(typed), more=more, status=409)


def _page(
    request: AgencyRequest,
    planning: Planning,
    form: SetupForm | None = None,
    *,
    more: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    page = setup_page(planning)
    shown = form or SetupForm(initial=initial_of(page.project, page.setup, revision_of(planning, KIND)))
    context = {"page": page, "form": shown, "is_unsaved": form is not None, **(more or {})}
    return render_sheet(request, "tender_planning/setup.html", planning, KIND, context, status=status)
