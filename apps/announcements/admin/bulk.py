"""开放数据文件 at the center's site: how they stand, how their making went, and the press that makes them anew."""

from datetime import datetime

from django.contrib import admin
from django.http import HttpRequest

from apps.accounts.center_desks import list_url
from apps.accounts.center_site import Desk, desk, has_role
from apps.accounts.models import CENTER_ROLES
from apps.announcements.admin.upkeep import UpkeepAct, UpkeepAdmin
from apps.announcements.models import BulkMaking
from apps.announcements.selectors.bulk_state import BulkState, bulk_state
from apps.announcements.services.bulk import make_bulk_files_anew


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
        url=list_url(BulkMaking),
        note="公众下载到的是较早的文件",
        tone="warning",
        oldest_at=last.finished_at,
    )


@admin.register(BulkMaking)
class BulkMakingAdmin(UpkeepAdmin):
    """One page about all files and their last making."""

    menu_position = 35
    page_template = "center/bulk.html"
    acts = {"renew": UpkeepAct(make_bulk_files_anew, "已开始在后台重新生成全部文件，稍后刷新本页查看进度。")}

    def state(self) -> BulkState:
        """Return how the files stand."""
        return bulk_state()
