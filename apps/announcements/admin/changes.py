"""变更公告 at the center's site: the queue of those that wait for a decision, and the page to judge one."""

from datetime import datetime
from typing import ClassVar

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.accounts.center_desks import list_url, waiting_desk
from apps.accounts.center_filters import Choice, TabFilter
from apps.accounts.center_reviewing import QUEUE, Act, ReviewAdmin, Shown, queue_tabs
from apps.accounts.center_site import Desk, desk
from apps.announcements.changes.content import content_of
from apps.announcements.changes.forms import COMMON_REASONS
from apps.announcements.changes.standing import load_standing
from apps.announcements.models import Announcement, ChangeReview, ChangeTimes
from apps.announcements.review_forms import ApproveForm, ReturnForm
from apps.announcements.selectors.changes import change_page
from apps.announcements.selectors.files import center_lines
from apps.announcements.services.change_reviews import approve_change, return_change
from apps.core.freezing import digest
from apps.core.templatetags.ui import ABSENT, datetime_cn

Status = Announcement.Status


@desk
def waiting_changes(request: HttpRequest, now: datetime) -> Desk | None:
    """Count the changes that wait for a decision."""
    return waiting_desk(
        request,
        ChangeTimes.objects.filter(announcement__status=Status.AWAITING_REVIEW),
        since="submitted_at",
        title="待审核变更公告",
        url=list_url(ChangeTimes, tab=QUEUE),
        note="通过后公开，时间和场地随之调整",
        none="目前没有待审核的变更公告",
    )


class ChangeTabs(TabFilter):
    """Changes by who has the word; the queue comes first."""

    options = queue_tabs(
        Q(announcement__status=Status.AWAITING_REVIEW),
        {
            "agency": Choice("待代理机构核对", Q(announcement__status__in=[Status.AWAITING_TIMES, Status.RETURNED])),
            "published": Choice("已公开", Q(announcement__status=Status.PUBLISHED)),
            "withdrawn": Choice("已撤回", Q(announcement__status=Status.WITHDRAWN)),
        },
    )


@admin.register(ChangeTimes)
class ChangeTimesAdmin(ReviewAdmin):
    """The queue, and the page on which a change is judged."""

    menu_position = 12
    page_template = "center/change_review.html"
    queue_title = "变更公告审核"
    things = "变更公告"
    queue_note = "代理机构核对时间并提交后，变更公告按提交先后排在这里。"
    subject = "announcement"
    waiting_status = Status.AWAITING_REVIEW
    approval = Act("approve", ApproveForm, approve_change, "审核通过，已公开。")
    sending_back = Act("return", ReturnForm, return_change, "已退回代理机构。")
    common_reasons = COMMON_REASONS
    settled_ordering: ClassVar = ["-changed_at", "-pk"]
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

    def judged(self, record: ChangeTimes) -> Announcement:
        """Return the change."""
        return record.announcement

    def shown(self, record: ChangeTimes, now: datetime) -> Shown:
        """Return everything to judge the change by, under the digest of the change and its times as they stand."""
        standing = load_standing(record.announcement, now=now)
        page = change_page(standing)
        return Shown(
            seen={"sm3": digest(content_of(standing))},
            is_stopped=page.stops > 0,
            context={"page": page, "files": center_lines(standing.version)},
        )

    def last_decision(self, record: ChangeTimes) -> ChangeReview | None:
        """Return the newest decision on a version of the change."""
        reviews = ChangeReview.objects.filter(version__announcement=record.announcement)
        return reviews.select_related("reviewer").order_by("-pk").first()

    def told_name(self, record: ChangeTimes) -> str:
        """Return the number."""
        return record.announcement.announcement_no

    @admin.display(description="状态", ordering="announcement__status")
    def state(self, times: ChangeTimes) -> SafeString:
        """Return the status of the change."""
        return super().state(times)

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
