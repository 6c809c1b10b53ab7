"""开放数据文件 at the center's site: how they stand, how their making went, and the press that makes them anew."""

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils import timezone

from apps.accounts.center_site import CenterModelAdmin, Desk, desk, has_role
from apps.accounts.models import CENTER_ROLES, Role
from apps.announcements.models import BulkMaking
from apps.announcements.selectors.bulk_state import bulk_state
from apps.announcements.services.bulk import make_bulk_files_anew
from apps.core.actors import Actor
from apps.core.post_only import post_only

PAGE = "admin:announcements_bulkmaking_changelist"
# Upkeep, and no business act: administrators too. Supervisors read.
ACTORS = frozenset({Role.CENTER_REVIEWER, Role.CENTER_ADMINISTRATOR})


@desk
def failed_bulk_files(request: HttpRequest, now: datetime) -> Desk | None:
    """Count the parts that the last making could not make; the card is there only when there are some."""
    if not has_role(request, CENTER_ROLES):
        return None
    last = BulkMaking.objects.order_by("-pk").first()
    if last is None or last.status != BulkMaking.Status.FAILED:
        return None
    return Desk(
        title="未能生成的开放数据文件",
        count=len(last.failures),
        url=reverse(PAGE),
        note="公众下载到的是较早的文件",
        tone="warning",
        oldest_at=last.finished_at,
    )


@admin.register(BulkMaking)
class BulkMakingAdmin(CenterModelAdmin):
    """One page about all files and their last making; single makings are nothing to look at."""

    viewers = CENTER_ROLES
    menu_position = 35

    def get_urls(self) -> list[URLPattern]:
        """Add the act; a single making has no page."""
        view, renew = self.admin_site.admin_view, post_only(PAGE)(self.renew_view)
        return [
            path("", view(self.changelist_view), name="announcements_bulkmaking_changelist"),
            path("renew/", view(renew), name="announcements_bulkmaking_renew"),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Show how the files stand."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": self.opts.verbose_name_plural,
            "opts": self.opts,
            "state": bulk_state(),
            "may_act": has_role(request, ACTORS),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "center/bulk.html", context)

    def renew_view(self, request: HttpRequest) -> HttpResponse:
        """Have all files made anew."""
        if not has_role(request, ACTORS):
            raise PermissionDenied("监督人员只能查看，不能办理。")
        make_bulk_files_anew(actor=Actor.of_request(request), now=timezone.now())
        messages.success(request, "已开始在后台重新生成全部文件，稍后刷新本页查看进度。")
        return HttpResponseRedirect(reverse(PAGE))
