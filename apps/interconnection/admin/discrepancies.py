"""What differs between the two systems, to be looked at."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.accounts.center_acts import BUSINESS_READERS
from apps.accounts.center_cells import moment_cell
from apps.accounts.center_site import CenterPageAdmin
from apps.core.templatetags.ui import ABSENT
from apps.core.visible_text import visible
from apps.interconnection.list_filters import DiscrepancyTabs, KindFilter, RecordTypeFilter
from apps.interconnection.models import Discrepancy
from apps.interconnection.selectors.discrepancies import discrepancy_page


@admin.register(Discrepancy)
class DiscrepancyAdmin(CenterPageAdmin):
    """What reconciliation found different."""

    viewers = BUSINESS_READERS
    menu_position = 32
    page_template = "center/exchange_discrepancy.html"
    change_list_template = "center/exchange_list.html"
    list_display = ["subject", "record_type", "difference", "versions_there", "versions_here", "found", "mended"]
    list_display_links = ["subject"]
    list_filter = [DiscrepancyTabs, RecordTypeFilter, KindFilter]
    search_fields = ["key"]
    search_help_text = "业务主键（计划编号、公告编号、项目编号）"

    def page_context(self, request: HttpRequest, record: Discrepancy) -> dict[str, Any]:
        """Return the difference, and what to do about it."""
        return {"page": discrepancy_page(record)}

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Say what an empty list means."""
        words = {"empty_title": "没有对账差异", "empty_text": "每小时与省系统逐条核对一次，不一致的数据显示在这里。"}
        return super().changelist_view(request, words | (extra_context or {}))

    def get_ordering(self, request: HttpRequest) -> Any:
        """Return the oldest first where something is left to do, the newest first elsewhere."""
        return ["found_at", "pk"] if DiscrepancyTabs.is_first(request) else ["-found_at", "-pk"]

    @admin.display(description="业务主键", ordering="key")
    def subject(self, discrepancy: Discrepancy) -> str:
        """Return the key."""
        return visible(discrepancy.key)

    @admin.display(description="差异", ordering="kind")
    def difference(self, discrepancy: Discrepancy) -> SafeString:
        """Return how the two systems differ."""
        tone = "neutral" if discrepancy.mended_at else "warning"
        return format_html('<span class="tag tag--{}">{}</span>', tone, discrepancy.get_kind_display())

    @admin.display(description="省系统版本", ordering="province_version")
    def versions_there(self, discrepancy: Discrepancy) -> str:
        """Return the version that the province holds."""
        return ABSENT if discrepancy.province_version is None else str(discrepancy.province_version)

    @admin.display(description="本平台版本", ordering="our_version")
    def versions_here(self, discrepancy: Discrepancy) -> str:
        """Return the version that stands here."""
        return ABSENT if discrepancy.our_version is None else str(discrepancy.our_version)

    @admin.display(description="发现时间", ordering="found_at")
    def found(self, discrepancy: Discrepancy) -> SafeString:
        """Return when the difference was found."""
        return moment_cell(discrepancy.found_at)

    @admin.display(description="恢复一致", ordering="mended_at")
    def mended(self, discrepancy: Discrepancy) -> SafeString:
        """Return when both systems held the same again."""
        return moment_cell(discrepancy.mended_at)
