"""招标文件: its outline, and the whole of it as it would be printed."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from apps.acceptance.differences import Difference
from apps.acceptance.views.refusals import refusals_told
from apps.accounts.permissions import AgencyRequest, agency_staff_only
from apps.core.actors import Actor
from apps.core.autosave import answered_once, invalid, is_autosave, overtaken
from apps.core.exceptions import Refused, StaleState
from apps.core.keyed_rows import BaseKeyedRowFormSet
from apps.core.post_only import post_only
from apps.tender_planning.exceptions import NotOpen
from apps.tender_planning.forms.documents import (
    LEVELS,
    ChapterRowForm,
    FileForm,
    RevisionForm,
    chapter_facts,
    chapter_formset,
)
from apps.tender_planning.gates import refuse_closed, revision_of
from apps.tender_planning.models import DocumentChapter, Planning, Sheet
from apps.tender_planning.permissions import planning_of
from apps.tender_planning.selectors.documents import outline_page, preview_page
from apps.tender_planning.services.documents import ChapterFacts, begin_document, save_outline
from apps.tender_planning.views.pages import render_sheet
from apps.tender_planning.views.saving import tell_closed, tell_saved

FormSet = BaseKeyedRowFormSet[ChapterRowForm]
KIND = Sheet.Kind.OUTLINE
PAGE = "tender_planning:document"


@agency_staff_only
@answered_once
@require_http_methods(["GET", "HEAD", "POST"])
def document(request: AgencyRequest, pk: int) -> HttpResponse:
    """Show the outline; store it, by the page itself or by a press of 保存."""
    planning = planning_of(request, pk)
    page = outline_page(planning)
    if request.method != "POST" or page["document"] is None:
        return render_outline(request, planning, page)
    form, outline = RevisionForm(request.POST), _formset(page, request.POST)
    is_valid = all([form.is_valid(), outline.is_valid()])
    try:
        refuse_closed(planning, KIND)
        if not is_valid:
            return _invalid(request, planning, form, outline)
        return _store(request, planning, form, outline)
    except NotOpen as refusal:
        typed = {"目录": outline.entered_forms()}
        return tell_closed(request, planning, refusal, typed=typed, url=reverse(PAGE, args=[pk]))


@agency_staff_only
@post_only(PAGE, "pk")
def document_begin(request: AgencyRequest, pk: int) -> HttpResponse:
    """Begin the document with the center's template."""
    planning = planning_of(request, pk)
    with refusals_told(request):
        begun = begin_document(
            planning=planning, user=request.user, actor=Actor.of_request(request), now=timezone.now()
        )
        messages.success(request, f"已建立{begun.title}，请逐章填写。")
    return redirect(PAGE, pk)


@agency_staff_only
@require_safe
def document_preview(request: AgencyRequest, pk: int) -> HttpResponse:
    """Show the whole document as it would be printed now."""
    planning = planning_of(request, pk)
    page = preview_page(planning)
    if not page:
        return redirect(PAGE, pk)
    return render_sheet(request, "tender_planning/document_preview.html", planning, KIND, page)


def render_outline(
    request: AgencyRequest,
    planning: Planning,
    page: Mapping[str, Any],
    *,
    outline: FormSet | None = None,
    file_form: FileForm | None = None,
    extra: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show the outline, or the offer to begin it; with the errors of a form that was just sent from it."""
    context = {
        **page,
        "outline": outline or _formset(page),
        "shown_revision": page.get("revision", 0),
        "file_form": file_form or FileForm(),
        **(extra or {}),
    }
    return render_sheet(request, "tender_planning/document.html", planning, KIND, context, status=status)


def _store(request: AgencyRequest, planning: Planning, form: RevisionForm, outline: FormSet) -> HttpResponse:
    url = reverse(PAGE, args=[planning.project_id])
    try:
        now = timezone.now()
        revision = save_outline(
            planning=planning,
            revision=form.cleaned_data["revision"],
            chapters=chapter_facts(outline),
            user=request.user,
            actor=Actor.of_request(request),
            now=now,
        )
    except Refused as refusal:
        outline.show_problems(refusal.problems)
        return _invalid(request, planning, form, outline)
    except StaleState as refusal:
        return _overtaken(request, planning, outline, str(refusal))
    return tell_saved(request, revision, now, panels=lambda: _panels(request, planning), done="目录已保存。", url=url)


def _formset(page: Mapping[str, Any], data: Mapping[str, Any] | None = None) -> FormSet:
    addresses = {str(key): entry.url for key, entry in page.get("entries", {}).items()}
    return chapter_formset(page.get("chapters", []), data, addresses=addresses)


def _invalid(request: AgencyRequest, planning: Planning, form: RevisionForm, outline: FormSet) -> HttpResponse:
    if is_autosave(request):
        return invalid(form, outline)
    extra = {"form": form, "shown_revision": form.data.get("revision", ""), "is_unsaved": True}
    return render_outline(request, planning, outline_page(planning), outline=outline, extra=extra)


def _overtaken(request: AgencyRequest, planning: Planning, outline: FormSet, message: str) -> HttpResponse:
    """Show what was typed beside what somebody else stored meanwhile; pressing 保存 again replaces that knowingly."""
    if is_autosave(request):
        return overtaken(message, reverse(PAGE, args=[planning.project_id]))
    page = outline_page(planning)
    extra = {
        "overtaken": message,
        "differences": _differences(page["chapters"], chapter_facts(outline)),
        "shown_revision": revision_of(planning, KIND),
        "is_unsaved": True,
    }
    return render_outline(request, planning, page, outline=outline, extra=extra, status=409)


def _differences(stored: Sequence[DocumentChapter], typed: Sequence[ChapterFacts]) -> list[Difference]:
    """Return both outlines place by place, where they differ."""
    words = dict(LEVELS)
    before = [f"{words[chapter.level]}：{chapter.title}" for chapter in stored]
    after = [f"{words[facts.level]}：{facts.title}" for facts in typed]
    length = max(len(before), len(after))
    pairs = zip(before + ["—"] * (length - len(before)), after + ["—"] * (length - len(after)), strict=True)
    return [
        Difference(f"第 {place} 项", old, new, differs=True)
        for place, (old, new) in enumerate(pairs, start=1)
        if old != new
    ]


def _panels(request: AgencyRequest, planning: Planning) -> dict[str, str]:
    context = {**outline_page(planning), "project": planning.project}
    return {"findings": render_to_string("tender_planning/_document_findings.html", context, request)}
