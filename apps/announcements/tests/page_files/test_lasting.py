"""Until when an answer holds, and the rules of the browser that a file carries itself."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.http import HttpResponse
from django.template import Context, Template
from django.test import Client

from apps.announcements.pages.lasting import lasts_until, next_of

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def test_the_earliest_moment_stands() -> None:
    response = HttpResponse()

    for moment in (NOON, NOON - timedelta(hours=1), NOON + timedelta(hours=1), None):
        lasts_until(response, moment)

    assert response["Expires"] == "Mon, 02 Mar 2026 11:00:00 GMT"


def test_a_part_of_a_second_counts_as_a_whole_one() -> None:
    response = HttpResponse()

    lasts_until(response, NOON + timedelta(microseconds=1))

    assert response["Expires"] == "Mon, 02 Mar 2026 12:00:01 GMT"


def test_what_the_clock_does_not_change_says_nothing() -> None:
    response = HttpResponse()

    lasts_until(response, None)

    assert "Expires" not in response


def test_only_what_is_still_to_come_is_next() -> None:
    moments = [None, NOON, NOON + timedelta(hours=2), NOON + timedelta(hours=1)]

    assert next_of(moments, now=NOON) == NOON + timedelta(hours=1)
    assert next_of([None, NOON], now=NOON) is None


def directives(policy: str) -> set[str]:
    return set(policy.split("; "))


def test_a_page_carries_the_policy_of_the_header_but_for_what_only_a_header_may_say(client: Client) -> None:
    header = directives(client.get("/healthz")["Content-Security-Policy"])

    written = Template("{% load browser_rules %}{% browser_rules %}").render(Context())

    content = written.partition('content="')[2].partition('"')[0].replace("&#x27;", "'")
    assert directives(content) == header - {"frame-ancestors 'none'"}
    assert '<meta name="referrer" content="same-origin">' in written


@pytest.mark.django_db
def test_nginx_is_told_the_headers_that_django_sends(client: Client) -> None:
    out = StringIO()
    call_command("nginx_headers", stdout=out)

    answer = client.get("/announcements/")

    for line in out.getvalue().splitlines():
        name, value = line.removeprefix("add_header ").removesuffix(" always;").split(" ", 1)
        assert directives(value.strip('"')) == directives(answer[name])
