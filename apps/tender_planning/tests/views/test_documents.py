"""The pages of 招标文件."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.conftest import signed_in
from apps.core.actors import Actor
from apps.core.models import AuditEntry
from apps.tender_planning.gates import revision_of
from apps.tender_planning.models import DocumentChapter, Planning, Sheet, TenderDocument
from apps.tender_planning.services.documents import save_chapter

AUTOSAVE = {"X-Autosave": "1"}
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"


@pytest.fixture
def client(clerk: User) -> Client:
    return signed_in(clerk)


@pytest.fixture
def address(planning: Planning) -> Callable[..., str]:
    return lambda name, *parts: reverse(f"tender_planning:{name}", args=[planning.project_id, *parts])


@pytest.fixture
def chapter(document: TenderDocument) -> DocumentChapter:
    return document.chapters.get(title="总则")


def outline(document: TenderDocument, **changes: Any) -> dict[str, Any]:
    """What the page of the outline sends back; keyword arguments change single fields."""
    rows = list(document.chapters.standing())
    sent: dict[str, Any] = {
        "revision": 1,
        "chapters-TOTAL_FORMS": len(rows),
        "chapters-INITIAL_FORMS": len(rows),
    }
    for place, row in enumerate(rows):
        sent |= {
            f"chapters-{place}-key": str(row.key),
            f"chapters-{place}-position": place,
            f"chapters-{place}-level": row.level,
            f"chapters-{place}-title": row.title,
        }
    return sent | changes


def test_reading_the_page_begins_nothing(client: Client, planning: Planning, address: Callable[..., str]) -> None:
    page = client.get(address("document"))

    assert "按模板建立" in page.text
    assert "公开招标文件（货物、工程、服务通用）" in page.text
    assert not TenderDocument.objects.exists()


def test_pressing_the_button_begins_the_document(
    client: Client, planning: Planning, address: Callable[..., str]
) -> None:
    answer = client.post(address("document-begin"))

    assert answer["Location"] == address("document")
    page = client.get(address("document"))
    assert "招标文件规划" in page.text
    assert 'value="招标公告"' in page.text
    assert "第一章　招标公告</a>" in page.text


def test_the_outline_costs_the_same_however_many_chapters_there_are(
    client: Client, document: TenderDocument, address: Callable[..., str], django_assert_num_queries: Any
) -> None:
    client.get(address("document"))
    for place in range(10):
        DocumentChapter.objects.create(document=document, position=50 + place, level=1, title="增加", body_html="甲")

    with django_assert_num_queries(34):
        client.get(address("document"))


def test_an_autosave_stores_the_outline_and_answers_with_what_is_missing(
    client: Client, document: TenderDocument, address: Callable[..., str]
) -> None:
    sent = outline(document, **{"chapters-3-title": "总体规定"})

    answer = client.post(address("document"), sent, headers=AUTOSAVE)

    assert answer.status_code == 200, answer.content
    assert answer.json()["revision"] == 2
    assert "还有" in answer.json()["panels"]["findings"]
    assert document.chapters.get(position=3).title == "总体规定"


def test_a_level_that_skips_one_is_refused_at_its_field(
    client: Client, document: TenderDocument, address: Callable[..., str]
) -> None:
    answer = client.post(address("document"), outline(document, **{"chapters-1-level": 3}), headers=AUTOSAVE)

    assert answer.status_code == 422
    assert answer.json()["errors"] == {
        "id_chapters-1-level": ["层级不能跳过上一级：“节”须在“章”之下，“小节”须在“节”之下。"]
    }


def test_a_required_chapter_cannot_be_left_out(
    client: Client, document: TenderDocument, address: Callable[..., str]
) -> None:
    page = client.post(address("document"), outline(document, **{"chapters-3-DELETE": "on"}))

    assert "必备章节不能移除：总则。" in page.text
    assert document.chapters.standing().filter(title="总则").exists()


def test_two_clerks_at_the_outline_the_second_is_told_and_nothing_is_overwritten(
    client: Client, colleague: User, document: TenderDocument, address: Callable[..., str]
) -> None:
    signed_in(colleague).post(address("document"), outline(document, **{"chapters-3-title": "甲改的"}))

    page = client.post(address("document"), outline(document, **{"chapters-3-title": "乙改的"}))

    assert page.status_code == 409
    assert "周经办刚刚保存过这部分内容" in page.text
    assert "节：甲改的" in page.text
    assert "节：乙改的" in page.text
    assert document.chapters.get(position=3).title == "甲改的"


def test_the_editor_shows_the_text_and_the_menu_of_fields(
    client: Client, chapter: DocumentChapter, address: Callable[..., str]
) -> None:
    page = client.get(address("chapter", chapter.key))

    assert "data-rich-text" in page.text
    assert 'data-rich-text-token="项目名称"' in page.text
    assert "{{采购人}}" in page.text


def test_an_autosave_stores_a_chapter_cleaned(
    client: Client, chapter: DocumentChapter, address: Callable[..., str]
) -> None:
    sent = {"revision": 0, "body_html": "<p>甲</p><script>alert(1)</script>【乙】"}

    answer = client.post(address("chapter", chapter.key), sent, headers=AUTOSAVE)

    chapter.refresh_from_db()
    assert chapter.body_html == "<p>甲</p>【乙】"
    assert answer.json()["revision"] == 1
    assert "还有 1 处待填写：【乙】" in answer.json()["panels"]["findings"]


def test_two_clerks_at_a_chapter_both_texts_are_shown_and_nothing_is_overwritten(
    client: Client, colleague: User, chapter: DocumentChapter, address: Callable[..., str]
) -> None:
    url = address("chapter", chapter.key)
    signed_in(colleague).post(url, {"revision": 0, "body_html": "<p>甲写的</p>"})

    page = client.post(url, {"revision": 0, "body_html": "<p>乙写的</p>"})
    by_itself = client.post(url, {"revision": 0, "body_html": "<p>乙写的</p>"}, headers=AUTOSAVE)

    assert (page.status_code, by_itself.status_code) == (409, 409)
    assert "<p>甲写的</p>" in page.text
    assert "&lt;p&gt;乙写的&lt;/p&gt;" in page.text
    assert by_itself.json()["outcome"] == "overtaken"
    chapter.refresh_from_db()
    assert chapter.body_html == "<p>甲写的</p>"


def test_after_looking_at_both_the_second_may_replace(
    client: Client, colleague: User, chapter: DocumentChapter, address: Callable[..., str]
) -> None:
    url = address("chapter", chapter.key)
    signed_in(colleague).post(url, {"revision": 0, "body_html": "<p>甲写的</p>"})
    page = client.post(url, {"revision": 0, "body_html": "<p>乙写的</p>"})

    shown = int(page.context["form"]["revision"].value())
    client.post(url, {"revision": shown, "body_html": "<p>合并的</p>"})

    chapter.refresh_from_db()
    assert (shown, chapter.body_html) == (1, "<p>合并的</p>")


@pytest.mark.parametrize("revision", [0, 7])
def test_a_form_that_lost_the_text_on_its_way_empties_no_chapter(
    client: Client, chapter: DocumentChapter, address: Callable[..., str], revision: int
) -> None:
    before = chapter.body_html

    page = client.post(address("chapter", chapter.key), {"revision": revision})

    assert "提交的内容不完整，请刷新页面后重试。" in page.text
    chapter.refresh_from_db()
    assert chapter.body_html == before != ""


def test_markup_that_got_past_everything_is_harmless_in_the_preview(
    client: Client, chapter: DocumentChapter, address: Callable[..., str]
) -> None:
    DocumentChapter.objects.filter(pk=chapter.pk).update(
        body_html='<p onclick="x()">甲</p><script>alert(1)</script><img src=x onerror=alert(2)>'
        '<a href="javascript:x()">乙</a>'
    )

    whole = client.get(address("document-preview")).text
    single = client.get(address("chapter-preview", chapter.key)).text

    for page in (whole, single):
        assert "甲" in page
        for attack in ("alert(", "onclick", "onerror", "javascript:"):
            assert attack not in page


def test_the_preview_has_contents_and_is_marked_as_a_draft(
    client: Client, document: TenderDocument, address: Callable[..., str], django_assert_num_queries: Any
) -> None:
    client.get(address("document-preview"))

    with django_assert_num_queries(31):
        page = client.get(address("document-preview"))

    first = document.chapters.standing()[0]
    assert f'<a href="#part-{first.key}">第一章　招标公告</a>' in page.text
    assert '<p class="document-paper__mark">草稿</p>' in page.text
    assert "方城县教育体育局义务教育学校教学设备采购项目的潜在投标人" in page.text


def test_a_file_is_attached_fetched_and_removed(
    client: Client, document: TenderDocument, address: Callable[..., str]
) -> None:
    upload = SimpleUploadedFile("图纸.pdf", PDF)

    page = client.post(address("document-file-attach"), {"file": upload}, follow=True)

    attached = document.files.get()
    assert "已上传附件：图纸.pdf" in page.text
    fetched = client.get(address("document-file", attached.pk))
    assert fetched.getvalue() == PDF
    assert fetched["Content-Disposition"].startswith("attachment")
    client.post(address("document-file-remove", attached.pk))
    assert not document.files.exists()


def test_a_file_that_is_not_what_it_says_is_refused_at_its_field(
    client: Client, document: TenderDocument, address: Callable[..., str]
) -> None:
    page = client.post(address("document-file-attach"), {"file": SimpleUploadedFile("图纸.pdf", b"MZ...")})

    assert "文件内容与后缀“.pdf”不符" in page.text
    assert not document.files.exists()


def test_an_unknown_chapter_is_not_found(
    client: Client, document: TenderDocument, address: Callable[..., str]
) -> None:
    assert client.get(address("chapter", uuid4())).status_code == 404


def test_a_closed_preparation_shows_chapters_without_the_editor_and_refuses_their_saving(
    client: Client,
    chapter: DocumentChapter,
    planning: Planning,
    address: Callable[..., str],
) -> None:
    Planning.objects.filter(pk=planning.pk).update(status=Planning.Status.LOCKED)
    url = address("chapter", chapter.key)

    page = client.get(url)
    answer = client.post(url, {"revision": 0, "body_html": "不该写入"}, headers=AUTOSAVE)
    pressed = client.post(url, {"revision": 0, "body_html": "<p>不该写入</p><p>第二段</p>"})

    assert pressed.status_code == 409
    assert "<dd>不该写入<br>第二段</dd>" in pressed.text
    assert "data-rich-text" not in page.text
    assert "采购公告到达本平台后才能编辑这部分内容。" in page.text
    assert (answer.status_code, answer.json()["outcome"]) == (409, "refused")
    assert "不该写入" not in DocumentChapter.objects.get(pk=chapter.pk).body_html


def test_every_saving_leaves_a_trail(planning: Planning, chapter: DocumentChapter, clerk: User, now: datetime) -> None:
    save_chapter(
        planning=planning,
        chapter=chapter,
        revision=0,
        body_html="<p>甲</p>",
        user=clerk,
        actor=Actor.person(clerk),
        now=now,
    )

    entry = AuditEntry.objects.get(act="document.chapter_saved")
    assert (entry.summary, entry.actor_id) == ("保存章节“总则”", clerk.pk)
    assert revision_of(planning, Sheet.Kind.CHAPTER, str(chapter.key)) == 1
