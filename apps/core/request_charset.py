"""Every request is read as UTF-8, in which our pages are written, whatever character set it claims for itself."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

CHARSET = "utf-8"


class RequestCharsetMiddleware:
    """Stands before whatever reads a parameter.

    Django would read the address and a form in the set that `Content-Type` names. Some decode to what no database
    keeps, and an answer is given again to everybody who asks for the same address, who all mean it in UTF-8.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on, to be read in our character set."""
        request.encoding = CHARSET
        return self.get_response(request)
