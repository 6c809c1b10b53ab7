"""PDF and DOCX of 招标文件: asking for them, watching them come, fetching them."""

import logging

from django.contrib import messages
from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.accounts.permissions import AgencyRequest, agency_staff_only
from apps.core.actors import Actor
from apps.core.downloads import download
from apps.core.exceptions import DomainError
from apps.core.post_only import post_only
from apps.core.uploads import KINDS
from apps.tender_planning.models import DocumentBuild, Planning, Sheet
from apps.tender_planning.permissions import planning_of
from apps.tender_planning.selectors.documents import recent_builds
from apps.tender_planning.services.builds import request_build
from apps.tender_planning.views.pages import render_sheet

KIND = Sheet.Kind.OUTLINE

logger = logging.getLogger(__name__)


@agency_staff_only
@post_only("tender_planning:document", "pk")
def build_request(request: AgencyRequest, pk: int) -> HttpResponse:
    """Ask for the draft as it stands."""
    planning = planning_of(request, pk)
    try:
        asked = request_build(
            planning=planning, user=request.user, actor=Actor.of_request(request), now=timezone.now()
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("tender_planning:document", pk)
    return redirect("tender_planning:build", pk, asked.pk)


@agency_staff_only
@require_safe
def build(request: AgencyRequest, pk: int, build_pk: int) -> HttpResponse:
    """Show how far a build is, and its files when it is done."""
    planning = planning_of(request, pk)
    shown = _build_of(planning, build_pk)
    context = {"build": shown, "builds": recent_builds(planning)}
    return render_sheet(request, "tender_planning/build.html", planning, KIND, context)


@agency_staff_only
@require_safe
def build_state(request: AgencyRequest, pk: int, build_pk: int) -> JsonResponse:
    """Answer how far a build is; the page asks again until it is finished."""
    shown = _build_of(planning_of(request, pk), build_pk)
    state = {
        "label": shown.get_status_display(),
        "stage": shown.stage,
        "progress": shown.progress,
        "is_finished": shown.is_finished,
    }
    return JsonResponse(state, json_dumps_params={"ensure_ascii": False})


@agency_staff_only
@require_safe
def build_pdf(request: AgencyRequest, pk: int, build_pk: int) -> HttpResponseBase:
    """Send the PDF."""
    planning = planning_of(request, pk)
    shown = _build_of(planning, build_pk)
    return _send(request, planning, shown, shown.pdf, ".pdf")


@agency_staff_only
@require_safe
def build_docx(request: AgencyRequest, pk: int, build_pk: int) -> HttpResponseBase:
    """Send the DOCX."""
    planning = planning_of(request, pk)
    shown = _build_of(planning, build_pk)
    return _send(request, planning, shown, shown.docx, ".docx")


def _build_of(planning: Planning, build_pk: int) -> DocumentBuild:
    builds = planning.builds.select_related("version", "requested_by").defer("content")
    return get_object_or_404(builds, pk=build_pk)


def _send(
    request: AgencyRequest, planning: Planning, shown: DocumentBuild, stored: FieldFile, ending: str
) -> HttpResponseBase:
    if not stored:
        raise Http404("文件还没有生成。")
    of = f"第{shown.version.version}版" if shown.version else "草稿"
    name = f"{planning.project.project_no} {planning.project.name[:60]}（{of}）{ending}"
    media_type, _ = KINDS[ending]
    try:
        return download(stored, name=name, media_type=media_type)
    except FileNotFoundError:
        logger.exception("built file is missing", extra={"build": shown.pk})
        messages.error(request, "没有找到生成的文件，请重新生成；仍有问题的，请联系交易中心。")
        return redirect("tender_planning:build", planning.project_id, shown.pk)
