"""Preparations at the center's site: watched by reviewers and supervisors, changed by nobody there."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from apps.accounts.center_acts import BUSINESS_READERS
from apps.accounts.center_cells import moment_cell, status_cell
from apps.accounts.center_filters import AgencyFilter, Choice, TabFilter
from apps.accounts.center_site import CenterPageAdmin, Desk, desk, has_role
from apps.tender_planning.models import Planning, PlanningVersion
from apps.tender_planning.selectors.center import (
    NEAR,
    OPENS_AT,
    frozen_page,
    near_and_not_issued,
    planning_page,
    with_opening,
)

Status = Planning.Status


@desk
def near_openings(request: HttpRequest, now: datetime) -> Desk | None:
    """Count the preparations whose opening is near and which are not issued."""
    if not has_role(request, BUSINESS_READERS):
        return None
    count = near_and_not_issued(now).count()
    return Desk(
        title="临近开标未发出文件",
        count=count,
        url=reverse("admin:tender_planning_planning_changelist"),
        note=f"{NEAR.days} 天内开标，招标文件还没有发出" if count else f"{NEAR.days} 天内开标的，文件均已发出",
        tone="warning" if count else "quiet",
    )


class PlanningTabs(TabFilter):
    """Preparations by where they stand; those at work come first."""

    options = {
        "editable": Choice("编制中", Q(status=Status.EDITABLE)),
        "locked": Choice("待开放", Q(status=Status.LOCKED)),
        "issued": Choice("已发出", Q(status=Status.ISSUED)),
        "all": Choice("全部", Q()),
    }


class ProjectAgencyFilter(AgencyFilter):
    """代理机构 of the project."""

    path = "project__agency"


@admin.register(Planning)
class PlanningAdmin(CenterPageAdmin):
    """Where each preparation stands."""

    viewers = BUSINESS_READERS
    menu_position = 12
    page_template = "center/planning.html"
    change_list_template = "center/exchange_list.html"
    list_display = ["project_number", "project_name", "agency_name", "state", "opens", "unlocked", "issued"]
    list_display_links = ["project_number"]
    list_filter = [PlanningTabs, ProjectAgencyFilter]
    search_fields = ["project__project_no", "project__name", "project__purchaser_name"]
    search_help_text = "项目编号、名称、采购人"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Planning]:
        """Fetch the project and its agency, and when it opens."""
        plannings: QuerySet[Planning] = super().get_queryset(request)
        return with_opening(plannings.select_related("project__agency", "project__plan"))

    def get_ordering(self, request: HttpRequest) -> Any:
        """Return what opens first on the first tab, the newest first elsewhere."""
        return [OPENS_AT.asc(), "pk"] if PlanningTabs.is_first(request) else ["-begun_at", "-pk"]

    def page_context(self, request: HttpRequest, record: Planning) -> dict[str, Any]:
        """Return the preparation with what its rules say and what was issued."""
        return {"page": planning_page(record, timezone.now())}

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Say what an empty list means."""
        words = {
            "empty_title": "没有这一状态的招标准备",
            "empty_text": "项目受理后自动建立招标准备，采购公告发布后开放编制。",
        }
        return super().changelist_view(request, words | (extra_context or {}))

    @admin.display(description="项目编号", ordering="project__project_no")
    def project_number(self, planning: Planning) -> str:
        """Return the number."""
        return planning.project.project_no or ""

    @admin.display(description="项目名称", ordering="project__name")
    def project_name(self, planning: Planning) -> str:
        """Return the name."""
        return planning.project.name

    @admin.display(description="代理机构", ordering="project__agency__name")
    def agency_name(self, planning: Planning) -> str:
        """Return the agency."""
        return planning.project.agency.name

    @admin.display(description="状态", ordering="status")
    def state(self, planning: Planning) -> SafeString:
        """Return the status."""
        return status_cell(planning)

    @admin.display(description="开标时间", ordering="opens_at")
    def opens(self, planning: Any) -> SafeString:
        """Return when bids are opened."""
        return moment_cell(planning.opens_at)

    @admin.display(description="开放编制", ordering="unlocked_at")
    def unlocked(self, planning: Planning) -> SafeString:
        """Return since when it may be edited."""
        return moment_cell(planning.unlocked_at)

    @admin.display(description="最近发出", ordering="issued_at")
    def issued(self, planning: Planning) -> SafeString:
        """Return when it was issued last."""
        return moment_cell(planning.issued_at)


@admin.register(PlanningVersion)
class PlanningVersionAdmin(CenterPageAdmin):
    """One issued version; reached from its preparation, and not offered in the menu."""

    viewers = BUSINESS_READERS
    page_template = "center/planning_version.html"
    change_list_template = "center/exchange_list.html"
    list_display = ["__str__", "version", "issued"]
    search_fields = ["planning__project__project_no", "planning__project__name", "sm3"]
    search_help_text = "项目编号、名称、摘要（SM3）"
    ordering = ["-issued_at", "-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[PlanningVersion]:
        """Fetch the project with its version, and the content only when a page shows it."""
        versions: QuerySet[PlanningVersion] = super().get_queryset(request)
        return versions.select_related("planning__project", "issued_by").defer("content")

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        """Stay out of the menu."""
        return {}

    def page_context(self, request: HttpRequest, record: PlanningVersion) -> dict[str, Any]:
        """Return the version as it was frozen."""
        return {"page": frozen_page(record)}

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Say what an empty list means."""
        words = {"empty_title": "还没有发出的版本", "empty_text": "代理机构每发出一次招标文件，留存一个版本。"}
        return super().changelist_view(request, words | (extra_context or {}))

    @admin.display(description="发出时间", ordering="issued_at")
    def issued(self, version: PlanningVersion) -> SafeString:
        """Return when it was issued."""
        return moment_cell(version.issued_at)
