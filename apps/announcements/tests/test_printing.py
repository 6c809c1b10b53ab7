"""The PDF and the share picture of an announcement."""

import io
import struct
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings
from django.test import Client
from pypdf import PdfReader

from apps.announcements.models import Announcement, PageSubject
from apps.announcements.pages.kinds import pages_of
from apps.announcements.printing import pdf
from apps.announcements.printing.pdf import print_announcement
from apps.announcements.selectors.reading import public_announcement, read_announcement
from apps.announcements.services.versions import AttachmentFacts
from apps.announcements.share import picture
from apps.announcements.share.picture import picture_of, picture_of_site
from apps.announcements.tests.attacks import ATTACKS
from apps.announcements.tests.conftest import Receive
from apps.core.printing.typesetting import TypesettingFailed, typeset

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]

BASE = settings.PUBLIC_BASE_URL


def words_of(file: bytes) -> str:
    """Return what a PDF says, without white space, which depends on where lines end."""
    return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(file)).pages).split())


def printed(announcement: Announcement, now: datetime) -> bytes:
    return print_announcement(read_announcement(announcement.pk, now=now))


def test_the_pdf_says_what_the_page_says(client: Client, receive: Receive, tender_document: AttachmentFacts) -> None:
    body = (
        "<h2>项目概况</h2><table><thead><tr><th>包号</th></tr></thead><tbody><tr><td>第一包</td></tr></tbody></table>"
    )
    announcement = receive(body_html=body, attachments=[tender_document])
    version = announcement.versions.get()

    response = client.get(f"/announcements/{announcement.pk}/announcement.pdf")

    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    words = words_of(response.content)
    for said in (
        announcement.title, "采购公告", "项目编号：方财公开采购-2026-1", "4,860,000.00元", "2026年3月23日09:00",
        "项目概况", "第一包",
        "招标文件.pdf", "公告编号HN-2026-0001", version.body_sm3, version.body_safe_sm3, version.source_url,
        f"{BASE}/announcements/{announcement.pk}/", "第1页/共",
    ):  # fmt: skip
        assert "".join(said.split()) in words
    assert PdfReader(io.BytesIO(response.content)).metadata.title == announcement.title  # type: ignore[union-attr]


@pytest.mark.parametrize("announcement_type", ["change", "result", "result_correction", "termination", "contract"])
def test_every_type_can_be_printed(receive: Receive, approve: Any, now: datetime, announcement_type: str) -> None:
    receive("A")
    announcement = receive("B", type=announcement_type, corrects_no="A")
    if announcement_type == "change":
        approve(announcement)

    words = words_of(printed(announcement, now))

    assert Announcement.Type(announcement_type).label in words
    assert "公告要素" in words


def test_the_same_announcement_gives_the_same_bytes_and_is_not_set_twice(receive: Receive, now: datetime) -> None:
    announcement = receive("A")
    first = printed(announcement, now)
    assert printed(announcement, now + timedelta(days=400)) == first

    with patch.object(pdf, "typeset", side_effect=AssertionError("was set again")):
        again = print_announcement(read_announcement(announcement.pk, now=now), earlier=first)

    assert again is first


def test_a_change_of_anything_is_set_anew(receive: Receive, now: datetime) -> None:
    announcement = receive("A", body_html="<p>旧文</p>")
    first = printed(announcement, now)
    receive("A", 2, body_html="<p>新文</p>")

    again = print_announcement(read_announcement(announcement.pk, now=now), earlier=first)

    assert "新文" in words_of(again)
    assert "旧文" not in words_of(again)


def test_what_was_withdrawn_says_so_first(receive: Receive, now: datetime) -> None:
    receive("A")
    announcement = receive("A", 2, is_withdrawn=True)

    words = words_of(printed(announcement, now))

    assert "已撤回：本公告已于2026年3月2日09:00撤回，不再有效，仅供查阅。" in words
    assert words.index("已撤回") < words.index(announcement.title)


@pytest.mark.parametrize(
    "text", ['#read("/etc/passwd")', "$x^2$", "*粗*", "@ref <label>", "\\u{41}", '#import "@preview/cetz:0.3.0"']
)
def test_no_word_is_read_as_the_language_of_the_typesetter(receive: Receive, now: datetime, text: str) -> None:
    announcement = receive(title=f"标题{text}", body_html=f"<p>{text.replace('<', '&lt;')}</p>")

    words = words_of(printed(announcement, now))

    assert words.count("".join(text.split())) >= 2


def test_hostile_html_is_words_or_nothing(receive: Receive, now: datetime) -> None:
    announcement = receive(body_html="".join(f"<p>{attack}</p>" for attack in ATTACKS) + "<p>末尾</p>")

    file = printed(announcement, now)

    assert "核对信息" in words_of(file)
    for action in (b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"javascript:"):
        assert action not in file


