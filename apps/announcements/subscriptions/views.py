"""Pages of e-mail subscriptions: asking for one, confirming, ending, seeing all of one's own.

Whoever follows a link from a mail has no session and often no cookie; the link itself is the proof, so those pages
are exempt from the CSRF check. A GET changes nothing anywhere: mail programs open links to look at them.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from apps.announcements.models import Subscription
from apps.announcements.selectors.subscriptions import subscriptions_beside
from apps.announcements.services.subscriptions import (
    TooManyRequests,
    ask_management,
    ask_subscription,
    confirm_subscription,
    end_subscription,
)
from apps.announcements.subscriptions.asked import SubscribedFilterForm, canonical_filters, facts_of
from apps.announcements.subscriptions.forms import AddressForm, SubscriptionForm
from apps.announcements.subscriptions.tokens import Purpose, holder_of
from apps.core.client_address import client_address
from apps.core.exceptions import DomainError

Arguments = ParamSpec("Arguments")
View = Callable[Concatenate[HttpRequest, Arguments], HttpResponse]

PAGES = "announcements/subscriptions"


def private_page(view: View[Arguments]) -> View[Arguments]:
    """Serve `view` to one reader: nobody stores it and no search engine lists it."""

    @wraps(view)
    def private(request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponse:
        # Clerks who are signed in subscribe like everybody else: nothing here looks at a session.
        request.user = AnonymousUser()
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return never_cache(private)


def linked_page(view: View[Arguments]) -> View[Arguments]:
    """Serve `view` to whoever holds the link, which is not told to any other page, not even to ours."""

    @wraps(view)
    def linked(request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Referrer-Policy"] = "no-referrer"
        return response

    # Mail programs post without ever having had a cookie of ours (RFC 8058). Nothing is lost by that: the link itself
    # is the proof, and who could forge the request would have to know it.
    return csrf_exempt(require_http_methods(["GET", "HEAD", "POST"])(private_page(linked)))


def needs_mail(view: View[Arguments]) -> View[Arguments]:
    """Say that there are no subscriptions where the platform has no mail server."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponse:
        if not settings.SENDS_MAIL:
            return render(request, f"{PAGES}/closed.html", status=404)
        return view(request, *args, **kwargs)

    return guarded


@private_page
@needs_mail
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Say what would be subscribed, and take the address; the filters are those of the search, in the address."""
    asked_for = SubscribedFilterForm(request.GET)
    if not asked_for.is_valid():
        back_url = f"{reverse('announcements:search')}?{request.GET.urlencode()}"
        return render(request, f"{PAGES}/wrong.html", {"form": asked_for, "back_url": back_url}, status=400)
    filters = canonical_filters(asked_for.cleaned_data)
    form = SubscriptionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            ask_subscription(
                address=form.cleaned_data["address"],
                filters=filters,
                frequency=form.cleaned_data["frequency"],
                client=client_address(request),
                now=timezone.now(),
            )
        except TooManyRequests as refusal:
            form.add_error(None, str(refusal))
            return _new_page(request, form, filters, status=429)
        return redirect("subscriptions:asked")
    return _new_page(request, form, filters)


@private_page
@needs_mail
@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """Say what happens next; the same to everybody."""
    return render(request, f"{PAGES}/asked.html")


@linked_page
def confirm(request: HttpRequest, pk: int, secret: str) -> HttpResponse:
    """Ask whoever reads the mail whether it was they, and confirm when the button is pressed."""
    now = timezone.now()
    subscription = holder_of(pk, secret, Purpose.CONFIRM, now=now)
    if subscription is None:
        return _dead_link(request)
    context = _words(subscription)
    if request.method == "POST":
        try:
            confirm_subscription(subscription=subscription, now=now)
        except DomainError:
            return _dead_link(request)
        return render(request, f"{PAGES}/confirmed.html", context)
    return render(request, f"{PAGES}/confirm.html", context)


@linked_page
def unsubscribe(request: HttpRequest, pk: int, secret: str) -> HttpResponse:
    """Ask, and end the subscription when the button is pressed: here, or in the mail program (RFC 8058)."""
    now = timezone.now()
    subscription = holder_of(pk, secret, Purpose.UNSUBSCRIBE, now=now)
    if subscription is None:
        return _dead_link(request)
    context = _words(subscription)
    if request.method == "POST":
        end_subscription(subscription=subscription, now=now)
        return render(request, f"{PAGES}/unsubscribed.html", context)
    return render(request, f"{PAGES}/unsubscribe.html", context)


@private_page
@needs_mail
@require_http_methods(["GET", "HEAD", "POST"])
def manage_ask(request: HttpRequest) -> HttpResponse:
    """Take the address to which the link to all of its subscriptions is mailed."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            ask_management(address=form.cleaned_data["address"], client=client_address(request), now=timezone.now())
        except TooManyRequests as refusal:
            form.add_error(None, str(refusal))
            status = 429
        else:
            return render(request, f"{PAGES}/manage_asked.html")
    return render(request, f"{PAGES}/manage_ask.html", {"form": form}, status=status)


@linked_page
def manage(request: HttpRequest, pk: int, secret: str) -> HttpResponse:
    """Show the subscriptions of the address that the link was mailed to, and end the one whose button is pressed."""
    now = timezone.now()
    holder = holder_of(pk, secret, Purpose.MANAGE, now=now)
    if holder is None:
        return _dead_link(request)
    if request.method == "POST":
        for subscription in subscriptions_beside(holder):
            if str(subscription.pk) == request.POST.get("subscription"):
                end_subscription(subscription=subscription, now=now)
        return redirect(request.path)
    context = {"lines": [_words(one) for one in subscriptions_beside(holder)], "holder": _words(holder)}
    return render(request, f"{PAGES}/manage.html", context)


def _new_page(
    request: HttpRequest, form: SubscriptionForm, filters: dict[str, str], *, status: int = 200
) -> HttpResponse:
    context = {"form": form, "asked": facts_of(filters)}
    return render(request, f"{PAGES}/new.html", context, status=status)


def _dead_link(request: HttpRequest) -> HttpResponse:
    return render(request, f"{PAGES}/dead_link.html", status=404)


def _words(subscription: Subscription) -> dict[str, object]:
    return {"subscription": subscription, "asked": facts_of(subscription.filters)}
