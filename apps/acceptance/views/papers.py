"""附件材料: attaching, removing and fetching papers."""

import logging

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.acceptance.codes import PaperKind
from apps.acceptance.forms import PaperForm
from apps.acceptance.permissions import project_of
from apps.acceptance.services.papers import attach_paper, remove_paper
from apps.acceptance.views.detail import render_project
from apps.acceptance.views.refusals import refusals_told
from apps.accounts.permissions import AgencyRequest, agency_staff_only
from apps.core.actors import Actor
from apps.core.downloads import download
from apps.core.exceptions import Refused
from apps.core.post_only import post_only
from apps.core.uploads import UploadRefused

logger = logging.getLogger(__name__)


@agency_staff_only
@post_only("acceptance:project-detail", "pk")
def paper_attach(request: AgencyRequest, pk: int) -> HttpResponse:
    """Attach a paper."""
    project = project_of(request, pk)
    form = PaperForm(request.POST, request.FILES)
    if not form.is_valid():
        return render_project(request, project, paper_form=form)
    try:
        with refusals_told(request, but=(UploadRefused, Refused)):
            paper = attach_paper(
                project=project,
                kind=PaperKind(form.cleaned_data["kind"]),
                upload=form.cleaned_data["file"],
                actor=Actor.of_request(request),
                now=timezone.now(),
            )
            messages.success(request, f"已上传{paper.get_kind_display()}：{paper.name}")
    except (UploadRefused, Refused) as refusal:
        form.add_error("file", str(refusal))
        return render_project(request, project, paper_form=form)
    return redirect("acceptance:project-detail", pk)


@agency_staff_only
@post_only("acceptance:project-detail", "pk")
def paper_remove(request: AgencyRequest, pk: int, paper_pk: int) -> HttpResponse:
    """Take a paper off the project."""
    project = project_of(request, pk)
    paper = project.papers.filter(pk=paper_pk).first()
    if paper is None:
        messages.info(request, "这份材料已经移除。")
        return redirect("acceptance:project-detail", pk)
    with refusals_told(request):
        remove_paper(paper=paper, actor=Actor.of_request(request), now=timezone.now())
        messages.success(request, f"已移除：{paper.name}")
    return redirect("acceptance:project-detail", pk)


@agency_staff_only
@require_safe
def paper_download(request: AgencyRequest, pk: int, paper_pk: int) -> HttpResponseBase:
    """Send a paper to the clerk's own machine."""
    paper = get_object_or_404(project_of(request, pk).papers, pk=paper_pk)
    try:
        return download(paper.file, name=paper.name, media_type=paper.media_type)
    except FileNotFoundError:
        logger.exception("stored paper is missing", extra={"paper": paper.pk})
        messages.error(request, f"没有找到“{paper.name}”的文件，请联系交易中心。")
        return redirect("acceptance:project-detail", pk)
