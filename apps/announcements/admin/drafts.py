"""本平台公告 at the center's site: the queue of those that wait for a decision, and the page to judge one."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import Count, Min, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.accounts.center_acts import BUSINESS_ACTORS, BUSINESS_READERS
from apps.accounts.center_cells import moment_cell, status_cell, waited_cell
from apps.accounts.center_filters import Choice, TabFilter
from apps.accounts.center_history import trail_of
from apps.accounts.center_site import Desk, desk, has_role
from apps.announcements.admin.reviewing import ReviewAdmin
from apps.announcements.drafts.forms.acts import COMMON_REASONS
from apps.announcements.drafts.preview import preview_context
from apps.announcements.models import AnnouncementDraft, DraftReview
from apps.announcements.review_forms import ApproveForm, ReturnForm
from apps.announcements.selectors.drafting import composed
from apps.announcements.selectors.drafts import draft_page
from apps.announcements.services.draft_reviews import approve_draft, content_of, return_draft
from apps.core.freezing import digest
from apps.core.post_only import post_only
from apps.core.templatetags.ui import ABSENT

Status = AnnouncementDraft.Status
QUEUE = "waiting"
REVIEW_PAGE = "admin:announcements_announcementdraft_change"


def _queue_url() -> str:
    return f"{reverse('admin:announcements_announcementdraft_changelist')}?{urlencode({'tab': QUEUE})}"


@desk
def waiting_drafts(request: HttpRequest, now: datetime) -> Desk | None:
    """Count the announcements that wait for a decision."""
    if not has_role(request, BUSINESS_READERS):
        return None
    waiting = AnnouncementDraft.objects.filter(status=Status.AWAITING_REVIEW)
    found = waiting.aggregate(count=Count("pk"), oldest=Min("submitted_at"))
    return Desk(
        title="待审核公告",
        count=found["count"],
        url=_queue_url(),
        oldest_at=found["oldest"],
        note="未选择计划的项目，通过后立即发布" if found["count"] else "目前没有待审核的公告",
        tone="" if found["count"] else "quiet",
    )


class DraftTabs(TabFilter):
    """Announcements by who has the word; the queue comes first. What was never submitted is the agency's own."""

    options = {
        QUEUE: Choice("待审核", Q(status=Status.AWAITING_REVIEW)),
        "returned": Choice("已退回", Q(status=Status.RETURNED)),
        "published": Choice("已发布", Q(status=Status.PUBLISHED)),
        "all": Choice("全部", Q()),
    }


