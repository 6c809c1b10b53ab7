"""变更公告 at the center's site: the queue of those that wait for a decision, and the page to judge one."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import Count, Min, Q, QuerySet
from django.http import HttpRequest, HttpResponse
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
from apps.announcements.changes.content import content_of
from apps.announcements.changes.forms import COMMON_REASONS
from apps.announcements.changes.standing import load_standing
from apps.announcements.models import Announcement, ChangeReview, ChangeTimes
from apps.announcements.review_forms import ApproveForm, ReturnForm
from apps.announcements.selectors.changes import change_page
from apps.announcements.services.change_reviews import approve_change, return_change
from apps.core.freezing import digest
from apps.core.post_only import post_only
from apps.core.templatetags.ui import ABSENT, datetime_cn

Status = Announcement.Status
QUEUE = "waiting"
REVIEW_PAGE = "admin:announcements_changetimes_change"


def _queue_url() -> str:
    return f"{reverse('admin:announcements_changetimes_changelist')}?{urlencode({'tab': QUEUE})}"


def _approval_text(change: Announcement) -> str:
    told = "" if change.is_local else "，并回告省采购系统"
    return f"公告立即公开，时间和场地随之调整{told}，不能撤回。"


@desk
def waiting_changes(request: HttpRequest, now: datetime) -> Desk | None:
    """Count the changes that wait for a decision."""
    if not has_role(request, BUSINESS_READERS):
        return None
    waiting = ChangeTimes.objects.filter(announcement__status=Status.AWAITING_REVIEW)
    found = waiting.aggregate(count=Count("pk"), oldest=Min("submitted_at"))
    return Desk(
        title="待审核变更公告",
        count=found["count"],
        url=_queue_url(),
        oldest_at=found["oldest"],
        note="通过后公开，时间和场地随之调整" if found["count"] else "目前没有待审核的变更公告",
        tone="" if found["count"] else "quiet",
    )


class ChangeTabs(TabFilter):
    """Changes by who has the word; the queue comes first."""

    options = {
        QUEUE: Choice("待审核", Q(announcement__status=Status.AWAITING_REVIEW)),
        "agency": Choice("待代理机构核对", Q(announcement__status__in=[Status.AWAITING_TIMES, Status.RETURNED])),
        "published": Choice("已公开", Q(announcement__status=Status.PUBLISHED)),
        "withdrawn": Choice("已撤回", Q(announcement__status=Status.WITHDRAWN)),
        "all": Choice("全部", Q()),
    }


@admin.register(ChangeTimes)
class ChangeTimesAdmin(ReviewAdmin):
    """The queue, and the page on which a change is judged."""

    menu_position = 12
    page_template = "center/change_review.html"
    list_display = ["title", "project_number", "agency_name", "deadline"]
    list_display_links = ["title"]
    tabs = ChangeTabs
    list_filter = [ChangeTabs]
    search_fields = ["announcement__title", "announcement__announcement_no", "announcement__project__project_no"]
    search_help_text = "标题、公告编号、项目编号"

    def get_queryset(self, request: HttpRequest) -> QuerySet[ChangeTimes]:
        """Fetch the announcement and its project with the times."""
        found: QuerySet[ChangeTimes] = super().get_queryset(request)
        return found.select_related("announcement__project__agency", "announcement__follows", "submitted_by")

    def get_ordering(self, request: HttpRequest) -> Any:
        """Return the longest waiting first in the queue, the newest first elsewhere."""
        return ["submitted_at", "pk"] if ChangeTabs.is_first(request) else ["-changed_at", "-pk"]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Say what an empty list means."""
        words = {
            "title": "变更公告审核",
            "empty_title": "没有待审核的变更公告",
            "empty_text": "代理机构核对时间并提交后，变更公告按提交先后排在这里。",
        }
        return super().changelist_view(request, words | (extra_context or {}))

    def get_urls(self) -> list[URLPattern]:
        """Add the acts."""
        guarded = self.admin_site.admin_view
        acts = [
            path("<int:pk>/approve/", guarded(self.approve_view), name="announcements_changetimes_approve"),
            path("<int:pk>/return/", guarded(self.return_view), name="announcements_changetimes_return"),
        ]
        return [*acts, *super().get_urls()]

    def page_context(self, request: HttpRequest, record: ChangeTimes) -> dict[str, Any]:
        """Return everything to judge the change by, and the forms of the acts."""
        standing = load_standing(record.announcement, now=timezone.now())
        sm3 = digest(content_of(standing))
        return {
            "page": change_page(standing),
            "sm3": sm3,
            "trail": trail_of(record.announcement),
            "is_waiting": record.announcement.status == Status.AWAITING_REVIEW,
            "may_decide": has_role(request, BUSINESS_ACTORS),
            "return_form": ReturnForm(initial={"sm3": sm3}),
            "common_reasons": COMMON_REASONS,
            "approval_text": _approval_text(record.announcement),
        }

    @method_decorator(post_only(REVIEW_PAGE, "pk"))
    def approve_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """通过."""
        form = ApproveForm(request.POST)
        return self.act(
            request, pk, form, lambda by: approve_change(**by, sm3=form.cleaned_data["sm3"]), "审核通过，已公开。"
        )

    @method_decorator(post_only(REVIEW_PAGE, "pk"))
    def return_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """退回."""
        form = ReturnForm(request.POST)

        def send_back(by: dict[str, Any]) -> ChangeReview:
            return return_change(**by, sm3=form.cleaned_data["sm3"], reason=form.cleaned_data["reason"])

        return self.act(request, pk, form, send_back, "已退回代理机构。")

    def queue_url(self) -> str:
        """Return where the changes wait."""
        return _queue_url()

    def decided(self, record: ChangeTimes) -> dict[str, Any]:
        """Return the change."""
        return {"announcement": record.announcement}

    def sm3_of(self, record: ChangeTimes) -> str:
        """Return the digest of the change and its times as they stand."""
        return digest(content_of(load_standing(record.announcement, now=timezone.now())))

    def told_name(self, record: ChangeTimes) -> str:
        """Return the number."""
        return record.announcement.announcement_no

    @admin.display(description="已等待", ordering="submitted_at")
    def waiting_time(self, times: ChangeTimes) -> SafeString | str:
        """Return how long the change has been waiting, and since when."""
        return waited_cell(times.submitted_at, timezone.now(), "提交") if times.submitted_at else ABSENT

    @admin.display(description="状态", ordering="announcement__status")
    def state(self, times: ChangeTimes) -> SafeString:
        """Return the status of the change."""
        return status_cell(times.announcement)

    @admin.display(description="变更公告", ordering="announcement__title")
    def title(self, times: ChangeTimes) -> SafeString:
        """Return the title and the number."""
        announcement = times.announcement
        return format_html(
            '{}<span class="data-table__note">{} · 第 {} 版</span>',
            announcement.title,
            announcement.announcement_no,
            announcement.version,
        )

    @admin.display(description="项目编号", ordering="announcement__project__project_no")
    def project_number(self, times: ChangeTimes) -> str:
        """Return the number of the project."""
        return times.announcement.project.project_no or ABSENT

    @admin.display(description="代理机构", ordering="announcement__project__agency__name")
    def agency_name(self, times: ChangeTimes) -> str:
        """Return the agency."""
        return times.announcement.project.agency.name

    @admin.display(description="截止时间改为")
    def deadline(self, times: ChangeTimes) -> SafeString:
        """Return the new deadline, or that it stays."""
        words = datetime_cn(times.bid_deadline) if times.bid_deadline else "不变"
        return format_html('<span class="nowrap">{}</span>', words)

    @admin.display(description="提交时间", ordering="submitted_at")
    def submitted(self, times: ChangeTimes) -> SafeString:
        """Return when it was submitted last."""
        return moment_cell(times.submitted_at)
