"""A character set that a request claims for itself is not believed."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from apps.core.request_charset import RequestCharsetMiddleware

SEARCH = "/search/"


@pytest.mark.parametrize("charset", ["utf-7", "utf-16", "latin-1", "no-such-set"])
def test_an_address_says_the_same_in_whatever_set_it_is_asked_for(rf: RequestFactory, charset: str) -> None:
    def echo(request: HttpRequest) -> HttpResponse:
        return HttpResponse(request.GET["q"])

    request = rf.get(SEARCH, {"q": "家具"}, headers={"Content-Type": f"text/plain; charset={charset}"})

    answer = RequestCharsetMiddleware(echo)(request)

    assert isinstance(answer, HttpResponse)
    assert answer.content.decode() == "家具"


@pytest.mark.django_db
def test_half_a_surrogate_pair_reaches_nobody(client: Client) -> None:
    # What UTF-7 reads as U+D800, which no database keeps.
    answer = client.get(f"{SEARCH}?q=%2B2AA-", headers={"Content-Type": "text/plain; charset=utf-7"})

    assert answer.status_code == 200
    assert 'value="+2AA-"' in answer.content.decode()
