"""Sitemaps: every public page in one of them, ranges that stay, well-formed XML."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.announcements.models import PageSubject
from apps.announcements.pages.kinds import pages_of
from apps.announcements.sitemaps import ranges
from apps.announcements.tests.conftest import Receive

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]

NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
BASE = settings.PUBLIC_BASE_URL


def listed(response: Any) -> dict[str, str | None]:
    """Return the addresses of a sitemap, and when each was changed."""
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    root = ElementTree.fromstring(response.content)  # noqa: S314  our own
    found = {child.findtext(f"{NAMESPACE}loc"): child.findtext(f"{NAMESPACE}lastmod") for child in root}
    return {location.removeprefix(BASE): changed for location, changed in found.items() if location}


@pytest.fixture
def ranges_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ranges of two keys."""
    monkeypatch.setattr(ranges, "ADDRESSES", 2)


def test_an_empty_site_has_its_lists_and_nothing_else(client: Client) -> None:
    assert list(listed(client.get("/sitemaps/index.xml"))) == ["/sitemaps/columns.xml"]
    assert list(listed(client.get("/sitemaps/columns.xml"))) == [
        "/",
        "/announcements/",
        "/announcements/tender/",
        "/announcements/change/",
        "/announcements/result/",
        "/announcements/result-correction/",
        "/announcements/termination/",
        "/announcements/contract/",
    ]


def test_an_announcement_and_its_project_say_when_they_were_changed(
    client: Client, receive: Receive, now: datetime
) -> None:
    announcement = receive("A")
    receive("A", 2, at=now + timedelta(hours=1))
    project = announcement.project
    changed = "2026-03-02T02:00:00+00:00"

    assert listed(client.get(f"/sitemaps/{announcement.pk // 10_000}.xml")) == {
        f"/announcements/{announcement.pk}/": changed
    }
    assert listed(client.get(f"/sitemaps/projects-{project.pk // 10_000}.xml")) == {
        f"/projects/{quote(project.project_no or '')}/": changed
    }


def test_what_was_withdrawn_stays_and_what_never_was_public_is_nowhere(client: Client, receive: Receive) -> None:
    withdrawn = receive("A")
    receive("A", 2, is_withdrawn=True)
    receive("B", is_withdrawn=True)
    receive("C", type="change", corrects_no="A")

    assert list(listed(client.get(f"/sitemaps/{withdrawn.pk // 10_000}.xml"))) == [f"/announcements/{withdrawn.pk}/"]


@pytest.mark.usefixtures("ranges_of_two")
def test_every_announcement_is_in_the_range_of_its_key_and_the_index_names_the_ranges(
    client: Client, receive: Receive
) -> None:
    announcements = [receive(f"A{number}") for number in range(5)]
    expected = {f"/announcements/{announcement.pk}/" for announcement in announcements}

    index = listed(client.get("/sitemaps/index.xml"))

    found: list[str] = []
    for address, changed in index.items():
        if "columns" not in address and "projects" not in address:
            pages = list(listed(client.get(address)))
            assert 1 <= len(pages) <= 2
            assert changed == "2026-03-02T01:00:00+00:00"
            found += pages
    assert len(found) == 5
    assert set(found) == expected
    assert [address for address in index if "projects" in address] == [
        f"/sitemaps/projects-{announcements[0].project_id // 2}.xml"
    ]


@pytest.mark.usefixtures("ranges_of_two")
def test_a_range_without_a_public_page_is_left_out_and_not_found(client: Client, receive: Receive) -> None:
    first = receive("A")
    hidden = [receive(f"B{number}", is_withdrawn=True) for number in range(4)]
    last = receive("C")
    empty = next(one.pk // 2 for one in hidden if one.pk // 2 not in {first.pk // 2, last.pk // 2})

    assert f"/sitemaps/{empty}.xml" not in listed(client.get("/sitemaps/index.xml"))
    assert client.get(f"/sitemaps/{empty}.xml").status_code == 404


@pytest.mark.parametrize("number", ["999999", "99999999999999999999999"])
def test_no_range_is_beyond_all_keys(client: Client, receive: Receive, number: str) -> None:
    receive()

    assert client.get(f"/sitemaps/{number}.xml").status_code == 404
    assert client.get(f"/sitemaps/projects-{number}.xml").status_code == 404


def test_a_sitemap_of_many_costs_one_query_and_the_index_three(
    client: Client, receive: Receive, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    announcements = [receive(f"A{number}") for number in range(6)]

    with django_assert_num_queries(1):
        client.get(f"/sitemaps/{announcements[0].pk // 10_000}.xml")
    with django_assert_num_queries(1):
        client.get(f"/sitemaps/projects-{announcements[0].project_id // 10_000}.xml")
    with django_assert_num_queries(3):
        client.get("/sitemaps/index.xml")


def test_sitemaps_hold_for_an_hour_and_robots_are_told_of_them(client: Client) -> None:
    assert client.get("/sitemaps/index.xml")["Expires"] == "Mon, 02 Mar 2026 02:00:00 GMT"
    assert f"Sitemap: {BASE}/sitemaps/index.xml" in client.get("/robots.txt").content.decode().splitlines()


def test_every_sitemap_is_a_file_of_the_map(client: Client, receive: Receive) -> None:
    receive()

    paths = [path for path in pages_of(PageSubject.MAP, 0) if path.startswith("/sitemaps/")]

    assert set(paths) == {"/sitemaps/index.xml", *listed(client.get("/sitemaps/index.xml"))}
    assert paths[-1] == "/sitemaps/index.xml"
