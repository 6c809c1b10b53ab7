"""Results of lots at the center's site: watched by reviewers and supervisors, changed by nobody there."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from apps.accounts.center_acts import BUSINESS_READERS
from apps.accounts.center_cells import moment_cell, status_cell
from apps.accounts.center_desks import list_url
from apps.accounts.center_filters import AgencyFilter, Choice, TabFilter
from apps.accounts.center_site import CenterPageAdmin, Desk, desk, has_role
from apps.core.templatetags.ui import ABSENT
from apps.results.models import LotResult
from apps.results.selectors.center import awards_in_force, lot_result_page, with_awards
from apps.results.selectors.lots import price_words
from apps.results.selectors.overdue import overdue_lots

Status = LotResult.Status


@desk
def overdue_contracts(request: HttpRequest, now: datetime) -> Desk | None:
    """Count the lots whose contract should be signed and is not public."""
    if not has_role(request, BUSINESS_READERS):
        return None
    count = overdue_lots(LotResult.objects.all(), now).count()
    return Desk(
        title="合同逾期",
        count=count,
        url=list_url(LotResult, tab="overdue"),
        note="签订期限已过，没有收到合同公告" if count else "签订期限已过的，均已收到合同公告",
        tone="danger" if count else "quiet",
    )


class ResultTabs(TabFilter):
    """Lots by what became of them. What is overdue depends on the time, so it is asked for in `queryset`."""

    options = {
        "pending": Choice("未定标", Q(status=Status.PENDING)),
        "awarded": Choice("已中标", Q(status=Status.AWARDED)),
        "failed": Choice("已终止", Q(status=Status.FAILED)),
        "overdue": Choice("逾期", Q(status=Status.AWARDED, contracted_by__isnull=True)),
        "all": Choice("全部", Q()),
    }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the rows of the tab."""
        kept = super().queryset(request, queryset)
        return overdue_lots(kept, timezone.now()) if self.chosen(request) == "overdue" else kept


class ProjectAgencyFilter(AgencyFilter):
    """代理机构 of the lot's project."""

    path = "lot__project__agency"


@admin.register(LotResult)
class LotResultAdmin(CenterPageAdmin):
    """What became of each lot."""

    viewers = BUSINESS_READERS
    menu_position = 16
    page_template = "center/lot_result.html"
    change_list_template = "center/exchange_list.html"
    list_display = ["project_number", "lot_name", "agency_name", "state", "suppliers", "price", "published"]
    list_display_links = ["project_number"]
    list_filter = [ResultTabs, ProjectAgencyFilter]
    search_fields = ["lot__project__project_no", "lot__project__name", "lot__name", "lot__awards__supplier_name"]
    search_help_text = "项目编号、名称、标段、供应商"
    ordering = ["-first_published_at", "-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[LotResult]:
        """Fetch lot, project and agency, and who won."""
        return with_awards(super().get_queryset(request))

    def page_context(self, request: HttpRequest, record: LotResult) -> dict[str, Any]:
        """Return the result with what was said of the lot and the periods that run."""
        return {"page": lot_result_page(record, timezone.now())}

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Say what an empty list means."""
        words = {
            "empty_title": "没有这一状态的标段",
            "empty_text": "标段受理后列在这里，结果、终止和合同公告到达后自动更新。",
        }
        return super().changelist_view(request, words | (extra_context or {}))

    @admin.display(description="项目编号", ordering="lot__project__project_no")
    def project_number(self, result: LotResult) -> str:
        """Return the number of the project."""
        return result.lot.project.project_no or ABSENT

    @admin.display(description="标段", ordering="lot__name")
    def lot_name(self, result: LotResult) -> SafeString:
        """Return the lot below its project."""
        words = '{}<span class="data-table__note">{}</span>'
        return format_html(words, f"标段 {result.lot.lot_no} {result.lot.name}", result.lot.project.name)

    @admin.display(description="代理机构", ordering="lot__project__agency__name")
    def agency_name(self, result: LotResult) -> str:
        """Return the agency."""
        return result.lot.project.agency.name

    @admin.display(description="状态", ordering="status")
    def state(self, result: LotResult) -> SafeString:
        """Return the status."""
        return status_cell(result)

    @admin.display(description="供应商")
    def suppliers(self, result: LotResult) -> str:
        """Return who won."""
        return "、".join(award.supplier_name for award in awards_in_force(result)) or ABSENT

    @admin.display(description="价格")
    def price(self, result: LotResult) -> str:
        """Return the price as it was announced."""
        prices = ((price_words(award),) for award in awards_in_force(result))
        return format_html_join("、", '<span class="nowrap">{}</span>', prices) or ABSENT

    @admin.display(description="首次发布", ordering="first_published_at")
    def published(self, result: LotResult) -> SafeString:
        """Return when the lot was decided."""
        return moment_cell(result.first_published_at)
