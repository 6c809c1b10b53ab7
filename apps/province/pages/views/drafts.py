"""项目向导: drafting, publishing and changing the announcements after the tender announcement."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from apps.province.choices import AnnouncementType
from apps.province.exceptions import InvalidDocument, NotFound, ProvinceError, SentAlready
from apps.province.models import Announcement
from apps.province.pages.forms.document_errors import add_document_errors
from apps.province.pages.forms.editor import AnnouncementEditor
from apps.province.pages.forms.editors import EDITORS
from apps.province.pages.versions import posted_version
from apps.province.selectors import announcement_sent_as, lots_of_plan, lots_of_project
from apps.province.services import announcements
from apps.province.standing import Standing, standing_of

PUBLISHED = {
    AnnouncementType.CHANGE: "公告已发布，数据将自动同步至公共资源交易系统；代理机构在交易系统中调整时间后提交审核。",
}
PUBLISHED_AT_ONCE = "公告已发布，数据将自动同步至公共资源交易系统并在其网站发布。"


@login_required
@require_http_methods(["GET", "POST"])
def announcement_create(request: HttpRequest, plan_no: str, announcement_type: AnnouncementType) -> HttpResponse:
    """Draft a new announcement of a type, if what stands of the project allows one."""
    lots = lots_of_plan(plan_no)
    if lots is None:
        return redirect("wizard", plan_no=plan_no)
    # Asked before anything else: what was made the first time may forbid a second one.
    earlier = announcement_sent_as(request.POST.get("form_key", "")) if request.POST.get("act") != "compose" else None
    if earlier is not None:
        return _sent_already(request, SentAlready(earlier.announcement_no))
    standing = standing_of(lots)
    why_not = standing.why_not(announcement_type)
    if why_not:
        messages.error(request, f"{announcement_type.label}：{why_not}")
        return redirect("wizard", plan_no=plan_no)
    return _draft_page(request, standing=standing, announcement_type=announcement_type, announcement=None)


def edit_page(request: HttpRequest, announcement: Announcement) -> HttpResponse:
    """Go on with a draft, or change a published announcement and publish its next version."""
    lots = lots_of_project(announcement.project_no)
    if lots is None:
        messages.error(request, announcements.WAITING_FOR_LOTS)
        return redirect("announcement-detail", announcement_no=announcement.announcement_no)
    return _draft_page(
        request,
        standing=standing_of(lots),
        announcement_type=AnnouncementType(announcement.type),
        announcement=announcement,
    )


@login_required
@require_POST
def announcement_discard(request: HttpRequest, announcement_no: str) -> HttpResponse:
    """删除草稿."""
    draft = get_object_or_404(Announcement, announcement_no=announcement_no)
    lots = lots_of_project(draft.project_no)
    try:
        announcements.discard_draft(announcement_no=announcement_no, expected_version=posted_version(request))
    except NotFound as error:
        raise Http404(error.message) from None
    except ProvinceError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "草稿已删除。")
    if lots is None:
        return redirect("project-list")
    return redirect("wizard", plan_no=lots.body["plan_nos"][0])


def _draft_page(
    request: HttpRequest,
    *,
    standing: Standing,
    announcement_type: AnnouncementType,
    announcement: Announcement | None,
) -> HttpResponse:
    """Show the drafting form; compose a text, save or publish what comes back from it."""
    editor_class, now = EDITORS[announcement_type], timezone.now()
    act = request.POST.get("act", "")
    if act == "compose":
        editor = editor_class(standing, now=now, data=request.POST, announcement=announcement, is_for_text=True)
        return _composed(editor)
    if request.method == "POST":
        editor = editor_class(standing, now=now, data=request.POST, files=request.FILES, announcement=announcement)
        is_publishing = act == "publish" or not _is_draft(announcement)
        kept = _keep(request, editor, is_publishing=is_publishing)
        if kept is not None:
            return kept
    else:
        lot_no = request.GET.get("lot_no", "")
        editor = editor_class(standing, now=now, announcement=announcement, lot_no=lot_no)
    context = {
        "editor": editor,
        "standing": standing,
        "type": announcement_type,
        "announcement": announcement,
        "is_draft": _is_draft(announcement),
        "plan_no": standing.plan_no,
    }
    return render(request, "province/drafts/form.html", context)


def _composed(editor: AnnouncementEditor) -> JsonResponse:
    if not editor.is_valid():
        return JsonResponse({"message": "；".join(editor.errors())}, status=422)
    return JsonResponse({"body_html": editor.compose_body()})


def _keep(request: HttpRequest, editor: AnnouncementEditor, *, is_publishing: bool) -> HttpResponse | None:
    """Save or publish what is right and answer where to go on, or add errors to the page and answer nothing."""
    if editor.is_valid() and is_publishing:
        editor.check_text_against_facts()
    if editor.errors():
        return None
    act = announcements.publish_announcement if is_publishing else announcements.save_draft
    try:
        kept = act(
            filing=editor.filing(),
            announcement_no=editor.announcement_no,
            expected_version=editor.head.cleaned_data["version"] if editor.announcement_no else None,
            form_key=editor.head.cleaned_data["form_key"] or None,
            added=editor.new_attachments(),
            removed=editor.head.cleaned_data["removed"],
            now=editor.now,
        )
    except SentAlready as error:
        return _sent_already(request, error)
    except InvalidDocument as error:
        add_document_errors(editor.head, error)
        return None
    except ProvinceError as error:
        editor.head.add_error(None, error.message)
        return None
    if is_publishing:
        messages.success(request, PUBLISHED.get(editor.announcement_type, PUBLISHED_AT_ONCE))
    else:
        messages.success(request, "草稿已保存。")
    return _go_to(kept)


def _sent_already(request: HttpRequest, error: SentAlready) -> HttpResponse:
    messages.info(request, error.message)
    return _go_to(Announcement.objects.get(announcement_no=error.number))


def _go_to(announcement: Announcement) -> HttpResponse:
    name = "announcement-edit" if _is_draft(announcement) else "announcement-detail"
    return redirect(name, announcement_no=announcement.announcement_no)


def _is_draft(announcement: Announcement | None) -> bool:
    return announcement is None or announcement.status == Announcement.Status.DRAFT
