"""Every address of 招标文件 and 投标文件组成, by everybody who may not: nothing is told and nothing changes."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.core import serializers
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.urls.resolvers import URLPattern

from apps.accounts.models import User
from apps.conftest import signed_in
from apps.core.actors import Actor
from apps.core.models import AuditEntry
from apps.tender_planning.models import (
    BidSlot,
    DocumentBuild,
    DocumentChapter,
    DocumentFile,
    Planning,
    Sheet,
    TenderDocument,
)
from apps.tender_planning.services.builds import request_build
from apps.tender_planning.urls.documents import urlpatterns

NAMES = [str(pattern.name) for pattern in urlpatterns if isinstance(pattern, URLPattern)]
ACTS = {
    "document-begin",
    "document-file-attach",
    "document-file-remove",
    "build-request",
    "slots-begin",
    "slots-copy",
}
SHEETS = {"document", "chapter", "slots"}
MODELS = (TenderDocument, DocumentChapter, DocumentFile, DocumentBuild, BidSlot, Sheet, Planning, AuditEntry)


@pytest.fixture
def address_of(document: TenderDocument, clerk: User, now: datetime) -> Callable[[str], str]:
    """Return a function that gives the address of each page, for a document with a file and a build."""
    planning = document.planning
    attached = DocumentFile(document=document, name="图纸.pdf", size=1, media_type="application/pdf", sm3="0" * 64)
    attached.uploaded_at = now
    attached.file.save("图纸.pdf", ContentFile(b"x"))
    build = request_build(planning=planning, user=clerk, actor=Actor.person(clerk), now=now)
    parts = {"chapter": document.chapters.standing()[0].key, "document-file": attached.pk, "build": build.pk}

    def address(name: str) -> str:
        own = next((value for key, value in parts.items() if name.startswith(key)), None)
        has_part = own is not None and name not in {"document-file-attach", "build-request"}
        return reverse(f"tender_planning:{name}", args=[planning.project_id, *([own] if has_part else [])])

    return address


@pytest.fixture
def everything() -> Callable[[], list[str]]:
    return lambda: [serializers.serialize("json", model._base_manager.order_by("pk")) for model in MODELS]


@pytest.mark.parametrize("name", NAMES)
def test_to_another_agency_nothing_of_it_exists(
    address_of: Callable[[str], str], everything: Callable[[], list[str]], stranger: User, name: str
) -> None:
    url, client, before = address_of(name), signed_in(stranger), everything()

    read, written = client.get(url).status_code, client.post(url, {"revision": 1}).status_code

    # Whoever reads the address of an act is sent to its page, whatever project it names.
    assert read == (302 if name in ACTS else 404)
    assert written == (404 if name in ACTS | SHEETS else 405)
    assert everything() == before


@pytest.mark.parametrize("person", ["reviewer", "administrator", "supervisor"])
@pytest.mark.parametrize("name", NAMES)
def test_the_center_has_no_business_here(
    address_of: Callable[[str], str],
    everything: Callable[[], list[str]],
    request: pytest.FixtureRequest,
    person: str,
    name: str,
) -> None:
    url, client, before = address_of(name), signed_in(request.getfixturevalue(person)), everything()

    assert [client.get(url).status_code, client.post(url, {"revision": 1}).status_code] == [403, 403]
    assert everything() == before


@pytest.mark.parametrize("name", NAMES)
def test_strangers_are_sent_to_sign_in(address_of: Callable[[str], str], name: str) -> None:
    answer = Client().get(address_of(name))

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("accounts:sign-in"))


def test_what_is_not_built_yet_cannot_be_fetched(address_of: Callable[[str], str], clerk: User) -> None:
    assert signed_in(clerk).get(address_of("build-pdf")).status_code == 404


def test_the_page_hears_how_far_a_build_is(address_of: Callable[[str], str], clerk: User) -> None:
    DocumentBuild.objects.update(progress=42, stage="生成 PDF")

    state = signed_in(clerk).get(address_of("build-state")).json()

    assert state == {"label": "排队中", "stage": "生成 PDF", "progress": 42, "is_finished": False}
