"""Attachments of announcements at the center's site: opened, and fetched again where that failed."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Min, Q
from django.http import HttpRequest, HttpResponseBase
from django.template.defaultfilters import truncatechars
from django.urls import path
from django.urls.resolvers import URLPattern
from django.utils.decorators import method_decorator
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from apps.accounts.center_acts import BUSINESS_READERS, CenterActAdmin
from apps.accounts.center_cells import moment_cell, status_cell
from apps.accounts.center_desks import list_url
from apps.accounts.center_filters import Choice, MenuFilter, TabFilter
from apps.accounts.center_site import Desk, desk, has_role
from apps.announcements.models import Attachment
from apps.announcements.selectors.center import attachment_page
from apps.announcements.selectors.files import stored_attachment
from apps.announcements.services.attachments import fetch_again
from apps.core.actors import Actor
from apps.core.doorbell import ring
from apps.core.downloads import download
from apps.core.templatetags.ui import ABSENT, file_size
from apps.core.visible_text import visible

LONGEST_REASON = 90
FILE = "admin:announcements_attachment_file"


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
        url=list_url(Attachment, state="failed"),
        note="公告已发布，附件还不能下载",
        tone="danger",
        oldest_at=found["oldest"],
    )


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

    def get_urls(self) -> list[URLPattern]:
        """Add the files."""
        view, name = self.admin_site.admin_view(self.file_view), FILE.partition(":")[2]
        return [path("references/<int:pk>/", view, name=name), *super().get_urls()]

    @method_decorator(require_safe)
    def file_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Hand out an attachment under the name that a version gives it, public or not yet."""
        if not has_role(request, BUSINESS_READERS):
            raise PermissionDenied("只有中心工作人员可以查看。")
        found = stored_attachment(pk)
        return download(found.attachment.file, name=found.name, media_type=found.media_type)

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
