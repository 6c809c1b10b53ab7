"""附件 of a draft: adding, removing and fetching its files."""

import logging

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.acceptance.views.refusals import refusals_told
from apps.accounts.permissions import AgencyRequest, agency_staff_only
from apps.announcements.drafts.forms.acts import FileForm
from apps.announcements.drafts.forms.sheets import sheet_of
from apps.announcements.drafts.views import PAGE, render_draft
from apps.announcements.models import AnnouncementDraft
from apps.announcements.permissions import draft_of
from apps.announcements.selectors.drafting import about_draft
from apps.announcements.services.draft_files import attach_file, remove_file
from apps.core.actors import Actor
from apps.core.downloads import download
from apps.core.exceptions import Refused
from apps.core.post_only import post_only
from apps.core.uploads import UploadRefused

logger = logging.getLogger(__name__)


@agency_staff_only
@post_only(PAGE, "pk", "draft_pk")
def file_attach(request: AgencyRequest, pk: int, draft_pk: int) -> HttpResponse:
    """Add a file to a draft."""
    record, form = draft_of(request, pk, draft_pk), FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page_with(request, record, form)
    try:
        with refusals_told(request, but=(UploadRefused, Refused)):
            attached = attach_file(
                draft=record,
                upload=form.cleaned_data["file"],
                user=request.user,
                actor=Actor.of_request(request),
                now=timezone.now(),
            )
            messages.success(request, f"已上传附件：{attached.name}")
    except (UploadRefused, Refused) as refusal:
        form.add_error("file", str(refusal))
        return _page_with(request, record, form)
    return redirect(PAGE, pk, draft_pk)


@agency_staff_only
@post_only(PAGE, "pk", "draft_pk")
def file_remove(request: AgencyRequest, pk: int, draft_pk: int, file_pk: int) -> HttpResponse:
    """Take a file off a draft."""
    attached = draft_of(request, pk, draft_pk).files.filter(pk=file_pk).first()
    if attached is None:
        messages.info(request, "这份附件已经移除。")
        return redirect(PAGE, pk, draft_pk)
    with refusals_told(request):
        remove_file(attached=attached, actor=Actor.of_request(request), now=timezone.now())
        messages.success(request, f"已移除：{attached.name}")
    return redirect(PAGE, pk, draft_pk)


@agency_staff_only
@require_safe
def file_download(request: AgencyRequest, pk: int, draft_pk: int, file_pk: int) -> HttpResponseBase:
    """Send a file to the clerk's own machine."""
    attached = get_object_or_404(draft_of(request, pk, draft_pk).files, pk=file_pk)
    try:
        return download(attached.file, name=attached.name, media_type=attached.media_type)
    except FileNotFoundError:
        logger.exception("stored file is missing", extra={"file": attached.pk})
        messages.error(request, f"没有找到“{attached.name}”的文件，请联系交易中心。")
        return redirect(PAGE, pk, draft_pk)


def _page_with(request: AgencyRequest, record: AnnouncementDraft, form: FileForm) -> HttpResponse:
    """Show the draft as it is stored, with what is wrong with the upload."""
    now = timezone.now()
    sheet = sheet_of(record, about_draft(record, now=now))
    return render_draft(request, record, sheet, now, extra={"file_form": form}, status=400)
