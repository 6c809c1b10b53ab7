"""Every list of the center, found in its registry: turned by key whatever it is sorted by, at a constant price."""

from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.center_change_list import CenterChangeList
from apps.accounts.center_site import CenterModelAdmin
from apps.accounts.models import User
from apps.conftest import signed_in
from apps.tests.pages.capturing import Album

pytestmark = pytest.mark.django_db

MOST_PAGES = 4
# These are no lists: the state of the public pages and of the bulk files, and a calendar.
PAGES_OF_THEIR_OWN = {"announcements.BulkMaking", "announcements.PageOrder", "tender_planning.RoomBooking"}
# The trail asks once for each kind of thing that its page is about, and what the reader may not open not at all.
MORE_FOR_A_KIND = {"/center/core/auditentry/": 1}


@pytest.fixture
def people(center_pages: Album, reviewer: User, administrator: User, monkeypatch: pytest.MonkeyPatch) -> list[Client]:
    """Who may read the lists between them, with one row a page; everything that can happen has happened."""
    for registered in admin.site._registry.values():
        monkeypatch.setattr(type(registered), "list_per_page", 1, raising=False)
    return [signed_in(reviewer), signed_in(administrator)]


def opened(people: list[Client], address: str) -> Any:
    """Return the answer to the first who may open a list."""
    answers = (person.get(address) for person in people)
    return next(answer for answer in answers if answer.status_code == 200)


def test_every_list_goes_by_key(people: list[Client]) -> None:
    turned: set[str] = set()
    for model, registered in admin.site._registry.items():
        plain = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        if not isinstance(registered, CenterModelAdmin):
            # What libraries register has no door here.
            assert {person.get(plain).status_code for person in people} == {403}
            continue
        first = opened(people, plain)
        if model._meta.label in PAGES_OF_THEIR_OWN:
            assert "cl" not in first.context
            continue
        everything = f"{plain}{first.context['cl'].everything_url}"
        page = opened(people, everything)
        sortable = [
            number
            for number, column in enumerate(page.context["cl"].list_display)
            if page.context["cl"].get_ordering_field(column)
        ]
        joint = "&" if everything.endswith("all") else ""
        orders = ["", *(f"{joint}o={sign}{number}" for number in sortable for sign in ("", "-"))]
        for order in orders:
            if _walk(people, plain, f"{everything}{order}"):
                turned.add(model._meta.label)

    # The story leaves two rows or more in these, among others.
    assert {
        "core.AuditEntry",
        "core.OutboxMessage",
        "interconnection.InboundRecord",
        "announcements.Announcement",
        "announcements.Attachment",
        "accounts.User",
        "results.LotResult",
    } <= turned


def _walk(people: list[Client], plain: str, address: str) -> bool:
    """Turn some pages and go back; return whether there was more than one."""
    seen: list[list[int]] = []
    prices: set[int] = set()
    while address and len(seen) < MOST_PAGES:
        with CaptureQueriesContext(connection) as queries:
            answer = opened(people, address)
        changes: CenterChangeList = answer.context["cl"]
        assert isinstance(changes, CenterChangeList)
        assert [query["sql"] for query in queries if "OFFSET" in query["sql"]] == []
        seen.append([row.pk for row in changes.result_list])
        prices.add(len(queries))
        last = changes
        address = f"{plain}{changes.next_url}" if changes.next_url else ""

    rows = [pk for page in seen for pk in page]
    assert len(rows) == len(set(rows))
    if len(seen) == 1:
        return False
    assert max(prices) - min(prices) <= MORE_FOR_A_KIND.get(plain, 0), (plain, prices)
    before = opened(people, f"{plain}{last.previous_url}").context["cl"]
    assert [row.pk for row in before.result_list] == seen[-2]
    return True