def test_a_rare_character_is_named(receive: Receive, now: datetime) -> None:
    assert "吉〔U+20BB7〕祥" in words_of(printed(receive(body_html="<p>吉𠮷祥</p>"), now))


def test_a_table_that_no_page_can_hold_becomes_words(receive: Receive, now: datetime) -> None:
    announcement = receive(body_html=f"<p>前文</p><table><tr>{'<td>格</td>' * 80}</tr></table><p>后文</p>")

    words = words_of(printed(announcement, now))

    assert "表格无法按原样排版" in words
    assert "前文" in words
    assert "后文" in words
    assert words.count("格|") == 79


def test_a_text_that_cannot_be_set_in_time_becomes_words(receive: Receive, now: datetime) -> None:
    announcement = receive(body_html=f"<p>{'A' * 5000}</p>")
    tries: list[float] = []

    def slow_once(*args: Any, **kwargs: Any) -> bytes:
        tries.append(kwargs["seconds"])
        if len(tries) == 1:
            raise TypesettingFailed("The typesetter took more than 20 seconds.")
        return typeset(*args, **kwargs)

    with patch.object(pdf, "typeset", slow_once):
        words = words_of(printed(announcement, now))

    assert tries == [20, 20]
    assert "表格无法按原样排版" in words
    assert "A" * 50 in words


def test_a_breakdown_of_the_typesetter_is_not_hidden(receive: Receive, now: datetime) -> None:
    announcement = receive()

    with patch.object(pdf, "typeset", side_effect=TypesettingFailed("no fonts")), pytest.raises(TypesettingFailed):
        printed(announcement, now)


def test_the_picture_has_the_size_that_everybody_takes(client: Client, receive: Receive) -> None:
    announcement = receive()

    for address in (f"/share/{announcement.pk}.png", "/share/home.png"):
        response = client.get(address)
        assert (response.status_code, response["Content-Type"]) == (200, "image/png")
        assert response.content.startswith(b"\x89PNG\r\n\x1a\n")
        assert struct.unpack(">II", response.content[16:24]) == (1200, 630)


def test_a_picture_says_what_is_bought_by_whom_for_how_much_until_when(
    receive: Receive, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: dict[str, Any] = {}

    def note(document: dict[str, Any], **kwargs: Any) -> bytes:
        told.update(document)
        return b"\x89PNG" + bytes(60)

    monkeypatch.setattr(picture, "typeset", note)
    announcement = receive(title="采购\u202e公告")

    picture_of(public_announcement(announcement.pk))

    assert told["title"] == "采购公告"
    assert told["kind"] == "采购公告"
    assert told["mark"] == ""
    assert told["center"] == settings.ENVIRONMENT.center_name
    assert told["facts"] == [
        ["采购人", "方城县教育体育局"],
        ["预算金额", "486 万元"],
        ["投标截止", "2026年3月23日 09:00"],
    ]


def test_a_picture_is_drawn_once_until_something_changes(receive: Receive) -> None:
    announcement = receive("A", title="旧题")
    first = picture_of(public_announcement(announcement.pk))
    assert picture_of(public_announcement(announcement.pk), earlier=first) is first
    site = picture_of_site()
    assert picture_of_site(earlier=site) is site
    receive("A", 2, title="新题")

    assert picture_of(public_announcement(announcement.pk), earlier=first) != first


@pytest.mark.parametrize("title", ["方城县" * 66, "W" * 200, "一", "𠮷" * 20])
def test_a_title_of_any_length_fits(receive: Receive, title: str) -> None:
    announcement = receive(title=title)

    drawn = picture_of(public_announcement(announcement.pk))

    assert struct.unpack(">II", drawn[16:24]) == (1200, 630)


@pytest.mark.parametrize("address", ["/announcements/{}/announcement.pdf", "/share/{}.png"])
def test_what_is_not_public_has_neither(client: Client, receive: Receive, address: str) -> None:
    receive("A")
    hidden = receive("B", type="change", corrects_no="A")

    assert client.get(address.format(hidden.pk)).status_code == 404
    assert client.get(address.format(0)).status_code == 404


def test_both_are_files_of_the_project_made_after_its_pages_and_equal_to_the_answers(
    client: Client, receive: Receive
) -> None:
    announcement = receive()
    kinds = pages_of(PageSubject.PRINT, announcement.project_id)
    picture_path, pdf_path = f"/share/{announcement.pk}.png", f"/announcements/{announcement.pk}/announcement.pdf"

    assert list(kinds)[-2:] == [picture_path, pdf_path]
    for path in (picture_path, pdf_path):
        assert kinds[path].make(path).content == client.get(path).content


def test_the_page_leads_to_its_pdf(client: Client, receive: Receive) -> None:
    announcement = receive()

    content = client.get(f"/announcements/{announcement.pk}/").content.decode()

    assert f'href="/announcements/{announcement.pk}/announcement.pdf"' in content
