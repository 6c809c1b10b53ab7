"""Addresses that do something: whoever comes to one without a form in hand is shown to the page with the button."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect

View = Callable[..., HttpResponseBase]


def post_only(back_to: str, *kept: str) -> Callable[[View], View]:
    """Let POST pass; send readers to the page named `back_to`, whose address has the parts `kept` of this one.

    People get here by reading when their session ran out at the press of a button: signing in
    leads to the address they had been at, and the form is gone.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method in {"GET", "HEAD"}:
                messages.warning(request, "操作尚未办理，请重新点击。")
                return redirect(back_to, *(kwargs[part] for part in kept))
            if request.method != "POST":
                return HttpResponseNotAllowed(["POST"])
            return view(request, *args, **kwargs)

        return guarded

    return guard
