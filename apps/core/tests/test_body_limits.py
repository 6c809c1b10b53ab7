from io import BytesIO
from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

MEGABYTE = 1024 * 1024
SIGN_IN = "/agency/sign-in/"
ATTACH_A_PAPER = "/agency/projects/7/papers/attach/"
ATTACH_TO_A_DRAFT = "/agency/projects/7/announcements/7/files/attach/"


class ReadError(Exception):
    """Somebody began to read the body."""


class Unreadable(BytesIO):
    def read(self, size: int | None = -1, /) -> bytes:
        raise ReadError


@pytest.fixture
def browser() -> Client:
    """A client with the CSRF cookie: the check looks for the token in the form."""
    browser = Client(enforce_csrf_checks=True)
    browser.get(SIGN_IN)
    return browser


def announce(browser: Client, path: str, length: str) -> Any:
    """Post a form whose body fails on the first attempt to read it."""
    announced: dict[str, Any] = {
        "CONTENT_TYPE": "multipart/form-data; boundary=x",
        "CONTENT_LENGTH": length,
        "wsgi.input": Unreadable(),
    }
    return browser.generic("POST", path, **announced)


@pytest.mark.parametrize(
    ("path", "megabytes"),
    [(SIGN_IN, 5), ("/center/login/", 5), ("/exchange/v1/hints", 5), (ATTACH_A_PAPER, 55), (ATTACH_TO_A_DRAFT, 55)],
)
def test_what_is_too_large_is_refused_unread_on_a_page_that_says_the_limit(
    browser: Client, path: str, megabytes: int
) -> None:
    response = announce(browser, path, str(megabytes * MEGABYTE + 1))

    assert response.status_code == 413
    assert f"一次最多接收 {megabytes} MB" in response.content.decode()


@pytest.mark.parametrize(("path", "megabytes"), [(SIGN_IN, 5), (ATTACH_A_PAPER, 55), (ATTACH_TO_A_DRAFT, 55)])
def test_what_just_fits_is_read(browser: Client, path: str, megabytes: int) -> None:
    with pytest.raises(ReadError):
        announce(browser, path, str(megabytes * MEGABYTE))


@pytest.mark.parametrize("length", ["", "many", "9" * 5000])
def test_a_length_that_says_nothing_is_left_to_django_which_reads_nothing(browser: Client, length: str) -> None:
    assert announce(browser, SIGN_IN, length).status_code == 403
