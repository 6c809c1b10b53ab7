"""What holds for every public page: the same for everybody, cacheable, nothing from elsewhere."""

import re
from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.announcements.models import Attachment
from apps.announcements.services.versions import AttachmentFacts
from apps.announcements.tests.conftest import Receive
from apps.announcements.tests.pages import read
from apps.conftest import signed_in

pytestmark = pytest.mark.django_db

PAGES = [
    "/",
    "/announcements/",
    "/search/?q=教学",
    "/announcements/result-correction/",
    "/announcements/{pk}/",
    "/announcements/{result}/",
    "/announcements/{pk}/versions/1/",
    "/differences/{pk}/1/2/",
    "/projects/{project_no}/",
]


@pytest.fixture(params=PAGES)
def page(request: pytest.FixtureRequest, receive: Receive, tender_document: AttachmentFacts) -> str:
    receive(attachments=[tender_document])
    announcement = receive(version=2, attachments=[tender_document])
    result = receive("HN-2026-0002", type="result")
    assert Attachment.objects.count() == 1
    project_no = announcement.project.project_no
    return str(request.param).format(pk=announcement.pk, result=result.pk, project_no=project_no)


def headers_of_caching(response: Any) -> dict[str, str]:
    return {name: response[name] for name in ("Cache-Control", "Vary", "Set-Cookie") if name in response}


def test_any_cache_may_keep_it_for_a_moment(client: Client, page: str) -> None:
    response = client.get(page)

    assert response.status_code == 200
    assert headers_of_caching(response) == {"Cache-Control": "public, max-age=1"}
    assert response.cookies == {}
    assert response["ETag"]


def test_an_unchanged_page_is_not_sent_again(client: Client, page: str) -> None:
    etag = client.get(page)["ETag"]

    response = client.get(page, headers={"if-none-match": etag})

    assert response.status_code == 304
    assert response.content == b""
    assert response["Cache-Control"] == "public, max-age=1"


def test_a_signed_in_reader_gets_the_same_bytes(client: Client, clerk: User, page: str) -> None:
    of_clerk = signed_in(clerk).get(page)
    of_anybody = client.get(page)

    assert of_clerk.content == of_anybody.content
    assert headers_of_caching(of_clerk) == headers_of_caching(of_anybody)
    assert of_clerk.cookies == {}


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_public_page_takes_nothing_in(client: Client, page: str, method: str) -> None:
    assert getattr(client, method)(page).status_code == 405


def test_nothing_on_a_page_comes_from_elsewhere(client: Client, page: str) -> None:
    found = read(client.get(page))

    loaded = [attributes.get("src", "") for tag in ("script", "img", "iframe") for attributes in found.all(tag)]
    loaded += [link["href"] for link in found.all("link") if link["rel"] not in {"canonical", "alternate"}]
    assert [where for where in loaded if where and not where.startswith("/static/")] == []
    assert {name for _, attributes in found.elements for name in attributes if re.match("on|style$", name)} == set()


def test_a_page_has_one_heading_and_a_place_to_skip_to(client: Client, page: str) -> None:
    found = read(client.get(page))

    assert len(found.all("h1")) == 1
    assert "#content" in found.links()
    assert [main["id"] for main in found.all("main")] == ["content"]
