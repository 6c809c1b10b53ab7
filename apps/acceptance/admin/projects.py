"""The queue of projects that wait for acceptance, and the page on which one is judged."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import path
from django.urls.resolvers import URLPattern
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from apps.acceptance.models import ProcurementPlan, Project, ProjectVersion, Review
from apps.acceptance.reviewing.filters import MethodFilter, PlanChangeFilter, ProjectTabs
from apps.acceptance.reviewing.forms import COMMON_REASONS, AcceptForm, PlanChangeForm, ReturnForm
from apps.acceptance.reviewing.papers import submitted_paper
from apps.acceptance.reviewing.project_page import review_page
from apps.acceptance.services.inspection import note_paper_opened
from apps.acceptance.services.reviews import accept_project, acknowledge_plan_change, return_project
from apps.accounts.center_acts import BUSINESS_READERS
from apps.accounts.center_desks import list_url, waiting_desk
from apps.accounts.center_filters import AgencyFilter
from apps.accounts.center_reviewing import EVERYTHING, QUEUE, Act, ReviewAdmin, Shown
from apps.accounts.center_site import Desk, desk, has_role
from apps.core.actors import Actor
from apps.core.downloads import download
from apps.core.exceptions import DomainError, UnlawfulMove
from apps.core.templatetags.ui import money_short


@desk
def waiting_projects(request: HttpRequest, now: datetime) -> Desk | None:
    """Count what waits for a decision."""
    return waiting_desk(
        request,
        Project.objects.awaiting_review(),
        since="submitted_at",
        title="待审核项目",
        url=list_url(Project, tab=QUEUE),
        note="",
        none="目前没有待审核的项目",
    )


@desk
def changed_plans(request: HttpRequest, now: datetime) -> Desk | None:
    """Count projects whose plan the province changed since somebody looked."""
    if not has_role(request, BUSINESS_READERS):
        return None
    count = Project.objects.with_unseen_plan_change().filter(submitted_at__isnull=False).count()
    return Desk(
        title="计划有变更的项目",
        count=count,
        url=list_url(Project, tab=EVERYTHING, plan_change="unseen"),
        note="省采购系统在选用后更新或撤回了计划" if count else "采购计划没有未核对的变更",
        tone="warning" if count else "quiet",
    )


@admin.register(Project)
class ProjectAdmin(ReviewAdmin):
    """The approval queue, and the page on which a project is judged."""

    menu_position = 10
    page_template = "center/project_review.html"
    queue_title = "项目受理审核"
    things = "项目"
    queue_note = "代理机构提交的项目会按提交先后排在这里。"
    subject = "project"
    waiting_status = Project.Status.SUBMITTED
    approval = Act("accept", AcceptForm, accept_project, "已受理。")
    approval_label = "受理"
    sending_back = Act("return", ReturnForm, return_project, "已退回代理机构。")
    further_acts = [
        Act("plan-change", PlanChangeForm, acknowledge_plan_change, "计划变更已核对。", is_decision=False),
    ]
    common_reasons = COMMON_REASONS
    tabs = ProjectTabs
    list_display = ["number", "project_name", "agency_name", "purchaser", "method_name", "budget_short"]
    list_display_links = ["number"]
    list_filter = [ProjectTabs, MethodFilter, AgencyFilter, PlanChangeFilter]
    list_select_related = ["agency", "plan"]
    search_fields = ["project_no", "name", "purchaser_name", "plan__plan_no"]
    search_help_text = "项目编号、名称、采购人或计划编号"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Project]:
        """Return what has been submitted at least once: an agency's draft is its own."""
        versions = ProjectVersion.objects.filter(project=OuterRef("pk"), occasion=ProjectVersion.Occasion.SUBMISSION)
        latest = Subquery(versions.order_by("-version").values("version")[:1])
        submitted = super().get_queryset(request).filter(submitted_at__isnull=False)
        queue: QuerySet[Project] = submitted.select_related("agency", "plan").annotate(submission=latest)
        return queue

    def get_urls(self) -> list[URLPattern]:
        """Add the papers."""
        paper_view = self.admin_site.admin_view(self.paper_view)
        return [
            path("<int:pk>/papers/<str:sm3>/", paper_view, name="acceptance_project_paper"),
            *super().get_urls(),
        ]

    def shown(self, record: Project, now: datetime) -> Shown:
        """Return everything to judge the project by."""
        page = review_page(record)
        return Shown(
            seen={"version": page.version.version}, is_stopped=page.is_acceptance_barred, context={"page": page}
        )

    def last_decision(self, record: Project) -> Review | None:
        """Return the newest decision on a version of the project."""
        return Review.objects.filter(version__project=record).select_related("reviewer").order_by("-pk").first()

    def refusal_of(self, act: Act, error: DomainError) -> str:
        """Say that somebody else was faster rather than which move the table does not have."""
        if act.is_decision and isinstance(error, UnlawfulMove):
            return "该项目不在待审核状态，无需再办理。"
        return super().refusal_of(act, error)

    @method_decorator(require_safe)
    def paper_view(self, request: HttpRequest, pk: int, sm3: str) -> HttpResponseBase:
        """Hand out a submitted paper, and note who took it."""
        project = self.get_record(request, str(pk))
        paper = submitted_paper(project, sm3)
        if paper is None or not paper.file.storage.exists(str(paper.file.name)):
            raise Http404("没有这份材料。")
        note_paper_opened(paper=paper, actor=Actor.of_request(request), now=timezone.now())
        return download(paper.file, name=paper.name, media_type=paper.media_type)

    @admin.display(description="项目编号", ordering="project_no")
    def number(self, project: Project) -> str:
        """Return the number."""
        return project.project_no or ""

    @admin.display(description="项目名称", ordering="name")
    def project_name(self, project: Any) -> SafeString:
        """Return the name with the marks that change how it is read."""
        marks = []
        if project.submission > 1:
            marks.append(("", f"第 {project.submission} 次提交"))
        if project.has_unseen_plan_change:
            is_withdrawn = project.plan.status == ProcurementPlan.Status.WITHDRAWN
            marks.append((" tag--warning", "计划已撤回" if is_withdrawn else "计划有变更"))
        tags = format_html_join("", ' <span class="tag{}">{}</span>', marks)
        return format_html('<span class="queue__name">{}</span>{}', project.name, tags)

    @admin.display(description="代理机构", ordering="agency__name")
    def agency_name(self, project: Project) -> str:
        """Return the agency."""
        return project.agency.name

    @admin.display(description="采购人", ordering="purchaser_name")
    def purchaser(self, project: Project) -> str:
        """Return the purchaser."""
        return project.purchaser_name

    @admin.display(description="采购方式", ordering="method")
    def method_name(self, project: Project) -> SafeString:
        """Return the method."""
        return format_html('<span class="nowrap">{}</span>', project.get_method_display())

    @admin.display(description="预算", ordering="budget")
    def budget_short(self, project: Project) -> SafeString:
        """Return the budget as it is spoken of."""
        return format_html('<span class="nowrap">{}</span>', money_short(project.budget))
