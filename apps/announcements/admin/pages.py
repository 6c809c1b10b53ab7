"""公开页面 at the center's site: how their files stand, what could not be made, and what can be done about it."""

from datetime import datetime

from django.contrib import admin
from django.http import HttpRequest

from apps.accounts.center_desks import list_url
from apps.accounts.center_site import Desk, desk, has_role
from apps.accounts.models import CENTER_ROLES
from apps.announcements.admin.upkeep import UpkeepAct, UpkeepAdmin
from apps.announcements.models import PageOrder
from apps.announcements.selectors.page_state import PageState, page_state
from apps.announcements.services.pages import check_pages_now, make_all_pages_anew, try_failed_pages_again


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
    return Desk("生成失败的公开页面", count, list_url(PageOrder), note=note, tone="danger", oldest_at=oldest_at)


@admin.register(PageOrder)
class PageOrderAdmin(UpkeepAdmin):
    """One page about all files."""

    menu_position = 34
    page_template = "center/pages.html"
    acts = {
        "check": UpkeepAct(check_pages_now, "已开始核对全部公开页面。"),
        "renew": UpkeepAct(make_all_pages_anew, "已开始重新生成全部公开页面，新的在前。"),
        "retry": UpkeepAct(try_failed_pages_again, "已安排重新生成。"),
    }

    def state(self) -> PageState:
        """Return how the files stand."""
        return page_state()
