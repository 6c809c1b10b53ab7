"""Files that are handed out with 招标文件: attaching, removing and fetching them."""

import logging

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.acceptance.views.refusals import refusals_told
from apps.accounts.permissions import AgencyRequest, agency_staff_only
from apps.core.actors import Actor
from apps.core.downloads import download
from apps.core.exceptions import Refused
from apps.core.post_only import post_only
from apps.core.uploads import UploadRefused
from apps.tender_planning.documents.assembling import document_of
from apps.tender_planning.forms.documents import FileForm
from apps.tender_planning.models import DocumentFile
from apps.tender_planning.permissions import planning_of
from apps.tender_planning.selectors.documents import outline_page
from apps.tender_planning.services.document_files import attach_file, remove_file
from apps.tender_planning.views.documents import render_outline

PAGE = "tender_planning:document"

logger = logging.getLogger(__name__)


@agency_staff_only
@post_only(PAGE, "pk")
def file_attach(request: AgencyRequest, pk: int) -> HttpResponse:
    """Attach a file."""
    planning = planning_of(request, pk)
    document = document_of(planning)
    if document is None:
        messages.info(request, "请先按模板建立文件。")
        return redirect(PAGE, pk)
    # The lock is taken on the row in hand.
    document.planning = planning
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return render_outline(request, planning, outline_page(planning), file_form=form)
    try:
        with refusals_told(request, but=(UploadRefused, Refused)):
            attached = attach_file(
                document=document,
                upload=form.cleaned_data["file"],
                actor=Actor.of_request(request),
                now=timezone.now(),
            )
            messages.success(request, f"已上传附件：{attached.name}")
    except (UploadRefused, Refused) as refusal:
        form.add_error("file", str(refusal))
        return render_outline(request, planning, outline_page(planning), file_form=form)
    return redirect(PAGE, pk)


@agency_staff_only
@post_only(PAGE, "pk")
def file_remove(request: AgencyRequest, pk: int, file_pk: int) -> HttpResponse:
    """Take a file off the document."""
    planning = planning_of(request, pk)
    attached = _files(planning.pk).filter(pk=file_pk).first()
    if attached is None:
        messages.info(request, "这份附件已经移除。")
        return redirect(PAGE, pk)
    with refusals_told(request):
        remove_file(attached=attached, actor=Actor.of_request(request), now=timezone.now())
        messages.success(request, f"已移除：{attached.name}")
    return redirect(PAGE, pk)


@agency_staff_only
@require_safe
def file_download(request: AgencyRequest, pk: int, file_pk: int) -> HttpResponseBase:
    """Send a file to the clerk's own machine."""
    planning = planning_of(request, pk)
    attached = get_object_or_404(_files(planning.pk), pk=file_pk)
    try:
        return download(attached.file, name=attached.name, media_type=attached.media_type)
    except FileNotFoundError:
        logger.exception("stored file is missing", extra={"file": attached.pk})
        messages.error(request, f"没有找到“{attached.name}”的文件，请联系交易中心。")
        return redirect(PAGE, pk)


def _files(planning_pk: int) -> QuerySet[DocumentFile]:
    files = DocumentFile.objects.select_related("document__planning__project")
    return files.filter(document__planning=planning_pk)
