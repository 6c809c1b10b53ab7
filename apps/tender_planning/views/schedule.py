"""开评标配置: times, committee, rooms."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeAlias

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from apps.acceptance.views.refusals import refusals_told
from apps.accounts.permissions import AgencyRequest, agency_staff_only
from apps.core.actors import Actor
from apps.core.autosave import answered_once, invalid, is_autosave, overtaken, saved
from apps.core.exceptions import StaleState
from apps.core.post_only import post_only
from apps.tender_planning.exceptions import NotOpen
from apps.tender_planning.forms.checks import RevisionForm
from apps.tender_planning.forms.schedule import EvaluationForm, OpeningForm, RoomsForm
from apps.tender_planning.gates import refuse_closed, revision_of
from apps.tender_planning.models import Planning, Sheet
from apps.tender_planning.permissions import planning_of
from apps.tender_planning.selectors.schedule import ScheduleSettings, load_settings
from apps.tender_planning.selectors.schedule_pages import schedule_page, typed_differences
from apps.tender_planning.services.schedule import book_for_schedule, save_schedule
from apps.tender_planning.views.pages import render_sheet
from apps.tender_planning.views.saving import tell_closed

KIND = Sheet.Kind.SCHEDULE
PAGE = "tender_planning:schedule"
Halves: TypeAlias = tuple[OpeningForm, EvaluationForm]


@agency_staff_only
@answered_once
@require_http_methods(["GET", "HEAD", "POST"])
def schedule(request: AgencyRequest, pk: int) -> HttpResponse:
    """Show the sheet; store it, by the page itself or by a press of 保存."""
    planning = planning_of(request, pk)
    settings = load_settings(planning)
    if request.method != "POST":
        return _page(request, planning, settings, _forms(settings))
    form = RevisionForm(request.POST)
    halves = _forms(settings, request.POST)
    is_valid = all([form.is_valid(), *(half.is_valid() for half in halves)])
    try:
        refuse_closed(planning, KIND)
        if not is_valid:
            return _invalid(request, planning, settings, form, halves)
        return _store(request, planning, form, halves)
    except StaleState as refusal:
        return _overtaken(request, planning, halves, str(refusal))
    except NotOpen as refusal:
        typed: dict[str, list[BaseForm]] = {"开标": [halves[0]], "评标": [halves[1]]}
        return tell_closed(request, planning, refusal, typed=typed, url=reverse(PAGE, args=[pk]))


@agency_staff_only
@post_only(PAGE, "pk")
def schedule_rooms(request: AgencyRequest, pk: int) -> HttpResponse:
    """Book the chosen rooms for the times that are stored."""
    planning = planning_of(request, pk)
    form = RoomsForm(request.POST)
    if not form.is_valid():
        for texts in form.errors.values():
            for text in texts:
                messages.error(request, str(text))
        return redirect(PAGE, pk)
    with refusals_told(request):
        book_for_schedule(
            planning=planning,
            revision=form.cleaned_data["revision"],
            rooms=form.rooms(),
            user=request.user,
            actor=Actor.of_request(request),
            now=timezone.now(),
        )
        messages.success(request, "场地已预约。")
    return redirect(PAGE, pk)


def _forms(settings: ScheduleSettings, data: Mapping[str, Any] | None = None) -> Halves:
    return OpeningForm(data, settings=settings.opening), EvaluationForm(data, settings=settings.evaluation)


def _store(request: AgencyRequest, planning: Planning, form: RevisionForm, halves: Halves) -> HttpResponse:
    opening, evaluation = halves
    now = timezone.now()
    revision = save_schedule(
        planning=planning,
        revision=form.cleaned_data["revision"],
        opening=opening.facts(),
        evaluation=evaluation.facts(),
        user=request.user,
        actor=Actor.of_request(request),
        now=now,
    )
    if is_autosave(request):
        return saved(revision, now, panels=_panels(request, planning, now))
    messages.success(request, "开评标配置已保存。")
    return redirect(PAGE, planning.project_id)


def _invalid(
    request: AgencyRequest, planning: Planning, settings: ScheduleSettings, form: RevisionForm, halves: Halves
) -> HttpResponse:
    if is_autosave(request):
        return invalid(form, *halves)
    return _page(request, planning, settings, halves, form=form, is_unsaved=True)


def _overtaken(request: AgencyRequest, planning: Planning, halves: Halves, message: str) -> HttpResponse:
    """Show what was typed beside what somebody else stored meanwhile; pressing 保存 again replaces that knowingly."""
    if is_autosave(request):
        return overtaken(message, reverse(PAGE, args=[planning.project_id]))
    typed = {name: value for half in halves for name, value in half.facts().items()}
    settings = load_settings(planning)
    extra = {"overtaken": message, "differences": typed_differences(settings, typed)}
    return _page(request, planning, settings, halves, is_unsaved=True, extra=extra, status=409)


def _panels(request: AgencyRequest, planning: Planning, now: datetime) -> dict[str, str]:
    """Return the fragments that follow from the times: a sheet for each date, committee, rooms, findings."""
    page = schedule_page(planning, load_settings(planning), now) | {"revision": revision_of(planning, KIND)}

    def render(part: str, **more: Any) -> str:
        return render_to_string(f"tender_planning/_schedule_{part}.html", page | more, request)

    return {
        **{f"proof-{place}": render("proofs", sheet=sheet) for place, sheet in page["sheets"].items()},
        **{part: render(part) for part in ("committee", "rooms", "findings")},
    }


def _page(
    request: AgencyRequest,
    planning: Planning,
    settings: ScheduleSettings,
    halves: Halves,
    *,
    form: RevisionForm | None = None,
    is_unsaved: bool = False,
    extra: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    opening, evaluation = halves
    page = schedule_page(planning, settings, timezone.now())
    revision = revision_of(planning, KIND)
    context = {
        **page,
        "form": form,
        "opening": opening,
        "evaluation": evaluation,
        "dates": [
            (half[place], sheet) for place, sheet in page["sheets"].items() for half in halves if place in half.fields
        ],
        "revision": revision,
        "shown_revision": form.data.get("revision", "") if form else revision,
        "is_unsaved": is_unsaved,
        **(extra or {}),
    }
    return render_sheet(request, "tender_planning/schedule.html", planning, KIND, context, status=status)
