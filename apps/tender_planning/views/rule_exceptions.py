"""例外说明: breaches that the law lets a named person answer for."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from apps.acceptance.views.refusals import refusals_told
from apps.accounts.permissions import AgencyRequest, agency_staff_only
from apps.core.actors import Actor
from apps.core.exceptions import DomainError, Refused
from apps.core.post_only import post_only
from apps.tender_planning.forms.rule_exceptions import BreachForm, ExceptionForm
from apps.tender_planning.permissions import planning_of
from apps.tender_planning.rules.book import load_rule_book
from apps.tender_planning.selectors.rule_exceptions import exceptions_page
from apps.tender_planning.services.rule_exceptions import enter_exception, take_back_exception
from apps.tender_planning.views.pages import render_page

PAGE = "tender_planning:exceptions"
TEMPLATE = "tender_planning/exceptions.html"


@agency_staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def exceptions(request: AgencyRequest, pk: int) -> HttpResponse:
    """List the exceptions; with a breach in the address, ask for the words and store them."""
    planning = planning_of(request, pk)
    now = timezone.now()
    rules = load_rule_book(timezone.localdate(now))
    if request.method != "POST":
        breach = BreachForm(request.GET)
        form = ExceptionForm(initial=breach.cleaned_data) if breach.is_valid() else None
        return render_page(request, TEMPLATE, planning, exceptions_page(planning, rules, form, now))
    form = ExceptionForm(request.POST)
    if not form.is_valid():
        return render_page(request, TEMPLATE, planning, exceptions_page(planning, rules, form, now))
    try:
        enter_exception(
            planning=planning,
            rules=rules,
            **form.cleaned_data,
            user=request.user,
            actor=Actor.of_request(request),
            now=now,
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render_page(request, TEMPLATE, planning, exceptions_page(planning, rules, form, now))
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect(PAGE, pk)
    messages.success(request, "例外说明已保存，将随招标文件版本一并固定。")
    return redirect(PAGE, pk)


@agency_staff_only
@post_only(PAGE, "pk")
def exception_take_back(request: AgencyRequest, pk: int, exception_pk: int) -> HttpResponse:
    """Take an exception back."""
    planning = planning_of(request, pk)
    with refusals_told(request):
        take_back_exception(
            planning=planning, exception_pk=exception_pk, actor=Actor.of_request(request), now=timezone.now()
        )
        messages.success(request, "例外说明已撤回。")
    return redirect(PAGE, pk)
