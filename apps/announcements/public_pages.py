"""What makes a page public: it is the same for everybody, and caches may keep it."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

Arguments = ParamSpec("Arguments")
View = Callable[Concatenate[HttpRequest, Arguments], HttpResponseBase]

# Long enough for a cache in front to take a rush of readers, short enough that a publication is
# seen within the two seconds that are promised.
SECONDS_IN_CACHE = 1


def public_page(view: View[Arguments]) -> View[Arguments]:
    """Serve `view` to nobody in particular: GET and HEAD, cacheable, 304 when nothing has changed.

    The reader is anonymous to everything behind this line, also when signed in: one look at the
    session would make the answer depend on the cookie.
    """

    @wraps(view)
    def anonymous(request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponseBase:
        request.user = AnonymousUser()
        return view(request, *args, **kwargs)

    return require_safe(cache_control(public=True, max_age=SECONDS_IN_CACHE)(conditional_page(anonymous)))
