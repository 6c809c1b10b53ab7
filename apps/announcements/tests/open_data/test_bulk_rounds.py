"""A making of the files: one at a time, seen from the center, ended whatever happens."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.test import Client

from apps.accounts.models import User
from apps.announcements.models import BulkMaking
from apps.announcements.open_data.bulk import rounds
from apps.announcements.open_data.bulk.making import make_part
from apps.announcements.open_data.bulk.rounds import go_on, start_making
from apps.announcements.open_data.bulk.shelf import files
from apps.announcements.open_data.bulk.together import put_together
from apps.announcements.tests.open_data.conftest import Story
from apps.announcements.tests.pages import read
from apps.conftest import signed_in
from apps.core.actors import PLATFORM
from apps.core.models import AuditEntry, StatusChange

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_committed", "on_that_day")]

PAGE = "/center/announcements/bulkmaking/"


@pytest.fixture
def made(story: Story, now: datetime) -> BulkMaking:
    """What a night has made."""
    start_making(is_anew=False, actor=PLATFORM, now=now)
    return finish(now)


def finish(now: datetime) -> BulkMaking:
    """Go on to the end, and return how it went."""
    while go_on(lambda: now):
        pass
    return BulkMaking.objects.latest("pk")


def made_at() -> set[datetime]:
    return {file.made_at for file in files().values() if file.year is not None}


def fail(kind: type[BaseException], *names: str) -> Callable[..., Any]:
    """Return what makes parts, but for those of these names."""

    def make(part: Any, *, now: datetime) -> Any:
        if str(part) in names:
            raise kind("没有空间")
        return make_part(part, now=now)

    return make


def test_a_making_says_what_it_wrote(made: BulkMaking, now: datetime) -> None:
    written = [file for file in files().values() if file.year is not None]

    assert (made.status, made.started_by, made.finished_at) == ("finished", PLATFORM.name, now)
    assert (made.done, made.left, made.failures, made.current) == (2, 0, [], "")
    assert made.size == sum(file.size for file in written)
    assert made.rows == sum({file.dataset: file.rows for file in written}.values())
    assert list(StatusChange.objects.filter(subject_type="announcements.bulkmaking").values_list("new_status")) == [
        ("finished",)
    ]


def test_a_night_makes_what_has_changed_and_a_person_everything(
    made: BulkMaking, reviewer: User, now: datetime
) -> None:
    later = now + timedelta(hours=1)
    start_making(is_anew=False, actor=PLATFORM, now=later)
    by_night = (finish(later).done, made_at())

    start_making(is_anew=True, actor=PLATFORM, now=later)
    by_hand = (finish(later).done, made_at())

    assert by_night == (0, {now})
    assert by_hand == (2, {later})


def test_two_at_once_are_one_making(story: Story, now: datetime) -> None:
    first = start_making(is_anew=False, actor=PLATFORM, now=now)
    go_on(lambda: now)

    second = start_making(is_anew=True, actor=PLATFORM, now=now + timedelta(minutes=1))
    ended = finish(now)

    assert first.pk == second.pk == ended.pk
    assert (ended.is_anew, ended.started_at, ended.done) == (True, now, 2)
    assert BulkMaking.objects.count() == 1


def test_everything_that_is_asked_for_at_the_very_end_is_still_made(
    story: Story, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask_meanwhile(*, now: datetime) -> None:
        monkeypatch.setattr(rounds, "put_together", put_together)
        start_making(is_anew=True, actor=PLATFORM, now=later)
        put_together(now=now)

    later = now + timedelta(minutes=1)
    start_making(is_anew=False, actor=PLATFORM, now=now - timedelta(minutes=1))
    finish(now)
    running = start_making(is_anew=False, actor=PLATFORM, now=later)
    monkeypatch.setattr(rounds, "put_together", ask_meanwhile)

    ended = finish(later)

    assert ended.pk == running.pk
    assert (ended.status, ended.is_anew, ended.done) == ("finished", True, 2)
    assert made_at() == {later}


def test_nothing_runs_while_nothing_was_begun(story: Story, now: datetime) -> None:
    assert go_on(lambda: now) is False
    assert files() == {}


@pytest.mark.parametrize(
    ("kind", "why"), [(OSError, "OSError：没有空间"), (SoftTimeLimitExceeded, "超过允许的生成时间")]
)
def test_a_part_that_cannot_be_made_stops_no_other_one(
    story: Story, now: datetime, monkeypatch: pytest.MonkeyPatch, kind: type[BaseException], why: str
) -> None:
    monkeypatch.setattr(rounds, "make_part", fail(kind, "announcements-2026"))
    start_making(is_anew=False, actor=PLATFORM, now=now)

    failed = finish(now)

    assert (failed.status, failed.done, failed.failures) == ("failed", 1, [["announcements-2026", why]])
    assert {file.dataset for file in files().values()} == {"ocds"}
    monkeypatch.setattr(rounds, "make_part", make_part)
    start_making(is_anew=False, actor=PLATFORM, now=now)
    again = finish(now)
    assert (again.status, again.done, again.failures) == ("finished", 1, [])


def test_a_part_that_kills_every_worker_is_left_out_in_the_end(
    story: Story, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "make_part", fail(KeyboardInterrupt, "announcements-2026"))
    start_making(is_anew=False, actor=PLATFORM, now=now)
    for _ in range(rounds.MOST_ATTEMPTS):
        with pytest.raises(KeyboardInterrupt):
            go_on(lambda: now)

    ended = finish(now)

    assert (ended.status, ended.failures) == (
        "failed",
        [["announcements-2026", "生成时后台任务多次意外中断"]],
    )


@pytest.mark.parametrize("person", ["reviewer", "administrator"])
def test_the_press_begins_and_is_noted(made: BulkMaking, request: pytest.FixtureRequest, person: str) -> None:
    user = request.getfixturevalue(person)
    client = signed_in(user)

    response = client.post(f"{PAGE}renew/")
    page = read(client.get(PAGE))

    assert response["Location"] == PAGE
    begun = BulkMaking.objects.latest("pk")
    assert (begun.status, begun.is_anew, begun.started_by) == ("running", True, str(user))
    entry = AuditEntry.objects.get(act="bulk.renew")
    assert (entry.actor_name, entry.subject_id) == (str(user), begun.pk)
    assert "正在生成" in page.words
    assert "已处理 0 / 0 个部分" in page.words


def test_the_page_says_how_far_the_making_is(story: Story, administrator: User, now: datetime) -> None:
    start_making(is_anew=False, actor=PLATFORM, now=now)
    go_on(lambda: now)

    words = read(signed_in(administrator).get(PAGE)).words

    assert "已处理 1 / 2 个部分" in words


def test_the_page_says_what_was_made_and_what_failed(
    made: BulkMaking, administrator: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(administrator)
    well = read(client.get(PAGE)).words
    monkeypatch.setattr(rounds, "make_part", fail(OSError, "ocds-2026"))
    start_making(is_anew=True, actor=PLATFORM, now=now + timedelta(hours=1))
    finish(now + timedelta(hours=1))

    ill = read(client.get(PAGE)).words
    first = read(client.get("/center/")).words

    assert "最近一次生成没有错误。" in well
    assert "announcements-2026.xlsx" in well
    assert "有文件没有生成" in ill
    assert "OSError：没有空间" in ill
    assert "未能生成的开放数据文件" in first


def test_supervisors_read_and_agencies_have_no_business_here(
    made: BulkMaking, supervisor: User, clerk: User, client: Client
) -> None:
    seen = signed_in(supervisor).get(PAGE)
    refused = signed_in(supervisor).post(f"{PAGE}renew/")

    assert (seen.status_code, refused.status_code) == (200, 403)
    assert "重新生成全部" not in read(seen).words
    assert [one.get(PAGE).status_code for one in (signed_in(clerk), client)] == [302, 302]
    assert BulkMaking.objects.count() == 1


def test_the_press_is_a_press_and_not_an_address(made: BulkMaking, administrator: User) -> None:
    response = signed_in(administrator).get(f"{PAGE}renew/")

    assert response["Location"] == PAGE
    assert BulkMaking.objects.count() == 1


def test_the_page_costs_the_same_however_many_makings_there_were(
    made: BulkMaking, administrator: User, now: datetime, django_assert_num_queries: Any
) -> None:
    BulkMaking.objects.bulk_create(
        BulkMaking(status="finished", is_anew=False, started_at=now, started_by="系统", finished_at=now)
        for _ in range(30)
    )
    client = signed_in(administrator)
    client.get(PAGE)

    # Session, person, groups; the last making, the trail.
    with django_assert_num_queries(5):
        client.get(PAGE)
