"""What is done with a project from its page: submit, cancel, adopt a change of the plan."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from apps.acceptance.exceptions import Incomplete
from apps.acceptance.forms import AdoptForm, CancelForm, RevisionForm
from apps.acceptance.permissions import project_of
from apps.acceptance.services.projects import adopt_plan_change, cancel_project, submit_project
from apps.acceptance.views.detail import render_project
from apps.acceptance.views.editing import redirect_to_problems
from apps.acceptance.views.refusals import refusals_told, tell_form_errors
from apps.accounts.permissions import AgencyRequest, agency_staff_only
from apps.core.actors import Actor
from apps.core.post_only import post_only


@agency_staff_only
@post_only("acceptance:project-detail", "pk")
def project_submit(request: AgencyRequest, pk: int) -> HttpResponse:
    """Submit the stored draft for review."""
    project = project_of(request, pk)
    form = RevisionForm(request.POST)
    if not form.is_valid():
        tell_form_errors(request, form)
        return redirect("acceptance:project-detail", pk)
    try:
        with refusals_told(request, but=(Incomplete,)):
            submit_project(
                project=project,
                revision=form.cleaned_data["revision"],
                user=request.user,
                actor=Actor.of_request(request),
                now=timezone.now(),
            )
            messages.success(request, f"已提交中心审核，项目编号 {project.project_no}。")
    except Incomplete:
        return redirect_to_problems(project)
    return redirect("acceptance:project-detail", pk)


@agency_staff_only
@post_only("acceptance:project-detail", "pk")
def project_cancel(request: AgencyRequest, pk: int) -> HttpResponse:
    """Give the project up."""
    project = project_of(request, pk)
    form = CancelForm(request.POST)
    if not form.is_valid():
        return render_project(request, project, cancel_form=form)
    frees_plan = project.plan_id is not None and not project.is_commission_ended
    with refusals_told(request):
        cancel_project(
            project=project,
            reason=form.cleaned_data["reason"],
            actor=Actor.of_request(request),
            now=timezone.now(),
        )
        messages.success(request, "项目已取消。" + ("所选计划可以重新选择。" if frees_plan else ""))
    return redirect("acceptance:project-detail", pk)


@agency_staff_only
@post_only("acceptance:project-detail", "pk")
def plan_adopt(request: AgencyRequest, pk: int) -> HttpResponse:
    """Take over what the province changed in the plan."""
    project = project_of(request, pk)
    form = AdoptForm(request.POST)
    if not form.is_valid():
        tell_form_errors(request, form)
        return redirect("acceptance:project-detail", pk)
    with refusals_told(request):
        adopt_plan_change(
            project=project,
            revision=form.cleaned_data["revision"],
            plan_version=form.cleaned_data["plan_version"],
            actor=Actor.of_request(request),
            now=timezone.now(),
        )
        messages.success(request, "已采用新版计划，请核对标段后提交。")
    return redirect("acceptance:project-detail", pk)
