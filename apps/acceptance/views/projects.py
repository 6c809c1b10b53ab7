"""The list of projects, and entering a new one."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from apps.acceptance import selectors
from apps.acceptance.forms import ProjectListForm, StartForm
from apps.acceptance.models import Project
from apps.acceptance.services.projects import start_project
from apps.accounts.permissions import AgencyRequest, agency_staff_only
from apps.core.actors import Actor
from apps.core.paging import BadPage


@agency_staff_only
@require_safe
def project_list(request: AgencyRequest) -> HttpResponse:
    """Show the agency's projects, and what needs the clerk."""
    form = ProjectListForm(request.GET)
    asked: dict[str, Any] = form.cleaned_data if form.is_valid() else {"q": "", "status": "", "plan": False}
    try:
        page, rows = selectors.project_rows(
            request.agency,
            words=asked["q"],
            status=asked["status"],
            only_plan_changed=asked["plan"],
            query=request.GET,
        )
    except BadPage as refusal:
        messages.error(request, str(refusal))
        return redirect("acceptance:project-list")
    return render(
        request,
        "acceptance/project_list.html",
        {
            "form": form,
            "asked": asked,
            "page": page,
            "rows": rows,
            "desk": selectors.desk_of(request.agency),
            "statuses": Project.Status.choices,
            "caption": _caption(asked),
        },
    )


@agency_staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def project_start(request: AgencyRequest) -> HttpResponse:
    """Ask 是否选择计划; 否 enters a project by hand."""
    form = StartForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "acceptance/project_start.html", {"form": form})
    if form.cleaned_data["from_plan"]:
        return redirect("acceptance:plan-picker")
    project = start_project(
        agency=request.agency, user=request.user, actor=Actor.of_request(request), now=timezone.now()
    )
    return redirect("acceptance:project-edit", project.pk)


def _caption(asked: dict[str, Any]) -> str:
    """Name what the list shows."""
    which = "计划有变更的项目" if asked["plan"] else "全部项目"
    if asked["status"]:
        which = f"{Project.Status(asked['status']).label}的项目"
    return f"{which}中含“{asked['q']}”的" if asked["q"] else which
