"""Made-up announcements for measuring are announcements like any other."""

from datetime import datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from apps.acceptance.models import Project
from apps.accounts.models import User
from apps.announcements.columns import columns_of
from apps.announcements.following import link
from apps.announcements.load.making import make_announcements
from apps.announcements.models import Announcement, AnnouncementVersion


@pytest.fixture
def made(clerk: User, now: datetime) -> list[int]:
    """Two hundred announcements or a few more."""
    return list(make_announcements(200, person=clerk, now=now, seed=4))


@pytest.mark.django_db
def test_the_number_asked_for_is_made_of_every_type(made: list[int]) -> None:
    assert made[-1] == Announcement.objects.count() >= 200
    assert set(Announcement.objects.values_list("type", flat=True)) == set(Announcement.Type)
    assert AnnouncementVersion.objects.count() > made[-1]


@pytest.mark.django_db
@pytest.mark.usefixtures("made")
def test_the_rows_are_what_their_newest_versions_say() -> None:
    for announcement in Announcement.objects.defer(None):
        version = announcement.versions.order_by("-version")[0]
        columns = columns_of(version)

        assert announcement.version == version.version
        assert {name: getattr(announcement, name) for name in columns} == columns


@pytest.mark.django_db
@pytest.mark.usefixtures("made")
def test_each_follows_what_it_would_had_it_arrived() -> None:
    before = dict(Announcement.objects.values_list("pk", "follows"))

    for project in Project.objects.all():
        link(project)

    assert dict(Announcement.objects.values_list("pk", "follows")) == before


@pytest.mark.django_db
@pytest.mark.usefixtures("made", "on_that_day")
def test_their_pages_can_be_read(client: Client) -> None:
    for announcement_type in Announcement.Type:
        announcement = Announcement.objects.of_type(announcement_type)[0]

        assert client.get(f"/announcements/{announcement.pk}/").status_code == 200


# Vacuuming needs to be outside of a transaction.
@pytest.mark.django_db(transaction=True)
def test_what_is_asked_by_the_command_is_made_and_found(client: Client) -> None:
    output = StringIO()

    call_command("make_load", 5, stdout=output)

    assert "示例公告：新增" in output.getvalue()
    assert client.get("/search/", {"q": "项目概况"}).context["listing"].count == Announcement.objects.count()
