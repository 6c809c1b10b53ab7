"""Two workers and one build, with real transactions."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from django.db import connection

from apps.accounts.models import User
from apps.core.models import StatusChange
from apps.tender_planning.models import DocumentBuild, Planning
from apps.tender_planning.services.builds import LEASE, claim_build, release_lapsed_builds

pytestmark = pytest.mark.django_db(transaction=True)

WORKERS = 4


@pytest.fixture
def waiting(locked: Planning, clerk: User, now: datetime) -> DocumentBuild:
    return DocumentBuild.objects.create(
        planning=locked, content={"chapters": []}, requested_at=now, requested_by=clerk
    )


@pytest.fixture
def workers() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(WORKERS) as pool:
        yield pool


def test_of_several_workers_one_takes_the_build(
    waiting: DocumentBuild, workers: ThreadPoolExecutor, now: datetime
) -> None:
    barrier = Barrier(WORKERS)

    def take() -> bool:
        barrier.wait()
        try:
            return claim_build(build_pk=waiting.pk, now=now) is not None
        finally:
            connection.close()

    taken = [future.result() for future in [workers.submit(take) for _ in range(WORKERS)]]

    assert sorted(taken) == [False] * (WORKERS - 1) + [True]
    assert DocumentBuild.objects.get().attempts == 1
    assert StatusChange.objects.filter(subject_type="tender_planning.documentbuild").count() == 1


def test_sweeps_that_meet_put_a_lost_build_back_once(
    waiting: DocumentBuild, workers: ThreadPoolExecutor, now: datetime
) -> None:
    claim_build(build_pk=waiting.pk, now=now)
    barrier = Barrier(WORKERS)

    def sweep() -> None:
        barrier.wait()
        try:
            release_lapsed_builds(now=now + LEASE)
        finally:
            connection.close()

    for future in [workers.submit(sweep) for _ in range(WORKERS)]:
        future.result()

    assert DocumentBuild.objects.get().status == DocumentBuild.Status.WAITING
    assert StatusChange.objects.filter(new_status="waiting").count() == 1
