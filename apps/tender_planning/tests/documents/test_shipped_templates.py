"""The templates that are delivered can be filled: every field exists, every word is set."""

from itertools import pairwise

import pytest

from apps.acceptance.codes import Method
from apps.tender_planning.documents.block_fields import BLOCKS_BY_NAME
from apps.tender_planning.documents.fields import BY_NAME
from apps.tender_planning.documents.filling import FIELD, LONE
from apps.tender_planning.documents.sanitising import clean_chapter
from apps.tender_planning.documents.shipped_templates import BODIES, ShippedTemplate, shipped_templates
from apps.tender_planning.models import DocumentTemplate

TEMPLATES = shipped_templates()
NAMES = [template.name for template in TEMPLATES]


@pytest.fixture(params=TEMPLATES, ids=NAMES)
def template(request: pytest.FixtureRequest) -> ShippedTemplate:
    assert isinstance(request.param, ShippedTemplate)
    return request.param


def test_there_is_one_for_each_method() -> None:
    assert [template.method for template in TEMPLATES] == list(Method)


def test_every_field_is_one_that_can_be_filled(template: ShippedTemplate) -> None:
    names = {name for chapter in template.chapters for name in FIELD.findall(chapter.body_html)}

    assert names <= BY_NAME.keys() | BLOCKS_BY_NAME.keys()


def test_tables_stand_in_paragraphs_of_their_own(template: ShippedTemplate) -> None:
    for chapter in template.chapters:
        tables = [name for name in FIELD.findall(chapter.body_html) if name in BLOCKS_BY_NAME]

        assert [name for name in LONE.findall(chapter.body_html) if name in BLOCKS_BY_NAME] == tables


def test_the_text_is_what_a_chapter_may_hold(template: ShippedTemplate) -> None:
    for chapter in template.chapters:
        assert clean_chapter(chapter.body_html) == chapter.body_html


def test_an_outline_never_skips_a_level(template: ShippedTemplate) -> None:
    levels = [chapter.level for chapter in template.chapters]

    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize(
    ("method", "foreign"),
    [
        (Method.OPEN_TENDER, ["响应文件", "磋商", "成交"]),
        (Method.COMPETITIVE_CONSULTATION, ["投标人", "投标文件", "开标一览表", "评标委员会"]),
        (Method.COMPETITIVE_NEGOTIATION, ["投标人", "投标文件", "磋商", "评标委员会"]),
        (Method.INQUIRY, ["投标人", "投标文件", "磋商", "评标委员会"]),
        (Method.SINGLE_SOURCE, ["投标人", "投标文件", "磋商", "评标委员会"]),
    ],
)
def test_a_method_speaks_its_own_words(method: Method, foreign: list[str]) -> None:
    template = next(template for template in TEMPLATES if template.method == method)
    # The names of fields and of regulations are the same for all.
    words = "".join(chapter.title + FIELD.sub("", chapter.body_html) for chapter in template.chapters)
    for name in ("招标投标管理办法", "竞争性磋商采购方式管理暂行办法"):
        words = words.replace(name, "")

    assert [word for word in foreign if word in words] == []


def test_every_body_is_used() -> None:
    everything = "".join(chapter.body_html for template in TEMPLATES for chapter in template.chapters)

    for body in BODIES.glob("*.html"):
        last_line = body.read_text(encoding="utf-8").strip().splitlines()[-1]
        assert last_line.split("$")[0].split("{{")[0] in everything, body.name


@pytest.mark.django_db
def test_the_platform_begins_with_them_in_use() -> None:
    stored = DocumentTemplate.objects.filter(is_active=True)

    assert {template.method: template.chapters.count() for template in stored} == {
        template.method: len(template.chapters) for template in TEMPLATES
    }
