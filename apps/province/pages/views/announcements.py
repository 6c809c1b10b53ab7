"""信息发布 → 已发布公告, and the public page of each."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_POST

from apps.province.choices import Feed
from apps.province.exceptions import NotFound, ProvinceError
from apps.province.models import Announcement, Attachment
from apps.province.pages.forms.filters import WordsForm
from apps.province.pages.paging import page_of
from apps.province.pages.versions import posted_version
from apps.province.safe_html import clean_html
from apps.province.selectors import corrections_of, find_announcements, lots_of_project, pushed_versions
from apps.province.services import announcements


@login_required
@require_GET
def announcement_list(request: HttpRequest) -> HttpResponse:
    """List what was published, latest change first."""
    form = WordsForm(request.GET)
    page = page_of(request, find_announcements(words=form.cleaned_data["words"] if form.is_valid() else ""))
    return render(request, "province/announcements/list.html", {"form": form, "page": page})


@login_required
@require_GET
def announcement_detail(request: HttpRequest, announcement_no: str) -> HttpResponse:
    """Show an announcement with what of it went to the trading center."""
    announcement = get_object_or_404(
        Announcement.objects.exclude(status=Announcement.Status.DRAFT), announcement_no=announcement_no
    )
    lots = lots_of_project(announcement.project_no)
    context = {
        **_content(announcement),
        "changes": pushed_versions(Feed.ANNOUNCEMENTS, announcement_no),
        "corrected": Announcement.objects.exclude(status=Announcement.Status.DRAFT)
        .filter(announcement_no=announcement.corrects)
        .first(),
        "corrected_by": corrections_of(announcement_no),
        "plan_no": lots.body["plan_nos"][0] if lots else None,
    }
    return render(request, "province/announcements/detail.html", context)


@login_required
@require_POST
def announcement_withdraw(request: HttpRequest, announcement_no: str) -> HttpResponse:
    """撤回."""
    try:
        announcements.withdraw_announcement(
            announcement_no=announcement_no, expected_version=posted_version(request), now=timezone.now()
        )
    except NotFound as error:
        raise Http404(error.message) from None
    except ProvinceError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "公告已撤回，交易中心将同步撤下。")
    return redirect("announcement-detail", announcement_no=announcement_no)


@require_GET
def notice(request: HttpRequest, announcement_no: str) -> HttpResponse:
    """Show an announcement to the public: the address that its record names as the source."""
    announcement = get_object_or_404(
        Announcement.objects.exclude(status=Announcement.Status.DRAFT), announcement_no=announcement_no
    )
    return render(request, "province/announcements/notice.html", _content(announcement))


@require_GET
def notice_attachment(request: HttpRequest, attachment_id: str) -> HttpResponse:
    """Send the public a file of an announcement that was published."""
    attachment = get_object_or_404(Attachment, attachment_id=attachment_id, announcement__published_at__isnull=False)
    response = HttpResponse(bytes(attachment.content), content_type=attachment.media_type)
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=attachment.name) or "attachment"
    )
    return response


def _content(announcement: Announcement) -> dict[str, object]:
    return {
        "announcement": announcement,
        "body": mark_safe(clean_html(announcement.body_html)),  # noqa: S308  (it was cleaned just now)
        "attachments": announcement.current_attachments(),
    }
