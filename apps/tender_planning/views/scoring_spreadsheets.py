"""A scheme as a workbook, out and in."""

from pathlib import PurePath

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from apps.accounts.permissions import AgencyRequest, agency_staff_only
from apps.core.post_only import post_only
from apps.core.uploads import KINDS, UploadRefused, inspect
from apps.tender_planning.forms.scoring_trial import WorkbookForm
from apps.tender_planning.gates import closed_because
from apps.tender_planning.models import Sheet
from apps.tender_planning.permissions import lot_of, planning_of
from apps.tender_planning.scoring.facts import SchemeFacts
from apps.tender_planning.scoring.spreadsheet_export import write_scheme
from apps.tender_planning.scoring.spreadsheet_import import SpreadsheetRefused, read_scheme
from apps.tender_planning.selectors.scoring_pages import scheme_sheet
from apps.tender_planning.views.scoring import show_scheme

KIND = Sheet.Kind.SCORING
ENDING = ".xlsx"
LONGEST_NAME = 60


@agency_staff_only
@require_safe
def scoring_export(request: AgencyRequest, pk: int, lot_pk: int) -> HttpResponse:
    """Send the stored scheme as a workbook; before there is one, the table to fill in."""
    planning = planning_of(request, pk)
    lot = lot_of(planning, lot_pk)
    sheet = scheme_sheet(planning, lot, timezone.now())
    title = f"{planning.project.name} 标段 {lot.lot_no} 评分标准"
    response = HttpResponse(write_scheme(sheet.shown, title=title), content_type=KINDS[ENDING][0])
    name = f"评分标准-{planning.project.project_no or ''}-{lot.lot_no}"[:LONGEST_NAME].replace("/", "-")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{name}{ENDING}") or ""
    response["X-Content-Type-Options"] = "nosniff"
    return response


@agency_staff_only
@post_only("tender_planning:scoring", "pk", "lot_pk")
def scoring_import(request: AgencyRequest, pk: int, lot_pk: int) -> HttpResponse:
    """Show what a workbook holds in the form, unsaved: nothing is replaced before somebody has looked at it."""
    planning = planning_of(request, pk)
    lot = lot_of(planning, lot_pk)
    if reason := closed_because(planning, KIND):
        messages.error(request, reason)
        return redirect("tender_planning:scoring", pk, lot_pk)
    form = WorkbookForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["file"])))
        return redirect("tender_planning:scoring", pk, lot_pk)
    try:
        imported = _read(form.cleaned_data["file"])
    except SpreadsheetRefused as refusal:
        for problem in refusal.problems:
            messages.error(request, problem)
        return redirect("tender_planning:scoring", pk, lot_pk)
    except UploadRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("tender_planning:scoring", pk, lot_pk)
    return show_scheme(request, planning, lot, timezone.now(), imported=imported)


def _read(upload: UploadedFile[bytes]) -> SchemeFacts:
    if PurePath(upload.name or "").suffix.lower() != ENDING:
        raise UploadRefused("请选择 Excel 工作簿（.xlsx）。")
    inspect(upload)
    assert upload.file is not None
    return read_scheme(upload.file)
