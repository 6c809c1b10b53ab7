"""Announcements and their attachments at the center's site: read by business, fetched again by reviewers."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from apps.acceptance.tests.test_admin import contents
from apps.accounts.models import User
from apps.accounts.tests.test_admin import inline_code
from apps.announcements.models import Announcement, AnnouncementVersion, Attachment
from apps.announcements.services.versions import AttachmentFacts
from apps.announcements.tests.conftest import Receive
from apps.conftest import signed_in
from apps.core.models import AuditEntry

pytestmark = pytest.mark.django_db

ANNOUNCEMENTS = "/center/announcements/announcement/"
VERSIONS = "/center/announcements/announcementversion/"
ATTACHMENTS = "/center/announcements/attachment/"

HOSTILE = "<script>alert(1)</script></pre><img src=x onerror=alert(2)>\u202egpj.exe"


@pytest.fixture
def announcement(receive: Receive) -> Announcement:
    """An announcement in two versions."""
    file = AttachmentFacts(
        province_id="att-1", name="招标文件.pdf", size=3, media_type="application/pdf", sm3="0" * 64
    )
    receive(attachments=[file])
    return receive(version=2, body_html=HOSTILE, attachments=[file])


@pytest.fixture
def failed(announcement: Announcement, now: datetime) -> Attachment:
    """An attachment that could not be fetched."""
    assert announcement.version == 2
    Attachment.objects.update(status=Attachment.Status.FAILED, attempts=60, last_error="附件的 SM3 摘要与公布的不符")
    return Attachment.objects.get()


def desks(client: Client) -> dict[str, Any]:
    return {desk.title: desk for desk in client.get("/center/").context["desks"]}


def test_an_announcement_shows_every_version_with_both_digests(
    supervisor: User, announcement: Announcement, django_assert_num_queries: Any
) -> None:
    client = signed_in(supervisor)

    with django_assert_num_queries(8):
        page = client.get(f"{ANNOUNCEMENTS}{announcement.pk}/change/").content.decode()

    for version in AnnouncementVersion.objects.all():
        assert version.body_sm3 in page
        assert version.body_safe_sm3 in page
        assert f'href="{VERSIONS}{version.pk}/change/"' in page
    assert f'href="/announcements/{announcement.pk}/"' in page


def test_a_version_shows_the_text_of_the_province_and_runs_nothing_of_it(
    reviewer: User, announcement: Announcement
) -> None:
    version = announcement.versions.get(version=2)

    page = signed_in(reviewer).get(f"{VERSIONS}{version.pk}/change/").content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt;&lt;/pre&gt;" in page
    assert "⟨U+202E⟩gpj.exe" in page
    assert "<img src=x" not in page
    assert inline_code(page) == []


def test_versions_are_reached_from_their_announcement_and_not_from_the_menu(
    reviewer: User, announcement: Announcement
) -> None:
    client = signed_in(reviewer)

    menu = [model["object_name"] for app in client.get("/center/").context["app_list"] for model in app["models"]]

    assert "Announcement" in menu
    assert "AnnouncementVersion" not in menu
    assert client.get(VERSIONS).status_code == 200


@pytest.mark.parametrize(
    ("address", "query"),
    [(ANNOUNCEMENTS, "?state=published"), (ANNOUNCEMENTS, "?q=教学设备"), (VERSIONS, "?q=HN-2026-0001")],
)
def test_lists_are_searched(reviewer: User, announcement: Announcement, address: str, query: str) -> None:
    results = signed_in(reviewer).get(address + query).context["cl"].result_list

    assert {str(result).split(" 第")[0] for result in results} == {announcement.title}


def test_the_search_reads_the_text_and_finds_what_is_not_public_too(reviewer: User, receive: Receive) -> None:
    receive("HN-1", body_html="<p>交货地点为县体育馆</p>")
    receive("HN-2", body_html="<p>县体育馆</p>", is_withdrawn=True)
    receive("HN-3")

    found = signed_in(reviewer).get(f"{ANNOUNCEMENTS}?q=体育馆").context["cl"].result_list

    assert {announcement.announcement_no for announcement in found} == {"HN-1", "HN-2"}


@pytest.mark.parametrize("address", [ANNOUNCEMENTS, VERSIONS, ATTACHMENTS])
def test_a_list_costs_the_same_for_many(
    reviewer: User, receive: Receive, address: str, django_assert_num_queries: Any
) -> None:
    for number in range(12):
        file = AttachmentFacts(f"att-{number}", "附件.pdf", 3, "application/pdf", "0" * 64)
        receive(f"HN-{number}", attachments=[file])
    client = signed_in(reviewer)

    with django_assert_num_queries(4):
        assert client.get(address).context["cl"].result_count == 12


def test_the_list_shows_type_amount_and_what_is_followed(reviewer: User, receive: Receive) -> None:
    receive("T-1")
    receive("R-1", type="result")
    client = signed_in(reviewer)

    response = client.get(f"{ANNOUNCEMENTS}?type=result")

    assert [str(result.announcement_no) for result in response.context["cl"].result_list] == ["R-1"]
    page = response.content.decode()
    assert '<span class="nowrap">475 万元</span>' in page
    assert '<td data-label="原公告" class="field-original">T-1</td>' in page


def test_a_page_leads_to_what_it_follows_and_to_what_follows_it(reviewer: User, receive: Receive) -> None:
    tender = receive("T-1")
    change = receive("C-1", type="change")
    client = signed_in(reviewer)

    of_tender = client.get(f"{ANNOUNCEMENTS}{tender.pk}/change/").content.decode()
    of_change = client.get(f"{ANNOUNCEMENTS}{change.pk}/change/").content.decode()

    assert f'<a href="{ANNOUNCEMENTS}{change.pk}/change/">{change.title}</a>' in of_tender
    assert f'<a href="{ANNOUNCEMENTS}{tender.pk}/change/">{tender.title}</a>' in of_change
    assert "待填时间" in of_change


def test_a_failed_attachment_has_a_card_on_the_first_page(reviewer: User, failed: Attachment) -> None:
    client = signed_in(reviewer)

    card = desks(client)["获取失败的公告附件"]

    # It stands in two versions and is one attachment.
    assert (card.count, card.tone) == (1, "danger")
    assert list(client.get(card.url).context["cl"].result_list) == [failed]


def test_there_is_no_card_while_nothing_has_failed(reviewer: User, announcement: Announcement) -> None:
    assert "获取失败的公告附件" not in desks(signed_in(reviewer))


def test_administrators_see_no_card(administrator: User, failed: Attachment) -> None:
    assert "获取失败的公告附件" not in desks(signed_in(administrator))


def test_a_page_says_why_an_attachment_is_not_here(supervisor: User, failed: Attachment) -> None:
    page = signed_in(supervisor).get(f"{ATTACHMENTS}{failed.pk}/change/").content.decode()

    assert "附件的 SM3 摘要与公布的不符" in page
    assert "已尝试 60 次" in page
    assert "重新获取" not in page


def test_a_reviewer_has_it_fetched_again(
    reviewer: User, failed: Attachment, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    rung: list[str] = []
    monkeypatch.setattr(
        "apps.core.doorbell.current_app.send_task", lambda task, kwargs: rung.append(f"{task}{kwargs}")
    )

    with django_capture_on_commit_callbacks(execute=True):
        response = signed_in(reviewer).post(f"{ATTACHMENTS}{failed.pk}/fetch-again/")

    assert response.headers["Location"] == f"{ATTACHMENTS}{failed.pk}/change/"
    failed.refresh_from_db()
    assert (failed.status, failed.attempts) == (Attachment.Status.WAITING, 0)
    assert AuditEntry.objects.get(act="attachment.fetch_again").actor_name == str(reviewer)
    assert rung == ["apps.announcements.tasks.render_pages{}", "apps.interconnection.tasks.fetch_attachments{}"]


def test_an_attachment_that_is_being_fetched_is_left_alone(reviewer: User, announcement: Announcement) -> None:
    attachment = Attachment.objects.get(versions__announcement=announcement, versions__version=2)
    client = signed_in(reviewer)
    before = contents()

    response = client.post(f"{ATTACHMENTS}{attachment.pk}/fetch-again/")

    assert response.status_code == 409
    assert "不能改为“获取中”" in response.content.decode()
    assert contents() == before


@pytest.mark.parametrize(("person", "status"), [("reviewer", 200), ("supervisor", 200), ("administrator", 403)])
@pytest.mark.parametrize("address", [ANNOUNCEMENTS, VERSIONS, ATTACHMENTS])
def test_business_reads_announcements_and_administrators_do_not(
    request: pytest.FixtureRequest, address: str, person: str, status: int
) -> None:
    assert signed_in(request.getfixturevalue(person)).get(address).status_code == status
