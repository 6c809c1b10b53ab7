"""文件模板 at the center's site."""

from typing import Any

import pytest
from django.urls import reverse

from apps.accounts.models import User
from apps.conftest import signed_in
from apps.core.models import AuditEntry
from apps.tender_planning.admin.documents import DocumentTemplateAdmin
from apps.tender_planning.models import DocumentTemplate, TemplateChapter

pytestmark = pytest.mark.django_db


@pytest.fixture
def template() -> DocumentTemplate:
    return DocumentTemplate.objects.get(method="open_tender")


@pytest.fixture
def chapter(template: DocumentTemplate) -> TemplateChapter:
    return template.chapters.get(title="总则")


def template_url(template: DocumentTemplate) -> str:
    return reverse("admin:tender_planning_documenttemplate_change", args=[template.pk])


def chapter_url(chapter: TemplateChapter) -> str:
    return reverse("admin:tender_planning_templatechapter_change", args=[chapter.pk])


def outline(template: DocumentTemplate, **changes: Any) -> dict[str, Any]:
    """What the page of a template sends back; keyword arguments change single fields."""
    chapters = list(template.chapters.all())
    sent: dict[str, Any] = {
        "name": template.name,
        "method": template.method,
        "kind": template.kind,
        "document_title": template.document_title,
        "is_active": "on",
        "seen_revision": template.revision,
        "chapters-TOTAL_FORMS": len(chapters),
        "chapters-INITIAL_FORMS": len(chapters),
    }
    for place, chapter in enumerate(chapters):
        sent |= {
            f"chapters-{place}-id": chapter.pk,
            f"chapters-{place}-template": template.pk,
            f"chapters-{place}-position": chapter.position,
            f"chapters-{place}-level": chapter.level,
            f"chapters-{place}-title": chapter.title,
        } | ({f"chapters-{place}-is_required": "on"} if chapter.is_required else {})
    return sent | changes


def test_an_administrator_changes_the_outline_and_the_trail_says_how(
    administrator: User, template: DocumentTemplate
) -> None:
    sent = outline(template, **{"chapters-3-title": "总体规定"})

    answer = signed_in(administrator).post(template_url(template), sent)

    assert answer.status_code == 302
    assert template.chapters.filter(title="总体规定").exists()
    assert AuditEntry.objects.get(act="documenttemplate.changed").details["changes"] == [
        {"field": "章节", "before": "4. 总则（第 2 级，必备）", "after": "4. 总体规定（第 2 级，必备）"}
    ]


def test_two_templates_in_use_for_one_method_are_refused(administrator: User, template: DocumentTemplate) -> None:
    other = DocumentTemplate.objects.create(
        name="旧", method="open_tender", document_title="招标文件", is_active=False
    )

    page = signed_in(administrator).post(template_url(other), outline(other))

    assert "该采购方式和采购对象已有启用的模板，请先停用。" in page.text
    assert not DocumentTemplate.objects.get(pk=other.pk).is_active


def test_an_administrator_changes_a_text_which_is_cleaned(administrator: User, chapter: TemplateChapter) -> None:
    sent = {"title": "总则", "body_html": "<p>{{项目名称}}</p><script>x()</script>", "seen_revision": 1}

    signed_in(administrator).post(chapter_url(chapter), sent)

    chapter.refresh_from_db()
    assert (chapter.body_html, chapter.revision) == ("<p>{{项目名称}}</p>", 2)


def test_a_field_that_nothing_would_fill_is_refused(administrator: User, chapter: TemplateChapter) -> None:
    sent = {"title": "总则", "body_html": "<p>{{没有}}</p>", "seen_revision": 1}

    page = signed_in(administrator).post(chapter_url(chapter), sent)

    assert "没有这些字段：没有。请从字段菜单选用。" in page.text
    assert "没有}}" not in TemplateChapter.objects.get(pk=chapter.pk).body_html


def test_a_title_changed_on_a_chapters_page_overtakes_the_outline_and_the_other_way_round(
    administrator: User, template: DocumentTemplate, chapter: TemplateChapter
) -> None:
    client, seen = signed_in(administrator), outline(template)

    client.post(chapter_url(chapter), {"title": "总的规定", "body_html": "", "seen_revision": 1})
    overtaken = client.post(template_url(template), seen)
    client.post(template_url(template), seen | {"seen_revision": 2})

    assert "您的修改没有保存" in overtaken.text
    chapter.refresh_from_db()
    assert (chapter.title, chapter.revision) == ("总则", 3)
    changes = AuditEntry.objects.filter(act__endswith="changed", details__changes__0__field__startswith="章节")
    assert set(changes.values_list("act", "subject_id")) == {
        ("documenttemplate.changed", template.pk),
        ("templatechapter.changed", chapter.pk),
    }


def test_the_outline_does_not_take_back_a_text_that_was_saved_while_it_was_sent(
    administrator: User, template: DocumentTemplate, chapter: TemplateChapter, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_form = DocumentTemplateAdmin.save_form

    def after_another_press(*args: Any, **kwargs: Any) -> Any:
        TemplateChapter.objects.filter(pk=chapter.pk).update(body_html="<p>新的</p>", revision=2)
        return save_form(*args, **kwargs)

    monkeypatch.setattr(DocumentTemplateAdmin, "save_form", after_another_press)
    signed_in(administrator).post(template_url(template), outline(template, **{"chapters-3-title": "总体规定"}))

    chapter.refresh_from_db()
    assert (chapter.title, chapter.body_html, chapter.revision) == ("总体规定", "<p>新的</p>", 3)


def test_the_text_that_is_stored_now_is_told_without_its_tags(administrator: User, chapter: TemplateChapter) -> None:
    TemplateChapter.objects.filter(pk=chapter.pk).update(body_html="<p>第一段</p><p>第二段</p>", revision=2)

    page = signed_in(administrator).post(
        chapter_url(chapter), {"title": "总则", "body_html": "<p>乙</p>", "seen_revision": 1}
    )

    assert "<dd>第一段<br>第二段</dd>" in page.text


def test_the_second_of_two_administrators_is_told(administrator: User, chapter: TemplateChapter) -> None:
    client = signed_in(administrator)
    client.post(chapter_url(chapter), {"title": "总则", "body_html": "<p>甲</p>", "seen_revision": 1})

    page = client.post(chapter_url(chapter), {"title": "总则", "body_html": "<p>乙</p>", "seen_revision": 1})

    assert "您的修改没有保存，填写的内容没有丢失" in page.text
    assert TemplateChapter.objects.get(pk=chapter.pk).body_html == "<p>甲</p>"


@pytest.mark.parametrize("person", ["reviewer", "supervisor"])
def test_others_of_the_center_read_and_change_nothing(
    template: DocumentTemplate, chapter: TemplateChapter, request: pytest.FixtureRequest, person: str
) -> None:
    client = signed_in(request.getfixturevalue(person))

    outline_page, text_page = client.get(template_url(template)), client.get(chapter_url(chapter))
    refused = [
        client.post(template_url(template), outline(template, name="不该写入")).status_code,
        client.post(chapter_url(chapter), {"title": "不该写入", "body_html": "", "seen_revision": 1}).status_code,
    ]

    assert "总则" in outline_page.text
    assert "<h3>1. 适用范围</h3>" in text_page.text
    assert refused == [403, 403]
    assert not TemplateChapter.objects.filter(title="不该写入").exists()


def test_an_agency_has_no_business_here(clerk: User, template: DocumentTemplate) -> None:
    assert signed_in(clerk).get(template_url(template)).status_code == 302
