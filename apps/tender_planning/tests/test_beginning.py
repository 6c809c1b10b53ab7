"""A preparation begins with the acceptance and opens with the tender announcement."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from apps.acceptance.models import Project
from apps.core.models import AuditEntry, StatusChange
from apps.tender_planning.models import AnnouncedTerms, Planning
from apps.tender_planning.services.beginning import Terms, begin_planning, lock_planning, unlock_planning

Status = Planning.Status


def test_the_acceptance_begins_a_locked_preparation_with_its_setup(accepted: Project, now: datetime) -> None:
    planning = Planning.objects.get(project=accepted)

    assert (planning.status, planning.begun_at) == (Status.LOCKED, now)
    assert planning.setup.checked_at is None


def test_beginning_twice_makes_one_preparation(locked: Planning, now: datetime) -> None:
    again = begin_planning(project=locked.project, now=now + timedelta(days=1))

    assert again.pk == locked.pk
    assert Planning.objects.get().begun_at == now


def test_the_tender_announcement_opens_it_and_leaves_its_terms(locked: Planning, terms: Terms, now: datetime) -> None:
    unlock_planning(project=locked.project, terms=terms, now=now)

    locked.refresh_from_db()
    assert (locked.status, locked.unlocked_at) == (Status.EDITABLE, now)
    assert locked.announced.opening_place == "方城县公共资源交易中心开标一室"
    assert AuditEntry.objects.filter(act="planning.unlocked").count() == 1


def test_a_newer_announcement_replaces_the_terms_and_moves_nothing(
    planning: Planning, terms: Terms, now: datetime
) -> None:
    moves = StatusChange.objects.count()

    unlock_planning(project=planning.project, terms=replace(terms, opening_place="开标二室"), now=now)

    assert AnnouncedTerms.objects.get().opening_place == "开标二室"
    assert StatusChange.objects.count() == moves


def test_a_withdrawn_announcement_closes_it_and_what_was_entered_stays(planning: Planning, now: datetime) -> None:
    lock_planning(project=planning.project, now=now)

    planning.refresh_from_db()
    assert planning.status == Status.LOCKED
    assert AnnouncedTerms.objects.filter(planning=planning).exists()


@pytest.mark.parametrize("times", [1, 2])
def test_closing_what_is_closed_does_nothing(locked: Planning, now: datetime, times: int) -> None:
    moves = StatusChange.objects.count()

    for _ in range(times):
        lock_planning(project=locked.project, now=now)

    assert StatusChange.objects.count() == moves
