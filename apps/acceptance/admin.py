"""Projects, plans and the 品目 catalogue at the center's site."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Min, OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from apps.acceptance.codes import Kind
from apps.acceptance.models import Category, ProcurementPlan, Project, ProjectVersion
from apps.acceptance.review_filters import (
    EVERYTHING,
    QUEUE,
    AgencyFilter,
    MethodFilter,
    PlanChangeFilter,
    ProjectTabs,
    is_narrowed,
)
from apps.acceptance.review_forms import COMMON_REASONS, AcceptForm, PlanChangeForm, ReturnForm
from apps.acceptance.review_selectors import plan_page, review_page, submitted_paper
from apps.acceptance.services.inspection import note_paper_opened
from apps.acceptance.services.reviews import accept_project, acknowledge_plan_change, return_project
from apps.accounts.center_cells import moment_cell, status_cell, waited_cell
from apps.accounts.center_site import CenterModelAdmin, CenterPageAdmin, Desk, desk, has_role, person
from apps.accounts.models import Role
from apps.core.actors import Actor
from apps.core.downloads import download
from apps.core.exceptions import DomainError, StaleState, UnlawfulMove
from apps.core.post_only import post_only
from apps.core.templatetags.ui import money_short

# Administrators keep users and catalogues and take no part in business: they do not read it either.
READERS = frozenset({Role.CENTER_REVIEWER, Role.SUPERVISOR})
DECIDERS = frozenset({Role.CENTER_REVIEWER})
DONE = {
    AcceptForm: "已受理。",
    ReturnForm: "已退回代理机构。",
    PlanChangeForm: "的计划变更已核对。",
}

# 政府采购品目分类目录: a letter for the kind, then digits, two for each level.
CODE_SHAPE = re.compile(r"[ABC]\d{2,11}")
# Where acts go back to.
REVIEW_PAGE = "admin:acceptance_project_change"
KIND_OF_LETTER = {"A": Kind.GOODS, "B": Kind.WORKS, "C": Kind.SERVICES}


def projects_url(**parameters: str) -> str:
    """Return the address of the list of projects, narrowed."""
    return f"{reverse('admin:acceptance_project_changelist')}?{urlencode(parameters)}"


@desk
def waiting_projects(request: HttpRequest, now: datetime) -> Desk | None:
    """Count what waits for a decision."""
    if not has_role(request, READERS):
        return None
    waiting = Project.objects.awaiting_review().aggregate(count=Count("pk"), oldest=Min("submitted_at"))
    return Desk(
        title="待审核项目",
        count=waiting["count"],
        url=projects_url(tab=QUEUE),
        oldest_at=waiting["oldest"],
        note="" if waiting["count"] else "目前没有待审核的项目",
        tone="" if waiting["count"] else "quiet",
    )


@desk
def changed_plans(request: HttpRequest, now: datetime) -> Desk | None:
    """Count projects whose plan the province changed since somebody looked."""
    if not has_role(request, READERS):
        return None
    count = Project.objects.with_unseen_plan_change().filter(submitted_at__isnull=False).count()
    return Desk(
        title="计划有变更的项目",
        count=count,
        url=projects_url(tab=EVERYTHING, plan_change="unseen"),
        note="省采购系统在选用后更新或撤回了计划" if count else "采购计划没有未核对的变更",
        tone="warning" if count else "quiet",
    )


@admin.register(Project)
class ProjectAdmin(CenterPageAdmin):
    """The approval queue, and the page on which a project is judged."""

    viewers = READERS
    menu_position = 10
    page_template = "center/review.html"
    change_list_template = "center/project_list.html"
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

    def get_ordering(self, request: HttpRequest) -> Any:
        """Return the longest waiting first in the queue, the newest first elsewhere."""
        return ["submitted_at", "pk"] if ProjectTabs.is_first(request) else ["-submitted_at", "-pk"]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Show the list; an empty one says what there is none of."""
        tab = ProjectTabs.chosen(request)
        empty = {"is_narrowed": is_narrowed(request), "tab": tab, "tab_label": ProjectTabs.options[tab].label}
        return super().changelist_view(request, {**empty, **(extra_context or {})})

    def get_urls(self) -> list[URLPattern]:
        """Add the acts and the papers."""
        guarded = self.admin_site.admin_view
        acts = [
            path("<int:pk>/accept/", guarded(self.accept_view), name="acceptance_project_accept"),
            path("<int:pk>/return/", guarded(self.return_view), name="acceptance_project_return"),
            path("<int:pk>/plan-change/", guarded(self.plan_change_view), name="acceptance_project_plan_change"),
            path("<int:pk>/papers/<str:sm3>/", guarded(self.paper_view), name="acceptance_project_paper"),
        ]
        return [*acts, *super().get_urls()]

    def page_context(self, request: HttpRequest, record: Project) -> dict[str, Any]:
        """Return everything to judge the project by, and the forms of the acts."""
        page = review_page(record)
        return {
            "page": page,
            "may_decide": has_role(request, DECIDERS),
            "return_form": ReturnForm(initial={"version": page.version.version}),
            "common_reasons": COMMON_REASONS,
        }

    @method_decorator(post_only(REVIEW_PAGE, "pk"))
    def accept_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """受理."""
        form = AcceptForm(request.POST)
        return self._act(
            request,
            pk,
            form,
            lambda by: accept_project(**by, reviewer=person(request), version=form.cleaned_data["version"]),
        )

    @method_decorator(post_only(REVIEW_PAGE, "pk"))
    def return_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """退回."""
        form = ReturnForm(request.POST)
        return self._act(
            request,
            pk,
            form,
            lambda by: return_project(
                **by,
                reviewer=person(request),
                version=form.cleaned_data["version"],
                reason=form.cleaned_data["reason"],
            ),
        )

    @method_decorator(post_only(REVIEW_PAGE, "pk"))
    def plan_change_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """已核对 a change of the plan of an accepted project."""
        form = PlanChangeForm(request.POST)

        def acknowledge(by: dict[str, Any]) -> None:
            if by["project"].status != Project.Status.ACCEPTED or not by["project"].has_unseen_plan_change:
                raise StaleState("没有待核对的计划变更，可能已由其他审核人员核对。")
            acknowledge_plan_change(**by, plan_version=form.cleaned_data["plan_version"])

        return self._act(request, pk, form, acknowledge)

    @method_decorator(require_safe)
    def paper_view(self, request: HttpRequest, pk: int, sm3: str) -> HttpResponseBase:
        """Hand out a submitted paper, and note who took it."""
        project = self.get_record(request, str(pk))
        paper = submitted_paper(project, sm3)
        if paper is None or not paper.file.storage.exists(str(paper.file.name)):
            raise Http404("没有这份材料。")
        note_paper_opened(paper=paper, actor=Actor.of_request(request), now=timezone.now())
        return download(paper.file, name=paper.name, media_type=paper.media_type)

    def _act(
        self, request: HttpRequest, pk: int, form: forms.Form, perform: Callable[[dict[str, Any]], object]
    ) -> HttpResponse:
        """Do one act for a reviewer; what stands in its way is said on the page as it is now.

        The role is asked again at every act: it may have been taken away since the page was opened.
        """
        if not has_role(request, DECIDERS):
            raise PermissionDenied("只有中心业务科室的审核人员可以办理。")
        project = self.get_record(request, str(pk))
        if not form.is_valid():
            return self._refuse(request, pk, form, "提交的内容不完整，请补充后再提交。", status=400)
        try:
            perform({"project": project, "actor": Actor.of_request(request), "now": timezone.now()})
        except UnlawfulMove:
            return self._refuse(request, pk, form, "该项目不在待审核状态，无需再办理。", status=409)
        except DomainError as error:
            return self._refuse(request, pk, form, str(error), status=409)
        messages.success(request, f"{project.project_no} {DONE[type(form)]}")
        return HttpResponseRedirect(projects_url(tab=QUEUE))

    def _refuse(self, request: HttpRequest, pk: int, form: forms.Form, refusal: str, *, status: int) -> HttpResponse:
        # Read again: the project in hand may have been changed by whoever was faster.
        project = self.get_record(request, str(pk))
        context: dict[str, Any] = {"refusal": refusal, "is_decision_refused": isinstance(form, AcceptForm)}
        if isinstance(form, ReturnForm):
            # What was typed is kept, but for the version that the page shows now.
            form.data = {**form.data, "reason": form.data.get("reason", ""), "version": project.submission}
            context["return_form"] = form
        return self.render_page(request, project, status=status, extra_context=context)

    def get_list_display(self, request: HttpRequest) -> Any:
        """Show how long it waits in the queue, and what became of it elsewhere."""
        first, last = ("waiting_time", None) if ProjectTabs.is_first(request) else ("state", "submitted")
        return [name for name in (first, *self.list_display, last) if name]

    @admin.display(description="已等待", ordering="submitted_at")
    def waiting_time(self, project: Project) -> SafeString:
        """Return how long the project has been waiting, and since when."""
        assert project.submitted_at is not None
        return waited_cell(project.submitted_at, timezone.now(), "提交")

    @admin.display(description="状态", ordering="status")
    def state(self, project: Project) -> SafeString:
        """Return the status."""
        return status_cell(project)

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

    @admin.display(description="提交时间", ordering="submitted_at")
    def submitted(self, project: Project) -> SafeString:
        """Return when the project was submitted last."""
        return moment_cell(project.submitted_at)


