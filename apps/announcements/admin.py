"""Announcements at the center's site: read as they came; attachments that failed are fetched again."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import Count, Min, Q, QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import truncatechars
from django.urls import reverse
from django.utils.safestring import SafeString

from apps.accounts.center_acts import BUSINESS_READERS, CenterActAdmin
from apps.accounts.center_cells import moment_cell, status_cell
from apps.accounts.center_filters import Choice, MenuFilter, TabFilter
from apps.accounts.center_site import CenterPageAdmin, Desk, desk, has_role
from apps.announcements.center_selectors import announcement_page, attachment_page, version_page
from apps.announcements.models import Announcement, AnnouncementVersion, Attachment
from apps.announcements.services.attachments import fetch_again
from apps.core.actors import Actor
from apps.core.doorbell import ring
from apps.core.templatetags.ui import ABSENT, file_size
from apps.core.visible_text import visible

LONGEST_REASON = 90


@desk
def failed_attachments(request: HttpRequest, now: datetime) -> Desk | None:
    """Count attachments that the public is waiting for in vain; the card is there only when there are some."""
    if not has_role(request, BUSINESS_READERS):
        return None
    failed = Attachment.objects.filter(status=Attachment.Status.FAILED)
    # An attachment stands in several versions of its announcement.
    found = failed.aggregate(count=Count("pk", distinct=True), oldest=Min("versions__received_at"))
    if not found["count"]:
        return None
    return Desk(
        title="获取失败的公告附件",
        count=found["count"],
        url=f"{reverse('admin:announcements_attachment_changelist')}?state=failed",
        note="公告已发布，附件还不能下载",
        tone="danger",
        oldest_at=found["oldest"],
    )


class StatusFilter(MenuFilter):
    """Whether an announcement stands on the public site."""

    title = "状态"
    parameter_name = "state"
    options = {value: Choice(label, Q(status=value)) for value, label in Announcement.Status.choices}


@admin.register(Announcement)
class AnnouncementAdmin(CenterPageAdmin):
    """Announcements as the province told them; nobody here changes them."""

    viewers = BUSINESS_READERS
    menu_position = 15
    page_template = "center/announcement.html"
    change_list_template = "center/exchange_list.html"
    list_display = ["title", "project_number", "purchaser_name", "version", "state", "published"]
    list_filter = [StatusFilter]
    search_fields = ["title", "announcement_no", "project__project_no", "purchaser_name", "agency_name"]
    search_help_text = "标题、公告编号、项目编号、采购人、代理机构"
    ordering = ["-first_published_at", "-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Announcement]:
        """Fetch the project with the announcement."""
        announcements: QuerySet[Announcement] = super().get_queryset(request)
        return announcements.select_related("project")

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


class AttachmentTabs(TabFilter):
    """Attachments by what is left to do."""

    options = {
        "open": Choice("未获取", ~Q(status=Attachment.Status.STORED)),
        "stored": Choice("已获取", Q(status=Attachment.Status.STORED)),
        "all": Choice("全部", Q()),
    }


class AttachmentStateFilter(MenuFilter):
    """Whether an attachment is still tried for."""

    title = "获取情况"
    parameter_name = "state"
    options = {value: Choice(label, Q(status=value)) for value, label in Attachment.Status.choices}


@admin.register(Attachment)
class AttachmentAdmin(CenterActAdmin):
    """Files of announcements, and why some are not here."""

    menu_position = 33
    act_name = "fetch-again"
    act_done = "已安排重新获取。"
    page_template = "center/announcement_attachment.html"
    change_list_template = "center/exchange_list.html"
    list_display = ["file_name", "length", "state", "attempts", "reason", "stored"]
    list_display_links = ["file_name"]
    list_filter = [AttachmentTabs, AttachmentStateFilter]
    search_fields = ["name", "province_id", "sm3"]
    search_help_text = "文件名、省系统附件编号、摘要（SM3）"
    ordering = ["-pk"]

    def act(self, record: Attachment, *, actor: Actor, now: datetime) -> None:
        """重新获取."""
        fetch_again(attachment=record, actor=actor, now=now)
        ring("apps.interconnection.tasks.fetch_attachments")

    def page_context(self, request: HttpRequest, record: Attachment) -> dict[str, Any]:
        """Return the attachment with what became of it."""
        return {"page": attachment_page(record)}

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Say what an empty list means."""
        words = {"empty_title": "没有待获取的附件", "empty_text": "公告的附件已全部获取，大小和摘要与公布的一致。"}
        return super().changelist_view(request, words | (extra_context or {}))

    @admin.display(description="文件名", ordering="name")
    def file_name(self, attachment: Attachment) -> str:
        """Return the name that it came with."""
        return visible(attachment.name)

    @admin.display(description="大小", ordering="size")
    def length(self, attachment: Attachment) -> str:
        """Return how large it is."""
        return file_size(attachment.size)

    @admin.display(description="状态", ordering="status")
    def state(self, attachment: Attachment) -> SafeString:
        """Return the status."""
        return status_cell(attachment)

    @admin.display(description="最近一次未成功的原因")
    def reason(self, attachment: Attachment) -> str:
        """Return why it is not here."""
        return truncatechars(visible(attachment.last_error), LONGEST_REASON) or ABSENT

    @admin.display(description="获取时间", ordering="stored_at")
    def stored(self, attachment: Attachment) -> SafeString:
        """Return when it was fetched."""
        return moment_cell(attachment.stored_at)
