"""Taking over a scheme of an earlier tender of the agency, or of another lot."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from apps.acceptance.forms import SearchForm
from apps.acceptance.views.refusals import refusals_told, tell_form_errors
from apps.accounts.permissions import AgencyRequest, agency_staff_only
from apps.core.actors import Actor
from apps.core.paging import BadPage
from apps.tender_planning.forms.checks import RevisionForm
from apps.tender_planning.gates import revision_of
from apps.tender_planning.models import ScoringScheme, Sheet
from apps.tender_planning.permissions import lot_of, planning_of
from apps.tender_planning.selectors.scoring import facts_of, scheme_html, schemes_of
from apps.tender_planning.selectors.scoring_pages import earlier_schemes
from apps.tender_planning.services.scoring import copy_scheme
from apps.tender_planning.views.pages import render_sheet

KIND = Sheet.Kind.SCORING


@agency_staff_only
@require_safe
def sources(request: AgencyRequest, pk: int, lot_pk: int) -> HttpResponse:
    """Show the agency's own schemes, to be searched."""
    planning = planning_of(request, pk)
    lot = lot_of(planning, lot_pk)
    form = SearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    try:
        page = earlier_schemes(request.agency, but=lot, words=words, query=request.GET)
    except BadPage as refusal:
        messages.error(request, str(refusal))
        return redirect("tender_planning:scoring-sources", pk, lot_pk)
    context = {"lot": lot, "form": form, "words": words, "page": page}
    return render_sheet(request, "tender_planning/scoring/sources.html", planning, KIND, context)


@agency_staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def copying(request: AgencyRequest, pk: int, lot_pk: int, source_pk: int) -> HttpResponse:
    """Show a scheme of the agency before it is taken over; take it over."""
    planning = planning_of(request, pk)
    lot = lot_of(planning, lot_pk)
    own = ScoringScheme.objects.of_agency(request.agency).select_related("lot__project")
    source = get_object_or_404(own.prefetch_related("groups", "items"), lot_id=source_pk)
    if request.method != "POST":
        context = {
            "lot": lot,
            "source": source.lot,
            "scheme_html": scheme_html(facts_of(source)),
            "is_stored": lot.pk in schemes_of([lot]),
            "revision": revision_of(planning, KIND, str(lot.pk)),
        }
        return render_sheet(request, "tender_planning/scoring/copying.html", planning, KIND, context)
    form = RevisionForm(request.POST)
    if not form.is_valid():
        tell_form_errors(request, form)
        return redirect("tender_planning:scoring-copy", pk, lot_pk, source_pk)
    with refusals_told(request):
        copy_scheme(
            planning=planning,
            source=source.lot,
            target=lot,
            revision=form.cleaned_data["revision"],
            user=request.user,
            actor=Actor.of_request(request),
            now=timezone.now(),
        )
        messages.success(request, "已复制评分标准，请按本项目的采购需求核对。")
    return redirect("tender_planning:scoring", pk, lot_pk)
