"""选择计划: the picker."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.acceptance import selectors
from apps.acceptance.exceptions import PlanNotOpen
from apps.acceptance.forms import PickForm, SearchForm
from apps.acceptance.rules import MOST_LOTS
from apps.acceptance.services.projects import pick_plan
from apps.accounts.permissions import AgencyRequest, agency_staff_only
from apps.core.actors import Actor
from apps.core.paging import BadPage
from apps.core.post_only import post_only


@agency_staff_only
@require_safe
def plan_picker(request: AgencyRequest) -> HttpResponse:
    """Show the plans that the agency may pick."""
    form = SearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    try:
        page, rows = selectors.open_plans(request.agency, words=words, query=request.GET)
    except BadPage as refusal:
        messages.error(request, str(refusal))
        return redirect("acceptance:plan-picker")
    return render(request, "acceptance/plan_picker.html", {"form": form, "words": words, "page": page, "rows": rows})


@agency_staff_only
@post_only("acceptance:plan-picker")
def plan_pick(request: AgencyRequest) -> HttpResponse:
    """Enter a project from the plan and open it for completion."""
    form = PickForm(request.POST)
    if not form.is_valid():
        messages.error(request, "没有收到计划编号，请重新选择。")
        return redirect("acceptance:plan-picker")
    plan_no = form.cleaned_data["plan_no"]
    try:
        project = pick_plan(
            plan_no=plan_no,
            agency=request.agency,
            user=request.user,
            actor=Actor.of_request(request),
            now=timezone.now(),
        )
    except PlanNotOpen as refusal:
        # Pressed twice, or a colleague was faster: what the clerk wanted is there.
        ours = selectors.project_from_plan(request.agency, plan_no)
        if ours is not None:
            messages.info(request, f"计划 {plan_no} 已由本机构选用，这是据此登记的项目。")
            return redirect("acceptance:project-detail", ours.pk)
        messages.error(request, str(refusal))
        return redirect("acceptance:plan-picker")
    messages.success(request, f"已选择计划 {plan_no}，项目基本信息已带入，请完善受理信息和标段。")
    if not project.lots.exists():
        messages.warning(request, f"没有带入标段：计划没有明细，或明细超过 {MOST_LOTS} 项，请按实际分包填写标段。")
    return redirect("acceptance:project-edit", project.pk)
