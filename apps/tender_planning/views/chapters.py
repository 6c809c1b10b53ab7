"""One chapter of 招标文件: its text, and how it will read."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.permissions import AgencyRequest, agency_staff_only
from apps.core.actors import Actor
from apps.core.autosave import answered_once, invalid, is_autosave, overtaken
from apps.core.exceptions import StaleState
from apps.tender_planning.exceptions import NotOpen
from apps.tender_planning.forms.documents import ChapterForm
from apps.tender_planning.frozen_words import plain_text
from apps.tender_planning.gates import may_edit, refuse_closed, revision_of
from apps.tender_planning.models import DocumentChapter, Planning, Sheet
from apps.tender_planning.permissions import planning_of
from apps.tender_planning.selectors.documents import chapter_page, field_menu, stored_text
from apps.tender_planning.services.documents import save_chapter
from apps.tender_planning.views.pages import render_sheet
from apps.tender_planning.views.saving import tell_closed, tell_saved

KIND = Sheet.Kind.CHAPTER
PAGE = "tender_planning:chapter"


@agency_staff_only
@answered_once
@require_http_methods(["GET", "HEAD", "POST"])
def chapter(request: AgencyRequest, pk: int, key: UUID) -> HttpResponse:
    """Show a chapter in the editor; store it, by the page itself or by a press of 保存."""
    planning = planning_of(request, pk)
    shown = _chapter_of(planning, key)
    if request.method != "POST":
        return _page(request, planning, shown, _stored(planning, shown))
    form = ChapterForm(request.POST)
    is_valid = form.is_valid()
    try:
        refuse_closed(planning, KIND)
        if is_valid:
            return _store(request, planning, shown, form)
    except NotOpen as refusal:
        typed = ChapterForm({"body_html": plain_text(request.POST.get("body_html", ""))})
        url = reverse(PAGE, args=[pk, key])
        return tell_closed(request, planning, refusal, typed={shown.title: [typed]}, url=url)
    if is_autosave(request):
        return invalid(form)
    return _page(request, planning, shown, form, {"is_unsaved": True})


@agency_staff_only
@require_safe
def chapter_preview(request: AgencyRequest, pk: int, key: UUID) -> HttpResponse:
    """Show a chapter as it will read, its fields filled."""
    planning = planning_of(request, pk)
    shown = _chapter_of(planning, key)
    return render_sheet(
        request, "tender_planning/chapter_preview.html", planning, KIND, {"page": chapter_page(planning, shown)}
    )


def _chapter_of(planning: Planning, key: UUID) -> DocumentChapter:
    chapters = DocumentChapter.objects.standing().select_related("document")
    return get_object_or_404(chapters, document__planning=planning, key=key)


def _stored(planning: Planning, shown: DocumentChapter) -> ChapterForm:
    revision = revision_of(planning, KIND, str(shown.key))
    return ChapterForm(initial={"revision": revision, "body_html": shown.body_html})


def _store(request: AgencyRequest, planning: Planning, shown: DocumentChapter, form: ChapterForm) -> HttpResponse:
    url = reverse(PAGE, args=[planning.project_id, shown.key])
    try:
        now = timezone.now()
        revision = save_chapter(
            planning=planning,
            chapter=shown,
            revision=form.cleaned_data["revision"],
            body_html=form.cleaned_data["body_html"],
            user=request.user,
            actor=Actor.of_request(request),
            now=now,
        )
    except StaleState as refusal:
        return _overtaken(request, planning, shown, form, str(refusal))
    return tell_saved(
        request,
        revision,
        now,
        panels=lambda: _panels(request, planning, shown),
        done=f"“{shown.title}”已保存。",
        url=url,
    )


def _overtaken(
    request: AgencyRequest, planning: Planning, shown: DocumentChapter, form: ChapterForm, message: str
) -> HttpResponse:
    """Show what was typed above what somebody else stored meanwhile; pressing 保存 again replaces that knowingly."""
    if is_autosave(request):
        return overtaken(message, reverse(PAGE, args=[planning.project_id, shown.key]))
    shown.refresh_from_db()
    typed = {"body_html": form.data["body_html"], "revision": revision_of(planning, KIND, str(shown.key))}
    extra = {"overtaken": message, "stored": stored_text(shown), "is_unsaved": True}
    return _page(request, planning, shown, ChapterForm(typed), extra, status=409)


def _panels(request: AgencyRequest, planning: Planning, shown: DocumentChapter) -> dict[str, str]:
    context = {"page": chapter_page(planning, shown)}
    return {"findings": render_to_string("tender_planning/_chapter_findings.html", context, request)}


def _page(
    request: AgencyRequest,
    planning: Planning,
    shown: DocumentChapter,
    form: ChapterForm,
    extra: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "page": chapter_page(planning, shown),
        "form": form,
        "tokens": field_menu(planning),
        "may_edit": may_edit(planning, KIND),
        **(extra or {}),
    }
    return render_sheet(request, "tender_planning/chapter.html", planning, KIND, context, status=status)
