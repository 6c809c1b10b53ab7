"""Going round all pages: what differs is found and mended, a batch at a time."""

import os
import time
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.utils import timezone

from apps.announcements.models import Announcement, PageFile, PageOrder, PageRound
from apps.announcements.pages import comparing, files, rounds
from apps.announcements.pages.places import UnusableAddress, path_of, place_of
from apps.announcements.pages.rendering import render_due
from apps.announcements.tests.conftest import Receive

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]


@pytest.fixture
def announcement(receive: Receive) -> Announcement:
    """An announcement whose pages stand."""
    announcement = receive(title="教学设备招标公告")
    render_due()
    return announcement


def checked() -> PageRound:
    rounds.start_check(now=timezone.now())
    rounds.check(timezone.now)
    found = PageRound.objects.get(kind="check")
    assert found.finished_at is not None
    return found


def page_of(announcement: Announcement) -> Path:
    return place_of(f"/announcements/{announcement.pk}/")


def test_where_everything_stands_nothing_is_found(announcement: Announcement) -> None:
    made = dict(PageFile.objects.values_list("path", "rendered_at"))

    found = checked()

    assert (found.faults, found.done, found.total) == (0, len(made), len(made))
    assert dict(PageFile.objects.values_list("path", "rendered_at")) == made


def test_a_file_that_is_gone_is_made_again(announcement: Announcement) -> None:
    content = page_of(announcement).read_bytes()
    page_of(announcement).unlink()

    found = checked()

    assert found.faults == 1
    assert page_of(announcement).read_bytes() == content


@pytest.mark.parametrize("spoiled", [b"", b"<!DOC", None])
def test_a_file_that_is_cut_off_or_altered_is_made_again(announcement: Announcement, spoiled: bytes | None) -> None:
    content = page_of(announcement).read_bytes()
    page_of(announcement).write_bytes(content.replace(b"2026", b"2062") if spoiled is None else spoiled)

    found = checked()

    assert found.faults == 1
    assert page_of(announcement).read_bytes() == content


def test_a_file_of_nobodys_is_removed_once_it_has_settled(announcement: Announcement, root: Path) -> None:
    forged, fresh = root / "announcements" / "forged" / "index.html", root / "projects" / ".begun"
    files.write(forged, b"forged")
    fresh.write_bytes(b"being written")
    now = time.time()
    os.utime(fresh, (now, now))
    os.utime(forged, (now - 3600, now - 3600))

    found = checked()

    assert found.faults == 1
    assert not forged.parent.exists()
    assert fresh.exists()


def test_what_nobody_marked_is_found(announcement: Announcement) -> None:
    PageFile.objects.all().delete()
    files.remove(page_of(announcement))

    found = checked()

    assert found.faults == 2
    assert page_of(announcement).exists()
    assert PageFile.objects.filter(path=f"/announcements/{announcement.pk}/").exists()


def test_pages_of_what_is_public_no_longer_are_removed(announcement: Announcement) -> None:
    Announcement.objects.filter(pk=announcement.pk).update(published_at=None, status="received")

    found = checked()

    assert found.faults == 1
    assert not page_of(announcement).exists()


def test_a_round_goes_on_where_it_was(announcement: Announcement, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "ROWS", 1)
    monkeypatch.setattr(rounds, "FILES", 1)
    page_of(announcement).unlink()
    rounds.start_check(now=timezone.now())
    steps = []
    # Each look at the clock finds it a second later.
    monkeypatch.setattr("apps.announcements.pages.rounds.time.monotonic", iter(range(10_000)).__next__)
    monkeypatch.setattr(rounds, "SECONDS_A_TICK", 1.5)

    while (found := PageRound.objects.get(kind="check")).finished_at is None:
        steps.append((found.stage, found.cursor))
        rounds.check(timezone.now)

    assert len(steps) > PageFile.objects.count()
    assert len(set(steps)) == len(steps)
    assert found.faults == 1
    assert page_of(announcement).exists()


@pytest.mark.parametrize(
    ("took", "rest"),
    [
        (timedelta(seconds=1), timedelta(seconds=30)),
        (timedelta(minutes=3), timedelta(hours=1)),
        (timedelta(hours=5), timedelta(days=1)),
    ],
)
def test_a_check_rests_many_times_as_long_as_it_took(
    announcement: Announcement, now: datetime, took: timedelta, rest: timedelta
) -> None:
    checked()
    PageRound.objects.update(started_at=now - took, finished_at=now)
    page_of(announcement).unlink()

    rounds.check(lambda: now + rest - timedelta(seconds=1))
    assert not page_of(announcement).exists()
    rounds.check(lambda: now + rest)

    assert page_of(announcement).exists()


