"""Fixtures of tests in which people sit at desks: a browser, a server that answers it, a day on which they work.

A conftest imports them. One browser is open at a time, and while it is no other may be started in this thread: such
tests have a package to themselves.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
import time_machine
from django.db import connection
from django.test import override_settings
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from apps.accounts.models import User
from apps.tests.browser import chromium, what_is_missing
from apps.tests.desk import Desk

SitsDown = Callable[[User], Desk]
# Where Django keeps what migrations entered, for tests with serialized_rollback.
REMEMBERED = "_test_serialized_contents"


@pytest.fixture(scope="package")
def browser(django_db_setup: None) -> Iterator[Browser]:
    """A browser. While it is open the database may be used beside its event loop, which sleeps in this thread."""
    missing = what_is_missing()
    if missing:
        pytest.skip(missing)
    entered_by_migrations = getattr(connection, REMEMBERED)
    with pytest.MonkeyPatch.context() as patch, chromium() as started:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        # Beside an event loop Django has another connection, which must know too what each test begins with.
        setattr(connection, REMEMBERED, entered_by_migrations)
        yield started


@pytest.fixture(scope="session")
def live_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """Serve the pages, and their files as they lie in the source: nothing has been collected."""
    with override_settings(STATIC_ROOT=tmp_path_factory.mktemp("static")):
        server = LiveServer("127.0.0.1")
    yield server
    server.stop()


@pytest.fixture(autouse=True)
def today(now: datetime) -> Iterator[None]:
    """Let time go on from Monday 2 March 2026, nine in the morning, in the server too: it runs in this process."""
    with time_machine.travel(now, tick=True):
        yield


@pytest.fixture
def sits_down(browser: Browser, live_server: LiveServer) -> Iterator[SitsDown]:
    """Return a function that gives a person a desk. At the end nobody's browser may have complained."""
    desks: list[Desk] = []

    def sit_down(person: User) -> Desk:
        desks.append(Desk(browser, person, live_server.url))
        return desks[-1]

    yield sit_down
    complaints = [complaint for desk in desks for complaint in desk.complaints]
    for desk in desks:
        desk.context.close()
    assert complaints == []
