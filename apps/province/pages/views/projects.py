"""信息发布 → 采购公告发布: the projects, and the 项目向导 that leads from the lots through all announcements."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.province.choices import AnnouncementType
from apps.province.exceptions import InvalidDocument, ProvinceError
from apps.province.models import Announcement, HeldDocument, Plan
from apps.province.pages.forms.document_errors import add_document_errors
from apps.province.pages.forms.filters import WordsForm
from apps.province.pages.forms.tender import TenderForm
from apps.province.pages.paging import page_of
from apps.province.pages.views import drafts
from apps.province.selectors import (
    lots_of_plan,
    lots_of_project,
    plans_with_projects,
    project_rows,
    tender_announcement_in_hand,
)
from apps.province.services import announcements
from apps.province.standing import NEEDED_FIRST, standing_of


@login_required
@require_GET
def project_list(request: HttpRequest) -> HttpResponse:
    """List the plans that the trading center takes in, each with its way to an announcement."""
    form = WordsForm(request.GET)
    page = page_of(request, plans_with_projects(words=form.cleaned_data["words"] if form.is_valid() else ""))
    context = {"form": form, "page": page, "rows": project_rows(list(page.object_list))}
    return render(request, "province/projects/list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def wizard(request: HttpRequest, plan_no: str) -> HttpResponse:
    """项目向导: wait for the lots, draft and publish the tender announcement, then choose what follows."""
    plan = get_object_or_404(Plan, plan_no=plan_no)
    lots = lots_of_plan(plan_no)
    if lots is None:
        return render(
            request, "province/projects/waiting.html", {"plan": plan, "notice": announcements.WAITING_FOR_LOTS}
        )
    current = tender_announcement_in_hand(lots.project_no)
    if current is not None and current.status == Announcement.Status.PUBLISHED:
        return _overview(request, plan=plan, lots=lots)
    return _draft_page(request, plan=plan, lots=lots, announcement=current)


@login_required
@require_GET
def wizard_state(request: HttpRequest, plan_no: str) -> JsonResponse:
    """Tell the waiting page whether it may go on."""
    return JsonResponse({"has_lots": lots_of_plan(plan_no) is not None})


@login_required
@require_POST
def compose_body(request: HttpRequest, project_no: str) -> JsonResponse:
    """Answer the text for the facts in the form, without keeping anything."""
    lots = lots_of_project(project_no)
    if lots is None:
        return JsonResponse({"message": announcements.WAITING_FOR_LOTS}, status=409)
    form = TenderForm(request.POST, lots=lots)
    # Only the facts matter here: the text is what is asked for, and the files stay in the browser.
    for name in ("body_html", "removed", "added"):
        del form.fields[name]
    if not form.is_valid():
        faults = [f"{form.fields[name].label}：{errors[0]}" for name, errors in form.errors.items()]
        return JsonResponse({"message": "；".join(faults)}, status=422)
    try:
        return JsonResponse({"body_html": form.compose_body()})
    except InvalidDocument as error:
        return JsonResponse({"message": "；".join(fault.message for fault in error.errors)}, status=422)


@login_required
@require_http_methods(["GET", "POST"])
def announcement_edit(request: HttpRequest, announcement_no: str) -> HttpResponse:
    """修改再发: change a published announcement and publish its next version; go on with a draft of a later one."""
    editable = Announcement.objects.exclude(status=Announcement.Status.WITHDRAWN)
    announcement = get_object_or_404(editable, announcement_no=announcement_no)
    if announcement.type != AnnouncementType.TENDER:
        return drafts.edit_page(request, announcement)
    lots = lots_of_project(announcement.project_no)
    if lots is None:
        messages.error(request, announcements.WAITING_FOR_LOTS)
        return redirect("announcement-detail", announcement_no=announcement_no)
    if announcement.status == Announcement.Status.DRAFT:
        return redirect("wizard", plan_no=lots.body["plan_nos"][0])
    return _draft_page(request, plan=None, lots=lots, announcement=announcement)


def _overview(request: HttpRequest, *, plan: Plan, lots: HeldDocument) -> HttpResponse:
    """Show what was published and pushed of a project, and offer what may follow."""
    standing = standing_of(lots)
    offers = [(type_, standing.why_not(type_)) for type_ in NEEDED_FIRST]
    context = {"plan": plan, "standing": standing, "offers": offers}
    return render(request, "province/projects/overview.html", context)


def _draft_page(
    request: HttpRequest, *, plan: Plan | None, lots: HeldDocument, announcement: Announcement | None
) -> HttpResponse:
    """Show the drafting form, and save or publish what comes back from it."""
    if request.method == "POST":
        form = TenderForm(request.POST, request.FILES, lots=lots, announcement=announcement)
        is_publishing = request.POST.get("act") == "publish"
        if form.is_valid() and is_publishing:
            form.check_text_against_facts()
        if form.is_valid():
            act = announcements.publish_announcement if is_publishing else announcements.save_draft
            try:
                kept = act(
                    filing=form.filing(),
                    announcement_no=announcement.announcement_no if announcement else None,
                    expected_version=form.cleaned_data["version"] if announcement else None,
                    added=form.new_attachments(),
                    removed=form.cleaned_data["removed"],
                    now=timezone.now(),
                )
            except InvalidDocument as error:
                add_document_errors(form, error)
            except ProvinceError as error:
                form.add_error(None, error.message)
            else:
                return _kept(request, kept, plan)
    else:
        form = TenderForm(lots=lots, announcement=announcement)
    context = {"form": form, "plan": plan, "lots": lots, "announcement": announcement}
    return render(request, "province/projects/draft.html", context)


def _kept(request: HttpRequest, announcement: Announcement, plan: Plan | None) -> HttpResponse:
    if announcement.status == Announcement.Status.DRAFT and plan is not None:
        messages.success(request, "草稿已保存。")
        return redirect("wizard", plan_no=plan.plan_no)
    messages.success(request, "公告已发布，数据将自动同步至公共资源交易系统并在其网站发布。")
    return redirect("announcement-detail", announcement_no=announcement.announcement_no)