@admin.register(ProcurementPlan)
class ProcurementPlanAdmin(CenterPageAdmin):
    """Plans as the province told them; nobody here changes them."""

    viewers = READERS
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


class CategoryForm(forms.ModelForm[Category]):
    """A 品目 whose code says what kind of thing it is."""

    class Meta:
        model = Category
        fields = ["scheme", "code", "name", "kind", "is_active"]

    def clean_code(self) -> str:
        """Refuse what is not a code of the catalogue."""
        code: str = self.cleaned_data["code"].strip().upper()
        if not CODE_SHAPE.fullmatch(code):
            raise forms.ValidationError("品目编码应为一个字母（A 货物、B 工程、C 服务）加 2 至 11 位数字。")
        return code

    def clean(self) -> dict[str, Any]:
        """Refuse a kind that the code's letter contradicts."""
        entered = super().clean() or self.cleaned_data
        code = entered.get("code") or self.instance.code
        kind = entered.get("kind")
        if code and kind and KIND_OF_LETTER[code[0]] != kind:
            self.add_error("kind", f"编码以 {code[0]} 开头的品目属于“{Kind(KIND_OF_LETTER[code[0]]).label}”。")
        return entered


@admin.register(Category)
class CategoryAdmin(CenterModelAdmin):
    """The catalogue, kept by the administrators."""

    editors = frozenset({Role.CENTER_ADMINISTRATOR})
    menu_position = 20
    form = CategoryForm
    list_display = ["code", "name", "kind", "scheme", "is_active"]
    list_filter = ["kind", "is_active", "scheme"]
    search_fields = ["code", "name"]
    search_help_text = "品目编码、品目名称"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Keep the code of an entry: lots, plans and frozen versions name it."""
        return [] if obj is None else ["scheme", "code"]
