"""The page of one project, from which everything else is reached."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.acceptance import selectors
from apps.acceptance.forms import CancelForm, PaperForm
from apps.acceptance.models import Project
from apps.acceptance.permissions import project_of
from apps.accounts.permissions import AgencyRequest, agency_staff_only


@agency_staff_only
@require_safe
def project_detail(request: AgencyRequest, pk: int) -> HttpResponse:
    """Show where the project stands, what is missing and what can be done."""
    return render_project(request, project_of(request, pk))


def render_project(
    request: AgencyRequest,
    project: Project,
    *,
    paper_form: PaperForm | None = None,
    cancel_form: CancelForm | None = None,
) -> HttpResponse:
    """Show the project's page, with the errors of a form that was just sent from it."""
    return render(
        request,
        "acceptance/project_detail.html",
        {
            "project": project,
            "page": selectors.project_page(project),
            "paper_form": paper_form or PaperForm(),
            "cancel_form": cancel_form or CancelForm(),
        },
    )
