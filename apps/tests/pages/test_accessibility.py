"""Every page of the platform, whoever it is for, by the rules of WCAG 2.2 AA; none may be left out."""

import pytest

from apps.tests.browser import what_is_missing
from apps.tests.pages.addresses import arguments, namespace_of, pages_of
from apps.tests.pages.capturing import Album
from apps.tests.pages.reading import DESK, PHONE, browser, reader
from apps.tests.pages.sides import AGENCY, PUBLIC

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db,
    pytest.mark.skipif(bool(what_is_missing()), reason=what_is_missing() or "the browser is there"),
]


def test_no_public_page_shuts_anybody_out(public_pages: Album) -> None:
    with browser() as started:
        desk, phone = reader(started, DESK), reader(started, PHONE)
        for page in public_pages.pages:
            desk.read(page)
            phone.read(page)

    assert desk.complaints + phone.complaints == []


def test_large_letters_shut_nobody_out(public_pages: Album) -> None:
    kinds = {"announcements:home", "announcements:list", "announcements:detail", "announcements:project"}
    pages = {page.name: page for page in public_pages.pages if page.name in kinds}

    with browser() as started:
        desk, phone = reader(started, DESK, is_large=True), reader(started, PHONE, is_large=True)
        for page in pages.values():
            desk.read(page)
            phone.read(page)

    assert pages.keys() == kinds
    assert desk.complaints + phone.complaints == []


def test_no_page_of_an_agency_shuts_anybody_out(agency_pages: Album) -> None:
    with browser() as started:
        desk = reader(started)
        for page in agency_pages.pages:
            desk.read_folded(page)

    assert desk.complaints == []


def test_no_page_of_the_center_shuts_anybody_out(center_pages: Album) -> None:
    with browser() as started:
        desk = reader(started)
        for page in center_pages.pages:
            desk.read_folded(page)

    assert desk.complaints == []


def test_every_address_is_on_one_of_the_sides() -> None:
    programs = {"", "interconnection"}

    assert {namespace_of(name) for name in arguments()} == {*PUBLIC, *AGENCY, "admin", *programs}


def test_no_public_page_is_left_out(public_pages: Album) -> None:
    public = pages_of(*PUBLIC) | {"accounts:sign-in", "admin:login"}

    assert public - public_pages.names == set()


def test_no_page_of_an_agency_is_left_out(agency_pages: Album) -> None:
    assert pages_of(*AGENCY) - agency_pages.names == {"accounts:sign-in"}


def test_no_page_of_the_center_is_left_out(center_pages: Album) -> None:
    left_out = pages_of("admin") - center_pages.names - center_pages.closed
    # Nobody has a record to open of what nobody may list.
    without_list = {name.removesuffix("_changelist") for name in center_pages.closed}

    assert {name for name in left_out if name.rpartition("_")[0] not in without_list} == set()
