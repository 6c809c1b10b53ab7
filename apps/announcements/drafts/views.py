"""拟定公告 at the agencies' work place: the announcements of a project without a plan, and the sheet of one."""

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

from apps.acceptance.permissions import project_of
from apps.acceptance.views.refusals import refusals_told, tell_form_errors
from apps.accounts.permissions import AgencyRequest, agency_staff_only
from apps.announcements.drafts.differences import typed_differences
from apps.announcements.drafts.forms.acts import BeginForm, FileForm
from apps.announcements.drafts.forms.sheets import DraftSheet, sheet_of
from apps.announcements.drafts.preview import preview_context
from apps.announcements.exceptions import DraftClosed, DraftNotPossible, DraftNotReady
from apps.announcements.models import AnnouncementDraft
from apps.announcements.permissions import draft_of
from apps.announcements.selectors.drafting import about_draft
from apps.announcements.selectors.drafts import draft_page, drafts_page
from apps.announcements.services.changes import OPEN as OPEN_CHANGES
from apps.announcements.services.drafts import (
    CLOSED_WORDS,
    begin_draft,
    cancel_draft,
    save_and_submit,
    save_draft,
    take_back,
)
from apps.core.actors import Actor
from apps.core.autosave import answered_once, invalid, is_autosave, overtaken, refused, saved
from apps.core.exceptions import StaleState
from apps.core.post_only import post_only
from apps.core.reasons import ReasonForm
from apps.tender_planning.forms.checks import RevisionForm

LIST, PAGE = "drafts:list", "drafts:draft"
Status = AnnouncementDraft.Status


@agency_staff_only
@require_safe
def draft_list(request: AgencyRequest, pk: int) -> HttpResponse:
    """Show what may be drafted of a project, what is at work and what is public."""
    project = project_of(request, pk)
    page = drafts_page(project, now=timezone.now())
    return render(request, "announcements/drafts/list.html", {"page": page, "project": project})


@agency_staff_only
@post_only(LIST, "pk")
def draft_begin(request: AgencyRequest, pk: int) -> HttpResponse:
    """Begin an announcement."""
    project, form = project_of(request, pk), BeginForm(request.POST)
    if not form.is_valid():
        tell_form_errors(request, form)
        return redirect(LIST, pk)
    try:
        begun = begin_draft(
            project=project,
            announcement_type=form.cleaned_data["type"],
            user=request.user,
            actor=Actor.of_request(request),
            now=timezone.now(),
        )
    except DraftNotPossible as refusal:
        messages.error(request, str(refusal))
        return redirect(LIST, pk)
    return redirect(PAGE, pk, begun.pk)


@agency_staff_only
@answered_once
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: AgencyRequest, pk: int, draft_pk: int) -> HttpResponse:
    """Show a draft; store it, by the page itself or by a press of 保存, and submit it."""
    record, now = draft_of(request, pk, draft_pk), timezone.now()
    about = about_draft(record, now=now)
    if request.method != "POST":
        return render_draft(request, record, sheet_of(record, about), now)
    revision, sheet = RevisionForm(request.POST), sheet_of(record, about, request.POST)
    if all([revision.is_valid(), sheet.is_valid()]):
        return _store(request, record, revision.cleaned_data["revision"], sheet, now)
    if is_autosave(request):
        return invalid(revision, *sheet.parts)
    return render_draft(request, record, sheet, now, shown_revision=request.POST.get("revision", ""), is_unsaved=True)


@agency_staff_only
@require_safe
def draft_preview(request: AgencyRequest, pk: int, draft_pk: int) -> HttpResponse:
    """Show the public page that the draft would have now."""
    record, now = draft_of(request, pk, draft_pk), timezone.now()
    return render(request, "announcements/drafts/preview.html", preview_context(record, now))


@agency_staff_only
@post_only(PAGE, "pk", "draft_pk")
def draft_take_back(request: AgencyRequest, pk: int, draft_pk: int) -> HttpResponse:
    """Take a submission back before it is decided."""
    with refusals_told(request):
        take_back(draft=draft_of(request, pk, draft_pk), actor=Actor.of_request(request), now=timezone.now())
        messages.success(request, "已撤回，可以修改后重新提交。")
    return redirect(PAGE, pk, draft_pk)


