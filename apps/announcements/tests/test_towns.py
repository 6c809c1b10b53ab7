"""Which town an announcement speaks of."""

from datetime import datetime
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.http import QueryDict

from apps.acceptance.models import Project
from apps.announcements.models import Announcement
from apps.announcements.selectors.filtering import Filters
from apps.announcements.selectors.lists import list_announcements
from apps.announcements.tests.conftest import Receive
from apps.announcements.towns import TOWNS, town_of

migration = import_module("apps.announcements.migrations.0016_known_towns")


@pytest.mark.parametrize(
    ("texts", "town"),
    [
        (("方城县杨集乡道路安全设施采购项目", "方城县公安局"), "杨集"),
        (("方城县杨集镇道路安全设施采购项目",), "杨集"),
        (("袁店回族乡卫生院设备采购",), "袁店"),
        (("凤瑞街道办事处办公家具采购",), "凤瑞"),
        (("办公家具采购项目", "方城县独树镇人民政府"), "独树"),
        (("独树镇与博望镇道路工程",), "独树"),
        # A place that only sounds like one.
        (("城关供电所维修项目", "方城县教育体育局"), ""),
        (("", ""), ""),
    ],
)
def test_the_first_text_that_names_a_town_decides(texts: tuple[str, ...], town: str) -> None:
    assert town_of(*texts) == town


@pytest.mark.parametrize("words", ["", "安全设施"])
@pytest.mark.django_db
def test_a_list_shows_those_of_its_town(receive: Receive, accepted: Project, now: datetime, words: str) -> None:
    announcement = receive(title="方城县杨集乡道路安全设施采购项目公开招标公告")

    def listed(town: str) -> list[int]:
        listing = list_announcements(filters=Filters(q=words, town=town), query=QueryDict(), now=now)
        return [row.pk for row in listing.page.rows]

    assert {town: listed(town) for town in ("", "杨集", "独树")} == {
        "": [announcement.pk],
        "杨集": [announcement.pk],
        "独树": [],
    }


@pytest.mark.django_db
def test_what_was_there_before_is_named_as_new_ones_are(receive: Receive, accepted: Project) -> None:
    announcement = receive()

    for town in TOWNS:
        Announcement.objects.filter(pk=announcement.pk).update(title=f"方城县{town}镇道路工程", town="")
        with connection.cursor() as cursor:
            cursor.execute(migration.FILL, [announcement.pk, announcement.pk])
        announcement.refresh_from_db()
        assert announcement.town == town == town_of(announcement.title)


@pytest.mark.django_db
def test_towns_are_filled_in_batch_by_batch_and_searches_go_on_as_before(
    receive: Receive, accepted: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migration, "ROWS_AT_ONCE", 2)
    towns = {receive(str(number), title=f"{town}镇道路工程").pk: town for number, town in enumerate(TOWNS[:5])}
    Announcement.objects.update(town="")

    # Twice, as when it was broken off.
    for _ in range(2):
        migration.fill(apps, SimpleNamespace(connection=connection))

    assert dict(Announcement.objects.values_list("pk", "town")) == towns
    with connection.cursor() as cursor:
        cursor.execute("SELECT reloptions FROM pg_class WHERE relname = 'announcement_tokens'")
        assert cursor.fetchone() == (["fastupdate=off"],)
