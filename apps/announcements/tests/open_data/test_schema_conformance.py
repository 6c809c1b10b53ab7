"""Whatever is asked, the read API answers as its description says, and never with a fault of ours."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.specs.openapi.checks import positive_data_acceptance

from apps.announcements.open_data.api.openapi import description
from apps.announcements.tests.open_data.conftest import Story

EXAMPLES = 25


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Keep the connection of the test open between requests, as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


OPERATIONS = ("listAnnouncements", "readAnnouncement", "readVersion", "readProject", "listChanges")


@pytest.mark.django_db
@pytest.mark.usefixtures("as_committed", "one_connection")
@pytest.mark.parametrize("operation_id", OPERATIONS)
def test_every_answer_is_as_described(story: Story, operation_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.announcements.open_data.api.throttling.REQUESTS_A_MINUTE", 100_000)
    schema = schemathesis.openapi.from_dict(description())
    schema.app = get_wsgi_application()
    operation = schema.find_operation_by_id(operation_id)
    known: dict[str, st.SearchStrategy[Any]] = {
        "announcement_no": st.sampled_from([f"HN-2026-000{number}" for number in range(1, 7)]),
        "project_no": st.just(story.project.project_no),
        "version": st.integers(1, 3),
    }

    @seed(4)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def ask(data: st.DataObject) -> None:
        case = data.draw(operation.as_strategy())
        # Half of the time something that there is.
        takes_known = data.draw(st.booleans())
        if case.path_parameters and takes_known:
            case.path_parameters = {name: data.draw(known[name]) for name in case.path_parameters}
        # That a cursor is one of ours, or an amount not above another, no schema can say.
        case.call_and_validate(excluded_checks=[positive_data_acceptance])

    ask()