@agency_staff_only
@post_only(PAGE, "pk", "draft_pk")
def draft_cancel(request: AgencyRequest, pk: int, draft_pk: int) -> HttpResponse:
    """Give a draft up."""
    record, form, now = draft_of(request, pk, draft_pk), ReasonForm(request.POST), timezone.now()
    if not form.is_valid():
        sheet = sheet_of(record, about_draft(record, now=now))
        return render_draft(request, record, sheet, now, extra={"cancel_form": form}, status=400)
    with refusals_told(request):
        cancel_draft(draft=record, reason=form.cleaned_data["reason"], actor=Actor.of_request(request), now=now)
        messages.success(request, "已作废。")
    return redirect(PAGE, pk, draft_pk)


def render_draft(
    request: AgencyRequest,
    record: AnnouncementDraft,
    sheet: DraftSheet,
    now: datetime,
    *,
    shown_revision: str | None = None,
    is_unsaved: bool = False,
    extra: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show a draft with its sheet; `extra` takes the place of what the page would show by itself."""
    change = record.announcement
    may_alter = record.status == Status.HANDED_ON and change is not None and change.status in OPEN_CHANGES
    context = {
        "page": draft_page(record, now=now),
        "draft": record,
        "project": record.project,
        "sheet": sheet,
        "may_edit": record.is_editable,
        "may_take_back": record.status == Status.AWAITING_REVIEW or may_alter,
        "may_cancel": record.is_editable or may_alter,
        "closed_because": CLOSED_WORDS.get(record.status, ""),
        "shown_revision": record.revision if shown_revision is None else shown_revision,
        "is_unsaved": is_unsaved,
        "cancel_form": ReasonForm(),
        "file_form": FileForm(),
        **(extra or {}),
    }
    return render(request, "announcements/drafts/draft.html", context, status=status)


def _store(
    request: AgencyRequest, record: AnnouncementDraft, revision: int, sheet: DraftSheet, now: datetime
) -> HttpResponse:
    entered: dict[str, Any] = {
        "draft": record,
        "revision": revision,
        "content": sheet.content(),
        "user": request.user,
        "actor": Actor.of_request(request),
        "now": now,
    }
    try:
        if "submit" in request.POST and not is_autosave(request):
            return _submitted(request, save_and_submit(**entered))
        number = save_draft(**entered)
    except DraftNotReady as refusal:
        messages.error(request, f"已保存，但还有 {len(refusal.findings)} 处须改正，没有提交；见“检查结果”。")
        return redirect(PAGE, record.project_id, record.pk)
    except StaleState as refusal:
        return _overtaken(request, record, sheet, str(refusal), now)
    except (DraftClosed, DraftNotPossible) as refusal:
        return _closed(request, record, str(refusal))
    if is_autosave(request):
        return saved(number, now, panels=_panels(request, record, now))
    messages.success(request, "已保存。")
    return redirect(PAGE, record.project_id, record.pk)


def _submitted(request: AgencyRequest, record: AnnouncementDraft) -> HttpResponse:
    if record.status == Status.HANDED_ON:
        messages.success(request, "公告文字已定。请核对按公告填写的时间，再提交中心审核。")
        return redirect("changes:change", record.announcement_id)
    messages.success(request, "已提交中心审核，通过后立即发布。")
    return redirect(PAGE, record.project_id, record.pk)


def _closed(request: AgencyRequest, record: AnnouncementDraft, message: str) -> HttpResponse:
    if is_autosave(request):
        return refused(message)
    messages.error(request, message)
    return redirect(PAGE, record.project_id, record.pk)


def _overtaken(
    request: AgencyRequest, record: AnnouncementDraft, sheet: DraftSheet, message: str, now: datetime
) -> HttpResponse:
    """Show what was typed beside what is stored by now; pressing 保存 again replaces that knowingly."""
    if is_autosave(request):
        return overtaken(message, reverse(PAGE, args=[record.project_id, record.pk]))
    extra = {"overtaken": message, "differences": typed_differences(record, sheet)}
    return render_draft(request, record, sheet, now, is_unsaved=True, extra=extra, status=409)


def _panels(request: AgencyRequest, record: AnnouncementDraft, now: datetime) -> dict[str, str]:
    """Return the fragments that follow from what is written: the findings, and the proofs beside each time."""
    page = draft_page(record, now=now)
    sheet = sheet_of(record, about_draft(record, now=now))

    def render_part(part: str, **more: Any) -> str:
        return render_to_string(f"announcements/drafts/_{part}.html", {"page": page, **more}, request)

    beside = {f"beside-{name}": render_part("beside", **page.beside(name)) for name in sheet.form.fields}
    return {**beside, "findings": render_part("findings")}