@admin.register(AnnouncementDraft)
class AnnouncementDraftAdmin(ReviewAdmin):
    """The queue, and the page on which an announcement is judged."""

    menu_position = 11
    page_template = "center/draft_review.html"
    list_display = ["name", "kind", "project_number", "agency_name"]
    list_display_links = ["name"]
    tabs = DraftTabs
    list_filter = [DraftTabs]
    search_fields = ["title", "project__project_no", "project__name", "announcement__announcement_no"]
    search_help_text = "标题、公告编号、项目编号、项目名称"

    def get_queryset(self, request: HttpRequest) -> QuerySet[AnnouncementDraft]:
        """Fetch the project with the draft; changes are judged with their times, elsewhere."""
        drafts: QuerySet[AnnouncementDraft] = super().get_queryset(request)
        submitted = drafts.filter(submitted_at__isnull=False).exclude(type="change")
        return submitted.select_related("project__agency", "announcement", "follows", "submitted_by", "changed_by")

    def get_ordering(self, request: HttpRequest) -> Any:
        """Return the longest waiting first in the queue, the newest first elsewhere."""
        return ["submitted_at", "pk"] if DraftTabs.is_first(request) else ["-submitted_at", "-pk"]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Say what an empty list means."""
        words = {
            "title": "本平台公告审核",
            "empty_title": "没有待审核的公告",
            "empty_text": "未选择计划的项目，公告由代理机构在本平台拟定，提交后按先后排在这里。",
        }
        return super().changelist_view(request, words | (extra_context or {}))

    def get_urls(self) -> list[URLPattern]:
        """Add the acts and the preview."""
        guarded = self.admin_site.admin_view
        acts = [
            path("<int:pk>/approve/", guarded(self.approve_view), name="announcements_announcementdraft_approve"),
            path("<int:pk>/return/", guarded(self.return_view), name="announcements_announcementdraft_return"),
            path("<int:pk>/preview/", guarded(self.preview_view), name="announcements_announcementdraft_preview"),
        ]
        return [*acts, *super().get_urls()]

    def page_context(self, request: HttpRequest, record: AnnouncementDraft) -> dict[str, Any]:
        """Return everything to judge the announcement by, and the forms of the acts."""
        page = draft_page(record, now=timezone.now())
        sm3 = digest(content_of(record, page.composed))
        return {
            "page": page,
            "sm3": sm3,
            "trail": trail_of(record),
            "is_waiting": record.status == Status.AWAITING_REVIEW,
            "may_decide": has_role(request, BUSINESS_ACTORS),
            "return_form": ReturnForm(initial={"sm3": sm3}),
            "common_reasons": COMMON_REASONS,
        }

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the public page that the announcement would have now."""
        record = self.get_record(request, str(pk))
        return render(request, "announcements/drafts/preview.html", preview_context(record, timezone.now()))

    @method_decorator(post_only(REVIEW_PAGE, "pk"))
    def approve_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """通过."""
        form = ApproveForm(request.POST)
        return self.act(
            request, pk, form, lambda by: approve_draft(**by, sm3=form.cleaned_data["sm3"]), "审核通过，已发布。"
        )

    @method_decorator(post_only(REVIEW_PAGE, "pk"))
    def return_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """退回."""
        form = ReturnForm(request.POST)

        def send_back(by: dict[str, Any]) -> DraftReview:
            return return_draft(**by, sm3=form.cleaned_data["sm3"], reason=form.cleaned_data["reason"])

        return self.act(request, pk, form, send_back, "已退回代理机构。")

    def queue_url(self) -> str:
        """Return where the announcements wait."""
        return _queue_url()

    def decided(self, record: AnnouncementDraft) -> dict[str, Any]:
        """Return the announcement."""
        return {"draft": record}

    def sm3_of(self, record: AnnouncementDraft) -> str:
        """Return the digest of the announcement as it is composed now."""
        return digest(content_of(record, composed(record, now=timezone.now())))

    def told_name(self, record: AnnouncementDraft) -> str:
        """Return the type and the title."""
        return str(record)

    @admin.display(description="已等待", ordering="submitted_at")
    def waiting_time(self, draft: AnnouncementDraft) -> SafeString | str:
        """Return how long it has been waiting, and since when."""
        return waited_cell(draft.submitted_at, timezone.now(), "提交") if draft.submitted_at else ABSENT

    @admin.display(description="状态", ordering="status")
    def state(self, draft: AnnouncementDraft) -> SafeString:
        """Return the status."""
        return status_cell(draft)

    @admin.display(description="公告", ordering="title")
    def name(self, draft: AnnouncementDraft) -> SafeString:
        """Return the title, and the number once it has one."""
        number = draft.announcement.announcement_no if draft.announcement else "发布时编号"
        return format_html('{}<span class="data-table__note">{}</span>', str(draft), number)

    @admin.display(description="公告类型", ordering="type")
    def kind(self, draft: AnnouncementDraft) -> str:
        """Return the type."""
        return draft.get_type_display()

    @admin.display(description="项目编号", ordering="project__project_no")
    def project_number(self, draft: AnnouncementDraft) -> str:
        """Return the number of the project."""
        return draft.project.project_no or ABSENT

    @admin.display(description="代理机构", ordering="project__agency__name")
    def agency_name(self, draft: AnnouncementDraft) -> str:
        """Return the agency."""
        return draft.project.agency.name

    @admin.display(description="提交时间", ordering="submitted_at")
    def submitted(self, draft: AnnouncementDraft) -> SafeString:
        """Return when it was submitted last."""
        return moment_cell(draft.submitted_at)
