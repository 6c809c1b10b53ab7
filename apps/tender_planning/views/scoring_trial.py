"""试算: pretend bids, and what the scheme makes of them. Nothing is stored."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from apps.accounts.permissions import AgencyRequest, agency_staff_only
from apps.tender_planning.forms.scoring_trial import BidFormSet, bid_formset
from apps.tender_planning.models import Sheet
from apps.tender_planning.permissions import lot_of, planning_of
from apps.tender_planning.scoring.evaluation import Evaluation, NotComputable, evaluate
from apps.tender_planning.scoring.facts import SchemeFacts
from apps.tender_planning.selectors.scoring_pages import SchemeSheet, price_limit, scheme_sheet, trial_standards
from apps.tender_planning.views.pages import render_sheet


@agency_staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def scoring_trial(request: AgencyRequest, pk: int, lot_pk: int) -> HttpResponse:
    """Show the table of pretend bids; with bids in it, their ranking."""
    planning = planning_of(request, pk)
    lot = lot_of(planning, lot_pk)
    sheet = scheme_sheet(planning, lot, timezone.now())
    scheme = sheet.stored or SchemeFacts()
    bids = bid_formset(scheme, request.POST if request.method == "POST" else None)
    result = _evaluate(sheet, bids) if sheet.stored and bids.is_bound and bids.is_valid() else None
    context = {
        "lot": lot,
        "scheme": scheme,
        "is_stored": sheet.stored is not None,
        "limit": price_limit(lot),
        "bids": bids,
        "result": result,
    }
    kind = Sheet.Kind.SCORING
    return render_sheet(request, "tender_planning/scoring/trial.html", planning, kind, context)


def _evaluate(sheet: SchemeSheet, bids: BidFormSet) -> Evaluation | None:
    """Return the outcome; None, with the reason above the table, when there is none."""
    assert sheet.stored is not None
    try:
        return evaluate(
            sheet.stored,
            [form.bid() for form in bids.entered_forms()],
            limit=price_limit(sheet.lot),
            standards=trial_standards(sheet.context),
        )
    except NotComputable as refusal:
        bids.non_form_errors().append(str(refusal))
        return None
