"""Every address of a preparation, found in the URL configuration itself: to another agency none of them exists."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.core import serializers
from django.core.files.base import ContentFile
from django.urls import reverse
from django.urls.resolvers import URLPattern

from apps.acceptance.models import Lot
from apps.accounts.models import User
from apps.conftest import signed_in
from apps.core.actors import Actor
from apps.core.models import AuditEntry
from apps.tender_planning.models import DocumentBuild, DocumentFile, Planning, RuleException, Sheet
from apps.tender_planning.services.issuing import issue_planning
from apps.tender_planning.services.scoring import save_scheme
from apps.tender_planning.tests.scoring.examples import SCHEME
from apps.tender_planning.urls import urlpatterns

PATTERNS = [pattern for pattern in urlpatterns if isinstance(pattern, URLPattern)]
MODELS = (Planning, Sheet, DocumentBuild, DocumentFile, RuleException, AuditEntry)

AddressOf = Callable[[URLPattern], str]

every_address = pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: str(pattern.name))


@pytest.fixture
def address_of(ready: Planning, lot: Lot, clerk: User, now: datetime) -> AddressOf:
    """Return a function that gives the address of each page, in an issued preparation in which there is one of all."""
    actor, document = Actor.person(clerk), ready.document
    source = ready.project.lots.exclude(pk=lot.pk).get()
    save_scheme(planning=ready, lot=source, revision=0, scheme=SCHEME, user=clerk, actor=actor, now=now)
    exception = RuleException.objects.create(
        planning=ready,
        code="x",
        place="y",
        responsible_name="王经理",
        ground="z",
        reason="z",
        entered_by=clerk,
        entered_at=now,
    )
    attached = DocumentFile(document=document, name="图纸.pdf", size=1, media_type="application/pdf", sm3="0" * 64)
    attached.uploaded_at = now
    attached.file.save("图纸.pdf", ContentFile(b"x"))
    version = issue_planning(planning=ready, user=clerk, actor=actor, now=now)
    build = version.builds.get()
    build.pdf.save("招标文件.pdf", ContentFile(b"x"), save=False)
    build.docx.save("招标文件.docx", ContentFile(b"x"), save=False)
    DocumentBuild.objects.filter(pk=build.pk).update(status="done", pdf=build.pdf.name, docx=build.docx.name)
    parts = {
        "pk": ready.project_id,
        "lot_pk": lot.pk,
        "source_pk": source.pk,
        "key": document.chapters.standing()[0].key,
        "file_pk": attached.pk,
        "build_pk": build.pk,
        "number": version.version,
        "other": version.version,
        "exception_pk": exception.pk,
    }

    def address(pattern: URLPattern) -> str:
        wanted = pattern.pattern.converters
        return reverse(f"tender_planning:{pattern.name}", kwargs={name: parts[name] for name in wanted})

    return address


@every_address
def test_to_another_agency_it_does_not_exist(address_of: AddressOf, stranger: User, pattern: URLPattern) -> None:
    url, client, before = address_of(pattern), signed_in(stranger), everything()

    # Whoever reads the address of an act is sent to its page first.
    read = client.get(url, follow=True)
    written = client.post(url, {"revision": 1})

    assert read.status_code == 404
    # A page that takes no POST says so before it looks for anything.
    assert written.status_code in {404, 405}
    assert everything() == before


@every_address
def test_to_the_agency_itself_it_does(address_of: AddressOf, clerk: User, pattern: URLPattern) -> None:
    answer = signed_in(clerk).get(address_of(pattern), follow=True)
    # Downloads hold their file open.
    answer.close()

    assert answer.status_code == 200


def everything() -> list[str]:
    return [serializers.serialize("json", model._base_manager.order_by("pk")) for model in MODELS]
