"""Announcements at the center's site: read as they came."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.accounts.center_acts import BUSINESS_READERS
from apps.accounts.center_cells import moment_cell, status_cell
from apps.accounts.center_filters import Choice, MenuFilter
from apps.accounts.center_site import CenterPageAdmin
from apps.announcements.center_selectors import announcement_page, version_page
from apps.announcements.models import Announcement, AnnouncementVersion
from apps.core.templatetags.ui import ABSENT, money_short


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
    """Announcements as the province told them; nobody here changes them."""

    viewers = BUSINESS_READERS
    menu_position = 15
    page_template = "center/announcement.html"
    change_list_template = "center/exchange_list.html"
    list_display = ["title", "type", "project_number", "purchaser_name", "sum", "original", "state", "published"]
    list_filter = [TypeFilter, StatusFilter]
    search_fields = ["title", "announcement_no", "project__project_no", "purchaser_name", "agency_name"]
    search_help_text = "标题、公告编号、项目编号、采购人、代理机构"
    ordering = ["-first_published_at", "-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Announcement]:
        """Fetch the project with the announcement, and what it follows."""
        announcements: QuerySet[Announcement] = super().get_queryset(request)
        return announcements.select_related("project", "follows")

    def page_context(self, request: HttpRequest, record: Announcement) -> dict[str, Any]:
        """Return the announcement with its versions."""
        return {"page": announcement_page(record)}

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Say what an empty list means."""
        words = {"empty_title": "还没有公告", "empty_text": "省采购系统发布的公告自动出现在这里和公共资源网站上。"}
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
