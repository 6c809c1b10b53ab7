"""The 品目 catalogue, searched while a code is typed."""

from django.http import JsonResponse
from django.views.decorators.http import require_safe

from apps.acceptance import selectors
from apps.acceptance.forms import SearchForm
from apps.accounts.permissions import AgencyRequest, agency_staff_only


@agency_staff_only
@require_safe
def category_search(request: AgencyRequest) -> JsonResponse:
    """Answer the entries that begin with a code or hold words of a name; nothing for nothing."""
    form = SearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    return JsonResponse({"categories": selectors.found_categories(words)})
