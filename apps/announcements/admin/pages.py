"""公开页面 at the center's site: how their files stand, what could not be made, and what can be done about it."""

from collections.abc import Callable
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
from apps.announcements.models import PageOrder
from apps.announcements.selectors.page_state import page_state
from apps.announcements.services.pages import check_pages_now, make_all_pages_anew, try_failed_pages_again
from apps.core.actors import Actor
from apps.core.post_only import post_only

PAGE = "admin:announcements_pageorder_changelist"
# Upkeep, and no business act: administrators too. Supervisors read.
ACTORS = frozenset({Role.CENTER_REVIEWER, Role.CENTER_ADMINISTRATOR})

Act = Callable[..., object]


@desk
def failed_pages(request: HttpRequest, now: datetime) -> Desk | None:
    """Count public pages that could not be made; the card is there only when there are some."""
    if not has_role(request, CENTER_ROLES):
        return None
    failed = PageOrder.objects.exclude(last_error="")
    count = failed.count()
    if not count:
        return None
    oldest_at = failed.order_by("pk").values_list("marked_at", flat=True).first()
    note = "网站上是较早的内容，或还没有这一页"
    return Desk("生成失败的公开页面", count, reverse(PAGE), note=note, tone="danger", oldest_at=oldest_at)


@admin.register(PageOrder)
class PageOrderAdmin(CenterModelAdmin):
    """One page about all files; single orders are nothing to look at."""

    viewers = CENTER_ROLES
    menu_position = 34

    def get_urls(self) -> list[URLPattern]:
        """Add the acts; a single order has no page."""
        acts: dict[str, tuple[Act, str]] = {
            "check": (check_pages_now, "已开始核对全部公开页面。"),
            "renew": (make_all_pages_anew, "已开始重新生成全部公开页面，新的在前。"),
            "retry": (try_failed_pages_again, "已安排重新生成。"),
        }
        return [
            path("", self.admin_site.admin_view(self.changelist_view), name="announcements_pageorder_changelist"),
            *(
                path(
                    f"{name}/", self.admin_site.admin_view(self._view_of(*act)), name=f"announcements_pageorder_{name}"
                )
                for name, act in acts.items()
            ),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Show how the files stand."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": self.opts.verbose_name_plural,
            "opts": self.opts,
            "state": page_state(),
            "may_act": has_role(request, ACTORS),
            "now": timezone.now(),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "center/pages.html", context)

    def _view_of(self, act: Act, done: str) -> Callable[..., HttpResponse]:
        """Return the view of one act."""

        def view(request: HttpRequest) -> HttpResponse:
            if not has_role(request, ACTORS):
                raise PermissionDenied("监督人员只能查看，不能办理。")
            act(actor=Actor.of_request(request), now=timezone.now())
            messages.success(request, done)
            return HttpResponseRedirect(reverse(PAGE))

        return post_only(PAGE)(view)  # type: ignore[return-value]  # it returns what `view` does