def test_a_new_look_goes_over_every_page(announcement: Announcement, settings: LazySettings) -> None:
    rounds.renew_look(timezone.now)
    looks = set(PageFile.objects.values_list("look", flat=True))
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"center_phone": "0377-67220000"})

    rounds.renew_look(timezone.now)

    found = PageRound.objects.get(kind="look")
    assert found.finished_at is not None
    assert (found.done, found.faults) == (found.total, 0)
    assert set(PageFile.objects.values_list("look", flat=True)) == {found.look} != looks
    assert "0377-67220000" in page_of(announcement).read_text()


def test_a_person_may_have_everything_made_anew(announcement: Announcement, now: datetime) -> None:
    rounds.renew_look(timezone.now)
    PageFile.objects.update(rendered_at=now - timedelta(days=1))

    rounds.start_look(now=now)
    rounds.renew_look(timezone.now)

    assert set(PageFile.objects.values_list("rendered_at", flat=True)) == {now}


@pytest.mark.parametrize("path", ["/announcements/../../etc/passwd", "/a//b/", "/.git/", "x/", "/" + "字" * 86 + "/"])
def test_no_file_lies_elsewhere(path: str) -> None:
    with pytest.raises(UnusableAddress):
        place_of(path)


@pytest.mark.parametrize("path", ["/", "/announcements/7/", "/feeds/all.atom", "/projects/方财公开采购-2026-1/"])
def test_a_file_tells_its_address(path: str) -> None:
    assert path_of(place_of(path)) == path


def test_every_file_is_read_once_and_those_after_a_cursor_alone(root: Path) -> None:
    names = ["a/1.html", "a/10.html", "a/b/1.html", "a-b/1.html", "index.html", "z/1.html"]
    for name in names:
        files.write(root / name, b"x")

    everything = [str(place.relative_to(root)) for place in files.files_after("")]

    assert sorted(everything) == sorted(names)
    for number, name in enumerate(everything):
        assert [str(place.relative_to(root)) for place in files.files_after(name)] == everything[number + 1 :]


@pytest.mark.parametrize("name", [b"\xb7\xbd.html", b"x" * 250, b"%2e", "字".encode() * 80])
def test_a_file_of_any_name_is_removed_and_keeps_no_page_from_being_mended(
    announcement: Announcement, root: Path, name: bytes
) -> None:
    foreign = root.joinpath("announcements", *[os.fsdecode(name)] * 3)
    foreign.parent.mkdir(parents=True)
    foreign.write_bytes(b"x")
    long_ago = time.time() - comparing.SETTLED_AFTER_SECONDS - 1
    os.utime(foreign, (long_ago, long_ago))
    page_of(announcement).unlink()

    checked()

    assert not foreign.exists()
    assert page_of(announcement).exists()


def test_a_file_that_cannot_be_removed_does_not_end_the_check(
    announcement: Announcement, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    foreign = root / "announcements" / "foreign.html"
    foreign.write_bytes(b"x")
    long_ago = time.time() - comparing.SETTLED_AFTER_SECONDS - 1
    os.utime(foreign, (long_ago, long_ago))

    def refuse(place: Path) -> None:
        raise PermissionError

    monkeypatch.setattr(files, "remove", refuse)

    assert checked().faults == 1
    assert foreign.exists()


def test_what_is_no_file_in_the_place_of_one_is_replaced(announcement: Announcement) -> None:
    place = page_of(announcement)
    content = place.read_bytes()
    place.unlink()
    os.mkfifo(place)

    checked()

    assert place.is_file()
    assert place.read_bytes() == content


def command(*arguments: str) -> str:
    out = StringIO()
    call_command("pages", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.django_db(transaction=True)
def test_by_hand_what_is_missing_is_made_and_what_differs_is_told(receive: Receive) -> None:
    announcement = receive()
    PageOrder.objects.all().delete()
    with pytest.raises(CommandError, match="不一致"):
        command("check")

    made = command("render")

    count = PageFile.objects.count()
    assert made == f"公开页面：生成 {count} 个，失败 0 个。\n"
    assert command("check") == f"公开页面：{count} 个，不一致 0 处，待生成 0 项。\n"
    assert command("render") == "公开页面：生成 0 个，失败 0 个。\n"
    page_of(announcement).write_bytes(b"")
    out = StringIO()
    with pytest.raises(CommandError) as refusal:
        call_command("pages", "check", stdout=out)
    assert refusal.value.returncode == 1
    assert f"/announcements/{announcement.pk}/：文件是 0 字节" in out.getvalue()
    assert comparing.projects_below(None, 10) == [announcement.project_id]


@pytest.mark.django_db(transaction=True)
def test_by_hand_a_file_is_told_that_is_named_in_no_utf8(receive: Receive, root: Path) -> None:
    receive()
    command("render")
    foreign = root / "announcements" / os.fsdecode(b"\xb7\xbd.html")
    foreign.write_bytes(b"x")
    os.utime(foreign, (0, 0))
    out = StringIO()

    with pytest.raises(CommandError):
        call_command("pages", "check", stdout=out)

    assert "announcements/%B7%BD.html：数据库中没有登记" in out.getvalue()
