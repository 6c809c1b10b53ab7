"""Completing a project: 基本信息, 受理信息, 标段."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from apps.acceptance import selectors
from apps.acceptance.comparisons import mark_stored, with_stored
from apps.acceptance.differences import Difference
from apps.acceptance.exceptions import Incomplete, PlanChanged
from apps.acceptance.forms import LOT_FACTS, BaseLotFormSet, ProjectForm, lot_formset
from apps.acceptance.models import Lot, Project
from apps.acceptance.permissions import project_of
from apps.acceptance.rules import submission_problems
from apps.acceptance.services.projects import save_and_submit, save_draft
from apps.accounts.permissions import AgencyRequest, agency_staff_only
from apps.core.actors import Actor
from apps.core.exceptions import Refused, StaleState, UnlawfulMove

CHECK_PARAMETER = "check"


@agency_staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def project_edit(request: AgencyRequest, pk: int) -> HttpResponse:
    """Show the draft as a form; store it, and submit it when that button was pressed."""
    project = project_of(request, pk)
    if not project.is_editable:
        messages.warning(request, f"项目{project.get_status_display()}，不能修改。")
        return redirect("acceptance:project-detail", pk)
    if request.method != "POST":
        return _stored(request, project)
    form = ProjectForm(request.POST, project=project)
    lots = lot_formset(request.POST)
    if not all([form.is_valid(), lots.is_valid()]):
        return _page(request, project, form, lots, is_unsaved=True)
    return _store(request, project, form, lots)


def redirect_to_problems(project: Project) -> HttpResponseRedirect:
    """Go to the form, with everything marked that keeps the project from being submitted."""
    return HttpResponseRedirect(f"{reverse('acceptance:project-edit', args=[project.pk])}?{CHECK_PARAMETER}=1")


def _store(request: AgencyRequest, project: Project, form: ProjectForm, lots: BaseLotFormSet) -> HttpResponse:
    wants_submission = "submit" in request.POST
    actor, now = Actor.of_request(request), timezone.now()
    entered: dict[str, Any] = {"revision": form.cleaned_data["revision"], "facts": form.facts(), "lots": lots.facts()}
    try:
        if wants_submission:
            save_and_submit(project=project, user=request.user, actor=actor, now=now, **entered)
        else:
            save_draft(project=project, actor=actor, now=now, **entered)
    except Incomplete:
        messages.info(request, "填写的内容已存为草稿，补充完整后即可提交。")
        return redirect_to_problems(project)
    except Refused as refusal:
        for text in refusal.problems.values():
            lots.non_form_errors().extend(text)
        return _page(request, project, form, lots, is_unsaved=True)
    except StaleState:
        return _overtaken(request, project)
    except (PlanChanged, UnlawfulMove) as refusal:
        messages.error(request, str(refusal))
        return redirect("acceptance:project-detail", project.pk)
    if wants_submission:
        messages.success(request, f"已提交中心审核，项目编号 {project.project_no}。")
        return redirect("acceptance:project-detail", project.pk)
    messages.success(request, "草稿已保存。")
    return redirect("acceptance:project-edit", project.pk)


def _stored(request: AgencyRequest, project: Project) -> HttpResponse:
    """Show what is stored; with `?check`, also what a submission would be refused for."""
    stored_lots = list(project.lots.all())
    form = ProjectForm(project=project)
    lots = lot_formset(initial=[_initial(lot) for lot in stored_lots])
    if CHECK_PARAMETER in request.GET:
        problems = submission_problems(project, stored_lots)
        lots.show_problems({key: texts for key, texts in problems.items() if key.startswith("lots")})
        for name, texts in problems.items():
            if not name.startswith("lots"):
                form.show_problems(name, texts)
    return _page(request, project, form, lots)


def _overtaken(request: AgencyRequest, project: Project) -> HttpResponse:
    """Show what was typed beside what somebody else stored meanwhile; saving again replaces that knowingly."""
    project.refresh_from_db()
    stored_lots = {str(pk) for pk in project.lots.values_list("pk", flat=True)}
    typed = request.POST.copy()
    typed["revision"] = str(project.revision)
    for name in [name for name in typed if name.startswith("lots-") and name.endswith("-id")]:
        # A lot that was removed elsewhere would be entered anew.
        if typed[name] not in stored_lots:
            typed[name] = ""
    form = ProjectForm(typed, project=project)
    lots = lot_formset(typed)
    differences: list[Difference] = []
    # Only a blanked or doubled lot number can make what was valid a moment ago invalid now.
    if all([form.is_valid(), lots.is_valid()]):
        differences = with_stored(project, form, lots)
        mark_stored(project, form, lots)
    return _page(request, project, form, lots, is_unsaved=True, differences=differences, status=409)


def _page(
    request: AgencyRequest,
    project: Project,
    form: ProjectForm,
    lots: BaseLotFormSet,
    *,
    is_unsaved: bool = False,
    differences: list[Difference] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "project": project,
        "form": form,
        "lots": lots,
        "is_unsaved": is_unsaved,
        "differences": differences,
        "last_saving": None if differences is None else selectors.last_saving(project),
        "ruled": selectors.ruled_facts(project),
        "lots_total": selectors.lots_total(project),
        "categories": selectors.filed_categories(project),
    }
    return render(request, "acceptance/project_edit.html", context, status=status)


def _initial(lot: Lot) -> dict[str, object]:
    return {name: getattr(lot, name) for name in ("id", *LOT_FACTS)}
