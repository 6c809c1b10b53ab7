"""Plans as the province told them, at the center's site."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.acceptance.models import ProcurementPlan
from apps.acceptance.reviewing.plan_page import plan_page
from apps.accounts.center_acts import BUSINESS_READERS
from apps.accounts.center_cells import status_cell
from apps.accounts.center_site import CenterPageAdmin
from apps.core.templatetags.ui import money_short


@admin.register(ProcurementPlan)
class ProcurementPlanAdmin(CenterPageAdmin):
    """Plans as the province told them; nobody here changes them."""

    viewers = BUSINESS_READERS
    menu_position = 11
    page_template = "center/plan.html"
    list_display = ["plan_no", "title", "purchaser_name", "agency_name", "method", "budget_short", "state", "version"]
    list_filter = ["status", "method", "kind"]
    search_fields = ["plan_no", "title", "purchaser_name", "agency_name"]
    search_help_text = "计划编号、计划名称、采购人、代理机构"
    ordering: ClassVar = ["-filed_at", "-pk"]

    def page_context(self, request: HttpRequest, record: ProcurementPlan) -> dict[str, Any]:
        """Return the plan with its lines and its project."""
        return {"page": plan_page(record)}

    @admin.display(description="预算", ordering="budget")
    def budget_short(self, plan: ProcurementPlan) -> SafeString:
        """Return the budget as it is spoken of."""
        return format_html('<span class="nowrap">{}</span>', money_short(plan.budget))

    @admin.display(description="状态", ordering="status")
    def state(self, plan: ProcurementPlan) -> SafeString:
        """Return the status."""
        return status_cell(plan)
