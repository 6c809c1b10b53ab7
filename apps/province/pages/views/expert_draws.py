"""专家管理 → 专家抽取."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from apps.province.choices import Feed
from apps.province.exceptions import InvalidDocument, NotFound, ProvinceError, SentAlready
from apps.province.models import ExpertDraw
from apps.province.pages.forms.document_errors import add_document_errors
from apps.province.pages.forms.expert_draws import AttendanceForm, DrawForm
from apps.province.pages.forms.filters import WordsForm
from apps.province.pages.paging import page_of
from apps.province.selectors import find_draws, lots_of_plan, lots_of_project, pushed_versions
from apps.province.services import expert_draws
from apps.province.standing import standing_of


@login_required
@require_GET
def draw_list(request: HttpRequest) -> HttpResponse:
    """List the draws, latest change first, names masked."""
    form = WordsForm(request.GET)
    page = page_of(request, find_draws(words=form.cleaned_data["words"] if form.is_valid() else ""))
    return render(request, "province/expert_draws/list.html", {"form": form, "page": page})


@login_required
@require_http_methods(["GET", "POST"])
def draw_create(request: HttpRequest, plan_no: str) -> HttpResponse:
    """Draw experts for a project whose tender announcement is public."""
    lots = lots_of_plan(plan_no)
    if lots is None:
        return redirect("wizard", plan_no=plan_no)
    standing = standing_of(lots)
    if standing.why_no_draw:
        messages.error(request, standing.why_no_draw)
        return redirect("wizard", plan_no=plan_no)
    form = DrawForm(request.POST if request.method == "POST" else None, standing=standing)
    if form.is_valid():
        try:
            draw = expert_draws.draw_experts(
                order=form.order(), form_key=form.cleaned_data["form_key"], now=timezone.now()
            )
        except SentAlready as error:
            messages.info(request, error.message)
            return redirect("draw-detail", draw_no=error.number)
        except InvalidDocument as error:
            add_document_errors(form, error)
        except ProvinceError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "专家已抽取，抽取结果已密封并推送至交易中心。")
            return redirect("draw-detail", draw_no=draw.draw_no)
    context = {"form": form, "standing": standing, "plan_no": plan_no}
    return render(request, "province/expert_draws/form.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def draw_detail(request: HttpRequest, draw_no: str) -> HttpResponse:
    """Show a draw, its names once they are unsealed, and take down who came."""
    draw = get_object_or_404(ExpertDraw, draw_no=draw_no)
    now = timezone.now()
    form = AttendanceForm(request.POST if request.method == "POST" else None, draw=draw)
    if form.is_valid():
        try:
            expert_draws.record_attendance(
                draw_no=draw_no,
                statuses=form.statuses(),
                chair_no=form.cleaned_data["chair"] or None,
                expected_version=form.cleaned_data["version"],
                now=now,
            )
        except NotFound as error:
            raise Http404(error.message) from None
        except InvalidDocument as error:
            add_document_errors(form, error)
        except ProvinceError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "到场情况已登记，新版本已推送至交易中心；更换的专家已自动补抽。")
            return redirect("draw-detail", draw_no=draw_no)
    lots = lots_of_project(draw.payload["project_no"])
    standing = standing_of(lots) if lots else None
    context = {
        "draw": draw,
        "form": form,
        "experts": [(expert, form[f"status-{position}"]) for position, expert in enumerate(draw.payload["experts"])],
        "is_unsealed": standing is not None and standing.is_unsealed(draw, now=now),
        "standing": standing,
        "changes": pushed_versions(Feed.EXPERT_DRAWS, draw_no),
    }
    return render(request, "province/expert_draws/detail.html", context)
