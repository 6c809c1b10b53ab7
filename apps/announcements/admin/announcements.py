"""Announcements at the center's site: read as they came; those of this platform can be taken back."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.accounts.center_acts import BUSINESS_ACTORS, BUSINESS_READERS, require_reviewer
from apps.accounts.center_cells import moment_cell, status_cell
from apps.accounts.center_filters import Choice, MenuFilter
from apps.accounts.center_site import CenterPageAdmin, has_role
from apps.announcements.models import Announcement, AnnouncementVersion
from apps.announcements.review_forms import WithdrawForm
from apps.announcements.selectors.center import announcement_page, newest_with, version_page
from apps.announcements.services.withdrawing import withdraw_local
from apps.core.actors import Actor
from apps.core.exceptions import DomainError
from apps.core.post_only import post_only
from apps.core.templatetags.ui import ABSENT, money_short

# More than these nobody reads; a word that stands in nearly every text would take long to collect.
MOST_FOUND = 1000

PAGE, WITHDRAW = "admin:announcements_announcement_change", "admin:announcements_announcement_withdraw"


class OriginFilter(MenuFilter):
    """Where it was drafted and first published."""

    title = "来源"
    parameter_name = "origin"
    options = {value: Choice(label, Q(origin=value)) for value, label in Announcement.Origin.choices}


class StatusFilter(MenuFilter):
    """Whether an announcement stands on the public site."""

    title = "状态"
    parameter_name = "state"
    options = {value: Choice(label, Q(status=value)) for value, label in Announcement.Status.choices}


class TypeFilter(MenuFilter):
    """One column of the public site."""

    title = "公告类型"
    parameter_name = "type"
    options = {value: Choice(label, Q(type=value)) for value, label in Announcement.Type.choices}


@admin.register(Announcement)
class AnnouncementAdmin(CenterPageAdmin):
    """Announcements as they came; nobody here changes them."""

    viewers = BUSINESS_READERS
    menu_position = 15
    page_template = "center/announcement.html"
    change_list_template = "center/exchange_list.html"
    list_display = ["title", "type", "project_number", "purchaser_name", "sum", "original", "state", "published"]
    list_filter = [TypeFilter, OriginFilter, StatusFilter]
    search_fields = ["title", "announcement_no", "project__project_no", "purchaser_name", "agency_name"]
    search_help_text = f"标题、编号、采购人、代理机构或正文中的词；最多列出最新的 {MOST_FOUND} 条"
    ordering = ["-first_published_at", "-pk"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Announcement], search_term: str
    ) -> tuple[QuerySet[Announcement], bool]:
        """Find the newest announcements with all words, as the public site does; what never was public too."""
        if not search_term.strip():
            return queryset, False
        return queryset.filter(pk__in=newest_with(search_term, now=timezone.now(), limit=MOST_FOUND)), False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Announcement]:
        """Fetch the project with the announcement, and what it follows."""
        announcements: QuerySet[Announcement] = super().get_queryset(request)
        return announcements.select_related("project__agency", "follows")

    def get_urls(self) -> list[URLPattern]:
        """Add the act."""
        act = post_only(PAGE, "pk")(self.withdraw_view)
        withdraw = path("<int:pk>/withdraw/", self.admin_site.admin_view(act), name=WITHDRAW.partition(":")[2])
        return [withdraw, *super().get_urls()]

    def withdraw_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """撤回: an announcement of this platform is taken back, with a reason."""
        require_reviewer(request)
        record, form = self.get_record(request, str(pk)), WithdrawForm(request.POST)
        if not form.is_valid():
            refusal = {"refusal": "没有撤回：请写明原因。", "withdraw_form": form}
            return self.render_page(request, record, status=400, extra_context=refusal)
        reason, actor = form.cleaned_data["reason"], Actor.of_request(request)
        try:
            withdraw_local(announcement=record, reason=reason, actor=actor, now=timezone.now())
        except DomainError as error:
            # Read again: the record in hand may have been changed by whoever was faster.
            record = self.get_record(request, str(pk))
            return self.render_page(request, record, status=409, extra_context={"refusal": str(error)})
        messages.success(request, f"{record.announcement_no}：已撤回。")
        return HttpResponseRedirect(reverse(PAGE, args=[pk]))

    def page_context(self, request: HttpRequest, record: Announcement) -> dict[str, Any]:
        """Return the announcement with its versions."""
        may_withdraw = record.is_local and record.status == Announcement.Status.PUBLISHED
        return {
            "page": announcement_page(record),
            "may_withdraw": may_withdraw and has_role(request, BUSINESS_ACTORS),
            "withdraw_form": WithdrawForm(),
            "withdraw_url": reverse(WITHDRAW, args=[record.pk]),
        }

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Say what an empty list means."""
        words = {
            "empty_title": "还没有公告",
            "empty_text": "省采购系统发布的公告自动出现在这里和网站上；未选择计划的项目，公告审核通过后也在这里。",
        }
        return super().changelist_view(request, words | (extra_context or {}))

    @admin.display(description="项目编号", ordering="project__project_no")
    def project_number(self, announcement: Announcement) -> str:
        """Return the number of the project."""
        return announcement.project.project_no or ABSENT

    @admin.display(description="金额")
    def sum(self, announcement: Announcement) -> SafeString:
        """Return what was awarded or agreed, else the budget."""
        amount = announcement.budget if announcement.amount is None else announcement.amount
        return format_html('<span class="nowrap">{}</span>', money_short(amount))

    @admin.display(description="原公告")
    def original(self, announcement: Announcement) -> str:
        """Return the number of what it corrects or follows."""
        return announcement.follows.announcement_no if announcement.follows else announcement.corrects_no or ABSENT

    @admin.display(description="状态", ordering="status")
    def state(self, announcement: Announcement) -> SafeString:
        """Return the status."""
        return status_cell(announcement)

    @admin.display(description="本平台发布", ordering="published_at")
    def published(self, announcement: Announcement) -> SafeString:
        """Return when it became public here."""
        return moment_cell(announcement.published_at)


@admin.register(AnnouncementVersion)
class AnnouncementVersionAdmin(CenterPageAdmin):
    """One arrival of an announcement; reached from the announcement, and not offered in the menu."""

    viewers = BUSINESS_READERS
    page_template = "center/announcement_version.html"
    change_list_template = "center/exchange_list.html"
    list_display = ["__str__", "version", "received"]
    search_fields = ["title", "announcement__announcement_no", "body_sm3", "body_safe_sm3"]
    search_help_text = "标题、公告编号、摘要（SM3）"
    ordering = ["-received_at", "-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[AnnouncementVersion]:
        """Fetch the announcement with its version, and the texts only when a page shows them."""
        versions: QuerySet[AnnouncementVersion] = super().get_queryset(request)
        return versions.select_related("announcement").defer("body_html", "body_safe", "facts")

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        """Stay out of the menu."""
        return {}

    def page_context(self, request: HttpRequest, record: AnnouncementVersion) -> dict[str, Any]:
        """Return the version as it came."""
        return {"page": version_page(record)}

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Say what an empty list means."""
        words = {"empty_title": "还没有公告", "empty_text": "省采购系统发布的公告每到达一次，留存一个版本。"}
        return super().changelist_view(request, words | (extra_context or {}))

    @admin.display(description="收到时间", ordering="received_at")
    def received(self, version: AnnouncementVersion) -> SafeString:
        """Return when it came."""
        return moment_cell(version.received_at)
