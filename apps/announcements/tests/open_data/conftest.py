"""A project whose announcements of every type are public, and one change that is not."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Thread
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.test import Client

from apps.acceptance.models import Project
from apps.announcements.models import Announcement, PublicEvent
from apps.announcements.open_data import changes
from apps.announcements.open_data.api.throttling import ReaderThrottle
from apps.announcements.services.receiving import receive_announcement
from apps.announcements.services.versions import AttachmentFacts
from apps.announcements.tests.conftest import Approve, ArrivalFactory, Receive
from apps.announcements.tests.facts import OTHER_SUPPLIER, awarded_lot

# Stands in everything that is not public.
CANARY = "尚未公开的内容"

Get = Callable[..., Any]


@pytest.fixture(autouse=True)
def no_limit() -> None:
    """Begin every test with nobody having asked for anything."""
    ReaderThrottle.cache.clear()


@pytest.fixture
def get(client: Client) -> Get:
    """Return a function that asks for an address and returns the JSON that is answered with 200."""

    def ask(address: str, **parameters: Any) -> Any:
        response = client.get(address, parameters)
        assert response.status_code == 200, response.content.decode()
        return response.json()

    return ask


@pytest.fixture
def as_committed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what a test has written count as committed; the transaction around the test is still open."""
    monkeypatch.setattr(changes, "settled_events", lambda: PublicEvent.objects.order_by("transaction", "pk"))
    monkeypatch.setattr(changes, "unsettled_events", PublicEvent.objects.none)


@dataclass(frozen=True)
class Story:
    """The announcements of one project."""

    project: Project
    tender: Announcement
    change: Announcement
    result: Announcement
    correction: Announcement
    contract: Announcement
    hidden: Announcement


@pytest.fixture
def story(
    accepted: Project, receive: Receive, approve: Approve, tender_document: AttachmentFacts, now: datetime
) -> Story:
    """Two lots: announced, changed, awarded, the first corrected to another supplier, contracted.

    A second change waits for its times; a third one came and was taken back before anybody saw it.
    """
    tender = receive(attachments=[tender_document], at=now - timedelta(hours=3))
    receive(version=2, title="教学设备采购项目招标公告（第二版）", at=now - timedelta(hours=2))
    change = approve(receive("HN-2026-0002", type="change", at=now - timedelta(hours=1)))
    result = receive("HN-2026-0003", type="result", at=now + timedelta(days=40))
    correction = receive(
        "HN-2026-0004",
        type="result_correction",
        facts={"lots": [awarded_lot("1", supplier=OTHER_SUPPLIER | {"uscc": "91410100MA9G000325"})]},
        at=now + timedelta(days=41),
    )
    contract = receive("HN-2026-0005", type="contract", lot_nos=["2"], at=now + timedelta(days=60))
    hidden = receive(
        "HN-2026-0006", type="change", title=CANARY, body_html=f"<p>{CANARY}</p>", at=now + timedelta(days=1)
    )
    return Story(accepted, tender, change, result, correction, contract, hidden)


@pytest.fixture
def withdraw(make_arrival: ArrivalFactory) -> Callable[..., None]:
    """Return a function by which the province takes an announcement back."""

    def make(announcement_no: str, version: int, *, at: datetime, **changes: Any) -> None:
        receive_announcement(arrival=make_arrival(announcement_no, version, is_withdrawn=True, **changes), now=at)

    return make


@pytest.fixture
def extensions_served(settings: LazySettings) -> Iterator[str]:
    """Serve the extensions over HTTP, as whoever validates fetches them; nothing else is asked there."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), WSGIRequestHandler)
    server.set_app(get_wsgi_application())
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.PUBLIC_BASE_URL = f"http://127.0.0.1:{server.server_port}"
    yield settings.PUBLIC_BASE_URL
    server.shutdown()
    server.server_close()
    thread.join()
