"""计划管理 → 采购计划备案."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.province.choices import Feed, TradingCenter
from apps.province.exceptions import InvalidDocument, NotFound, ProvinceError
from apps.province.models import Plan
from apps.province.pages.forms.document_errors import add_document_errors
from apps.province.pages.forms.filters import PlanFilterForm
from apps.province.pages.forms.plans import PlanEditor
from apps.province.pages.paging import page_of
from apps.province.pages.versions import posted_version
from apps.province.selectors import find_plans, lots_of_plan, pushed_versions
from apps.province.services import plans


@login_required
@require_GET
def plan_list(request: HttpRequest) -> HttpResponse:
    """List the plans, newest number first."""
    form = PlanFilterForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {"words": "", "status": ""}
    page = page_of(request, find_plans(words=wanted["words"], status=wanted["status"]))
    return render(request, "province/plans/list.html", {"form": form, "page": page})


@login_required
@require_GET
def plan_detail(request: HttpRequest, plan_no: str) -> HttpResponse:
    """Show a plan with what of it went to the trading center."""
    plan = get_object_or_404(Plan, plan_no=plan_no)
    context = {
        "plan": plan,
        "items": plan.lines(),
        "changes": pushed_versions(Feed.PLANS, plan_no),
        "lots": lots_of_plan(plan_no),
    }
    return render(request, "province/plans/detail.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def plan_create(request: HttpRequest) -> HttpResponse:
    """增加: fill in a plan, and keep it as a draft or file it."""
    editor = PlanEditor(data=request.POST if request.method == "POST" else None)
    if request.method == "POST" and editor.is_valid():
        save = plans.file_new_plan if request.POST.get("act") == "file" else plans.create_draft
        try:
            plan = save(filing=editor.filing(handler=_officer(request)), now=timezone.now())
        except InvalidDocument as error:
            add_document_errors(editor.form, error)
        else:
            return _saved(request, plan)
    return render(request, "province/plans/form.html", {"editor": editor, "plan": None})


@login_required
@require_http_methods(["GET", "POST"])
def plan_edit(request: HttpRequest, plan_no: str) -> HttpResponse:
    """Change a plan; a filed one goes out again at once."""
    plan = get_object_or_404(Plan, plan_no=plan_no)
    if request.method == "POST":
        editor = PlanEditor(data=request.POST, plan=plan)
        if editor.is_valid():
            try:
                plan = plans.revise_plan(
                    plan_no=plan_no,
                    filing=editor.filing(handler=_officer(request)),
                    expected_version=editor.expected_version,
                    now=timezone.now(),
                )
            except InvalidDocument as error:
                add_document_errors(editor.form, error)
            except ProvinceError as error:
                editor.form.add_error(None, error.message)
            else:
                return _saved(request, plan)
    else:
        editor = PlanEditor(plan=plan)
    return render(request, "province/plans/form.html", {"editor": editor, "plan": plan})


@login_required
@require_POST
def plan_file(request: HttpRequest, plan_no: str) -> HttpResponse:
    """备案."""
    return _act(request, plan_no, plans.file_plan, "采购计划 {} 已备案。")


@login_required
@require_POST
def plan_withdraw(request: HttpRequest, plan_no: str) -> HttpResponse:
    """撤回."""
    return _act(request, plan_no, plans.withdraw_plan, "采购计划 {} 已撤回。")


def _officer(request: HttpRequest) -> str:
    """Return the name by which the signed-in officer signs."""
    return str(getattr(request.user, "first_name", "") or request.user.get_username())


def _saved(request: HttpRequest, plan: Plan) -> HttpResponse:
    if plan.is_for_the_platform:
        center = TradingCenter(plan.trading_center).label
        messages.success(request, f"采购计划 {plan.plan_no} 已备案，并推送至{center}。")
    elif plan.status == Plan.Status.FILED:
        messages.success(request, f"采购计划 {plan.plan_no} 已备案。该计划不需要推送至交易中心。")
    else:
        messages.success(request, f"采购计划 {plan.plan_no} 已存为草稿。")
    return redirect("plan-detail", plan_no=plan.plan_no)


def _act(request: HttpRequest, plan_no: str, act: Callable[..., Plan], done: str) -> HttpResponse:
    try:
        act(plan_no=plan_no, expected_version=posted_version(request), now=timezone.now())
    except NotFound as error:
        raise Http404(error.message) from None
    except ProvinceError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, done.format(plan_no))
    return redirect("plan-detail", plan_no=plan_no)
