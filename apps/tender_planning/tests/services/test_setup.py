"""Storing and checking 立项信息."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from apps.acceptance.models import Project, ProjectVersion
from apps.accounts.models import User
from apps.core.actors import Actor
from apps.core.exceptions import Refused, StaleState
from apps.core.models import AuditEntry, OutboxMessage
from apps.tender_planning.exceptions import NotOpen
from apps.tender_planning.models import Planning, ProjectSetup, Room, Sheet
from apps.tender_planning.services.setup import save_setup
from apps.tender_planning.setup_rules import SetupFacts

Rooms = dict[str, Room]
Save = Callable[..., int]


@pytest.fixture
def remote(rooms: Rooms) -> SetupFacts:
    """A remote opening, complete."""
    return SetupFacts(
        is_encrypted=True, is_remote_opening=True, decryption_minutes=30, room=rooms["不见面开标大厅"], remarks=""
    )


@pytest.fixture
def save(planning: Planning, clerk: User, now: datetime) -> Save:
    """Return a function that stores 立项信息, by default as 李经办."""

    def act(
        facts: SetupFacts, *, revision: int = 0, is_checked: bool = False, user: User = clerk, at: datetime = now
    ) -> int:
        return save_setup(
            planning=planning,
            revision=revision,
            facts=facts,
            is_checked=is_checked,
            user=user,
            actor=Actor.person(user),
            now=at,
        )

    return act


def everything() -> tuple[Any, ...]:
    return (
        list(Project.objects.values()),
        list(ProjectSetup.objects.values()),
        list(ProjectVersion.objects.values("pk")),
        list(OutboxMessage.objects.values("pk")),
        list(Sheet.objects.values()),
        AuditEntry.objects.count(),
    )


def stamp() -> tuple[datetime | None, User | None]:
    setup = ProjectSetup.objects.get()
    return setup.checked_at, setup.checked_by


def test_a_remote_opening_keeps_its_hall_and_its_decryption_limit(save: Save, remote: SetupFacts) -> None:
    assert save(remote) == 1

    setup = ProjectSetup.objects.get()
    assert (setup.decryption_minutes, setup.room) == (30, remote.room)
    assert stamp() == (None, None)
    assert AuditEntry.objects.filter(act="setup.saved").count() == 1


def test_what_the_project_says_already_is_not_pushed_again(save: Save, remote: SetupFacts) -> None:
    save(remote)

    assert OutboxMessage.objects.count() == 1
    assert ProjectVersion.objects.count() == 1


def test_a_decisive_change_pushes_the_lots_in_the_same_act(save: Save, rooms: Rooms, remote: SetupFacts) -> None:
    save(replace(remote, is_remote_opening=False, room=rooms["开标一室"]))

    assert list(OutboxMessage.objects.order_by("version").values_list("version", "status")) == [
        (1, "waiting"),
        (2, "waiting"),
    ]
    assert Project.objects.get().is_remote_opening is False


def test_the_limit_of_bids_in_the_clear_is_dropped(save: Save, rooms: Rooms, remote: SetupFacts) -> None:
    facts = replace(remote, is_encrypted=False, is_remote_opening=False, room=rooms["开标一室"])

    save(facts)

    assert ProjectSetup.objects.get().decryption_minutes is None


def test_checking_stamps_who_and_when(save: Save, remote: SetupFacts, clerk: User, now: datetime) -> None:
    save(remote, is_checked=True)

    assert stamp() == (now, clerk)
    assert AuditEntry.objects.filter(act="setup.checked").count() == 1


def test_saving_the_same_keeps_the_stamp_and_a_change_takes_it_off(
    save: Save, remote: SetupFacts, clerk: User, now: datetime
) -> None:
    save(remote, is_checked=True)

    save(remote, at=now + timedelta(hours=1), revision=1)
    assert stamp() == (now, clerk)

    save(replace(remote, remarks="改"), at=now + timedelta(hours=2), revision=2)
    assert stamp() == (None, None)


def test_what_is_missing_may_be_saved_and_not_checked(save: Save, remote: SetupFacts) -> None:
    incomplete = replace(remote, room=None, decryption_minutes=None)
    save(incomplete)
    before = everything()

    with pytest.raises(Refused) as refusal:
        save(incomplete, revision=1, is_checked=True)

    assert refusal.value.problems == {
        "decryption_minutes": ["投标（响应）文件加密的，须规定解密时限。"],
        "hall": ["不见面开标须选择不见面开标大厅。"],
    }
    assert everything() == before


def test_a_switched_off_room_cannot_be_checked(save: Save, remote: SetupFacts) -> None:
    Room.objects.update(is_active=False)
    assert remote.room is not None
    remote.room.refresh_from_db()

    with pytest.raises(Refused, match="“不见面开标大厅”已停用，请另选。"):
        save(remote, is_checked=True)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"is_encrypted": False}, "is_encrypted"),
        ({"room": "评标一室"}, "hall"),
        ({"room": "不见面开标大厅", "is_remote_opening": False}, "opening_room"),
    ],
)
def test_what_contradicts_itself_is_not_even_stored(
    save: Save, rooms: Rooms, remote: SetupFacts, changes: dict[str, Any], field: str
) -> None:
    if "room" in changes:
        changes = changes | {"room": rooms[changes["room"]]}
    before = everything()

    with pytest.raises(Refused) as refusal:
        save(replace(remote, **changes))

    assert list(refusal.value.problems) == [field]
    assert everything() == before


def test_the_second_of_two_clerks_is_told_and_nothing_is_overwritten(
    save: Save, rooms: Rooms, remote: SetupFacts, colleague: User
) -> None:
    save(remote)
    before = everything()

    with pytest.raises(StaleState, match="李经办刚刚保存过"):
        save(replace(remote, is_remote_opening=False, room=rooms["开标一室"]), user=colleague)

    assert everything() == before


def test_a_closed_sheet_refuses(save: Save, remote: SetupFacts) -> None:
    Project.objects.update(status="terminated")
    before = everything()

    with pytest.raises(NotOpen):
        save(remote)

    assert everything() == before
