"""变更公告 at the agencies' work place: what waits, the times of one change, 送审."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from apps.acceptance.differences import Difference
from apps.accounts.permissions import AgencyRequest, agency_staff_only
from apps.announcements.changes.forms import ChangeTimesForm
from apps.announcements.changes.standing import load_standing
from apps.announcements.exceptions import ChangeClosed, ChangeNotReady
from apps.announcements.models import Announcement
from apps.announcements.permissions import change_of
from apps.announcements.selectors.changes import change_page, changes_of, waiting_changes
from apps.announcements.services.changes import OPEN, closed_words, confirm_and_submit, confirm_times
from apps.core.actors import Actor
from apps.core.autosave import answered_once, invalid, is_autosave, overtaken, refused, saved
from apps.core.exceptions import StaleState
from apps.core.paging import BadPage, page_of
from apps.core.templatetags.ui import ABSENT, datetime_cn
from apps.tender_planning.forms.checks import RevisionForm

PAGE = "changes:change"


@agency_staff_only
@require_safe
def change_list(request: AgencyRequest) -> HttpResponse:
    """Show the changes of the agency's projects, those that it has to settle apart."""
    is_waiting = request.GET.get("show") != "all"
    found = waiting_changes(request.agency) if is_waiting else changes_of(request.agency)
    try:
        page = page_of(found, by="first_published_at", query=request.GET)
    except BadPage as refusal:
        messages.error(request, str(refusal))
        return redirect("changes:list")
    return render(request, "announcements/changes/list.html", {"page": page, "is_waiting": is_waiting})


@agency_staff_only
@answered_once
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: AgencyRequest, pk: int) -> HttpResponse:
    """Show a change with its times; store them, by the page itself or by a press of 保存, and submit them."""
    announcement, now = change_of(request, pk), timezone.now()
    standing = load_standing(announcement, now=now)
    if request.method != "POST":
        return _page(request, announcement, ChangeTimesForm(standing=standing), now)
    revision, form = RevisionForm(request.POST), ChangeTimesForm(request.POST, standing=standing)
    if all([revision.is_valid(), form.is_valid()]):
        return _store(request, announcement, revision.cleaned_data["revision"], form, now)
    if is_autosave(request):
        return invalid(revision, form)
    return _page(request, announcement, form, now, shown_revision=request.POST.get("revision", ""))


def _store(
    request: AgencyRequest, announcement: Announcement, revision: int, form: ChangeTimesForm, now: datetime
) -> HttpResponse:
    entered: dict[str, Any] = {
        "announcement": announcement,
        "revision": revision,
        "facts": form.facts(),
        "user": request.user,
        "actor": Actor.of_request(request),
        "now": now,
    }
    try:
        if "submit" in request.POST and not is_autosave(request):
            confirm_and_submit(**entered)
            messages.success(request, "已提交审核。审核通过后公告公开，时间和场地一并调整。")
            return redirect(PAGE, announcement.pk)
        number = confirm_times(**entered)
    except ChangeNotReady as refusal:
        messages.error(request, f"已保存，但还有 {len(refusal.findings)} 处须改正，没有提交；见“检查结果”。")
        return redirect(PAGE, announcement.pk)
    except StaleState as refusal:
        return _overtaken(request, announcement, form, str(refusal), now)
    except ChangeClosed as refusal:
        return _closed(request, announcement, str(refusal))
    if is_autosave(request):
        return saved(number, now, panels=_panels(request, announcement, now))
    messages.success(request, "已保存。")
    return redirect(PAGE, announcement.pk)


def _closed(request: AgencyRequest, announcement: Announcement, message: str) -> HttpResponse:
    if is_autosave(request):
        return refused(message)
    messages.error(request, message)
    return redirect(PAGE, announcement.pk)


def _overtaken(
    request: AgencyRequest, announcement: Announcement, form: ChangeTimesForm, message: str, now: datetime
) -> HttpResponse:
    """Show what was typed beside what is stored by now; pressing 保存 again replaces that knowingly."""
    if is_autosave(request):
        return overtaken(message, reverse(PAGE, args=[announcement.pk]))
    stored = load_standing(announcement, now=now).times
    rows = [
        Difference(str(field.label), _shown(getattr(stored, name)), _shown(form.cleaned_data[name]), differs=True)
        for name, field in form.fields.items()
        if getattr(stored, name) != form.cleaned_data[name]
    ]
    extra = {"overtaken": message, "differences": rows}
    return _page(request, announcement, form, now, extra=extra, status=409)


def _panels(request: AgencyRequest, announcement: Announcement, now: datetime) -> dict[str, str]:
    """Return the fragments that follow from the times: what stands beside each, before and after, findings."""
    page = change_page(load_standing(announcement, now=now))
    context = {"page": page, "may_edit": True}

    def render_part(part: str, **more: Any) -> str:
        return render_to_string(f"announcements/changes/_{part}.html", context | more, request)

    return {
        **{f"time-{row.name}": render_part("time_sheet", row=row) for row in page.rows},
        "moves": render_part("moves"),
        "findings": render_part("findings"),
    }


def _page(
    request: AgencyRequest,
    announcement: Announcement,
    form: ChangeTimesForm,
    now: datetime,
    *,
    shown_revision: str | None = None,
    extra: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    page = change_page(load_standing(announcement, now=now))
    context = {
        "page": page,
        "announcement": announcement,
        "project": announcement.project,
        "form": form,
        "fields": [(form[row.name], row) for row in page.rows if row.name in form.fields],
        "rooms": [form[name] for name in ("opening_room", "evaluation_room") if name in form.fields],
        "may_edit": announcement.status in OPEN,
        "closed_because": closed_words(announcement),
        "shown_revision": page.standing.times.revision if shown_revision is None else shown_revision,
        "is_unsaved": form.is_bound,
        **(extra or {}),
    }
    return render(request, "announcements/changes/change.html", context, status=status)


def _shown(value: object) -> str:
    if isinstance(value, datetime):
        return datetime_cn(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value or ABSENT)
