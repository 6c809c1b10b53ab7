"""Answers that are given again: to whom, for how long, and which never are."""

from collections.abc import Callable
from itertools import count

import pytest
from django.conf import LazySettings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import RequestFactory

from apps.core import given_again
from apps.core.given_again import LONGEST_ANSWER, MOST_ANSWERS, GivenAgainMiddleware, may_be_given_again

Ask = Callable[..., HttpResponseBase]
View = Callable[[HttpRequest], HttpResponseBase]


class Clock:
    """Stands until it is moved."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, settings: LazySettings) -> Clock:
    stopped = Clock()
    monkeypatch.setattr(given_again, "clock", stopped)
    settings.SECONDS_GIVEN_AGAIN = 2
    return stopped


@pytest.fixture
def ask(clock: Clock, rf: RequestFactory) -> Ask:
    """Return a function that asks a middleware in front of a view which numbers its answers."""
    numbers = count(1)

    @may_be_given_again
    def numbered(request: HttpRequest) -> HttpResponse:
        return HttpResponse(f"{next(numbers)}", headers={"ETag": '"a"', "X-Frame-Options": "DENY"})

    middleware = GivenAgainMiddleware(numbered)

    def ask(address: str = "/search/?q=a", method: str = "get", **headers: str) -> HttpResponseBase:
        return middleware(getattr(rf, method)(address, headers=headers))

    return ask


def said(response: HttpResponseBase) -> str:
    assert isinstance(response, HttpResponse)
    return response.content.decode()


def test_two_readers_of_one_address_get_the_same_answer_with_the_same_headers(ask: Ask) -> None:
    first, second = ask(cookie="sessionid=a"), ask(cookie="sessionid=b")

    assert (said(first), said(second)) == ("1", "1")
    assert dict(first.items()) == dict(second.items())
    assert second["X-Frame-Options"] == "DENY"


def test_an_answer_is_given_again_until_it_is_too_old(ask: Ask, clock: Clock) -> None:
    ask()

    clock.seconds = 1.9
    assert said(ask()) == "1"
    clock.seconds = 2
    assert said(ask()) == "2"
    clock.seconds = 3.9
    assert said(ask()) == "2"


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("/search/?q=b", {}),
        ("/search/", {}),
        ("/other/?q=a", {}),
        ("/search/?q=a", {"host": "elsewhere.example"}),
    ],
)
def test_another_address_has_another_answer(ask: Ask, address: str, headers: dict[str, str]) -> None:
    ask()

    assert said(ask(address, **headers)) == "2"


@pytest.mark.parametrize("method", ["head", "post"])
def test_only_what_is_got_is_given_again(ask: Ask, method: str) -> None:
    ask()

    assert said(ask(method=method)) == "2"


def test_a_reader_who_has_it_is_told_that_nothing_changed(ask: Ask) -> None:
    ask()

    known, other = ask(**{"if-none-match": '"a"'}), ask(**{"if-none-match": '"b"'})

    assert (known.status_code, said(known)) == (304, "")
    assert (other.status_code, said(other)) == (200, "1")


def _with_cookie() -> HttpResponse:
    response = HttpResponse("personal")
    response.set_cookie("sessionid", "a")
    return response


@pytest.mark.parametrize(
    "answer",
    [
        _with_cookie,
        lambda: HttpResponse("personal", headers={"Vary": "Cookie"}),
        lambda: HttpResponse("personal", headers={"Set-Cookie": "a=b"}),
        lambda: HttpResponse("wrong", status=400),
        lambda: HttpResponse("x" * (LONGEST_ANSWER + 1)),
    ],
)
@pytest.mark.usefixtures("clock")
def test_what_is_personal_wrong_or_long_is_made_anew_each_time(
    rf: RequestFactory, answer: Callable[[], HttpResponse]
) -> None:
    made: list[HttpResponse] = []

    @may_be_given_again
    def view(request: HttpRequest) -> HttpResponse:
        made.append(answer())
        return made[-1]

    middleware = GivenAgainMiddleware(view)

    assert middleware(rf.get("/")) is made[0]
    assert middleware(rf.get("/")) is made[1]


@pytest.mark.usefixtures("clock")
def test_what_says_nothing_of_itself_is_never_given_again(rf: RequestFactory) -> None:
    numbers = count(1)
    middleware = GivenAgainMiddleware(lambda _: HttpResponse(f"{next(numbers)}"))

    assert [said(middleware(rf.get("/"))) for _ in range(2)] == ["1", "2"]


def test_of_too_many_answers_the_oldest_is_forgotten(ask: Ask) -> None:
    for number in range(MOST_ANSWERS + 1):
        ask(f"/search/?q={number}")

    assert said(ask("/search/?q=1")) == "2"
    assert said(ask("/search/?q=0")) == f"{MOST_ANSWERS + 2}"


def test_where_no_answer_may_be_old_nothing_is_kept(settings: LazySettings) -> None:
    settings.SECONDS_GIVEN_AGAIN = 0

    with pytest.raises(MiddlewareNotUsed):
        GivenAgainMiddleware(HttpResponse)
