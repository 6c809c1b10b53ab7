"""A scheme goes out as a workbook and comes back into the form, unsaved."""

from datetime import datetime
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from apps.acceptance.models import Lot
from apps.accounts.models import User
from apps.conftest import signed_in
from apps.core.actors import Actor
from apps.tender_planning.models import Planning
from apps.tender_planning.scoring.spreadsheet_export import write_scheme
from apps.tender_planning.scoring.spreadsheet_import import read_scheme
from apps.tender_planning.selectors.scoring import schemes_of
from apps.tender_planning.services.beginning import lock_planning
from apps.tender_planning.services.scoring import save_scheme
from apps.tender_planning.tests.scoring.examples import SCHEME, with_item
from apps.tender_planning.tests.scoring.pages import scheme_data


@pytest.fixture
def client(clerk: User) -> Client:
    return signed_in(clerk)


@pytest.fixture
def scored(planning: Planning, lot: Lot, clerk: User, now: datetime) -> Lot:
    save_scheme(planning=planning, lot=lot, revision=0, scheme=SCHEME, user=clerk, actor=Actor.person(clerk), now=now)
    return lot


def address(lot: Lot, page: str) -> str:
    return f"/agency/projects/{lot.project_id}/planning/lots/{lot.pk}/scoring/{page}"


def workbook(content: bytes, name: str = "评分标准.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_the_stored_scheme_is_sent_as_a_workbook(client: Client, scored: Lot) -> None:
    response = client.get(address(scored, "export/"))

    assert response["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert response["Content-Disposition"].startswith(
        "attachment; filename*=utf-8''%E8%AF%84%E5%88%86%E6%A0%87%E5%87%86-"
    )
    assert read_scheme(BytesIO(response.content)) == SCHEME


def test_before_there_is_a_scheme_the_table_to_fill_in_is_sent(client: Client, lot: Lot) -> None:
    sheets = load_workbook(BytesIO(client.get(address(lot, "export/")).content))

    assert sheets.sheetnames == ["填写说明", "评审设置", "评分类别", "评分项", "分档"]
    assert sheets["评分类别"]["C2"].value == 30


def test_a_workbook_is_shown_and_not_stored_before_it_is_saved(client: Client, scored: Lot) -> None:
    changed = with_item(name="延长质保期")

    response = client.post(address(scored, "import/"), {"file": workbook(write_scheme(changed, title="x"))})

    assert "导入的内容尚未保存" in response.text
    assert 'value="延长质保期"' in response.text
    assert [row.label for row in response.context["differences"]] == ["评分项 延长质保期"]
    assert "data-autosave " not in response.text
    assert schemes_of([scored])[scored.pk] == SCHEME

    client.post(address(scored, ""), scheme_data(changed, response.context["form"]["revision"].value()))

    assert schemes_of([scored])[scored.pk] == changed


def test_everything_wrong_in_a_workbook_is_told_with_its_place(client: Client, scored: Lot) -> None:
    sheets = load_workbook(BytesIO(write_scheme(SCHEME, title="x")))
    sheets["评分项"]["F2"] = "=10"
    sheets["评分项"]["D3"] = "随意"
    content = BytesIO()
    sheets.save(content)

    response = client.post(address(scored, "import/"), {"file": workbook(content.getvalue())}, follow=True)

    assert "工作表“评分项”第 2 行“最高分”：不能使用公式" in response.text
    assert "工作表“评分项”第 3 行“评分性质”" in response.text
    assert schemes_of([scored])[scored.pk] == SCHEME


@pytest.mark.parametrize(
    ("upload", "text"),
    [
        (None, "请选择文件。"),
        (SimpleUploadedFile("评分.xls", b"x"), "请选择 Excel 工作簿（.xlsx）。"),
        (SimpleUploadedFile("评分.xlsx", b"x"), "文件内容与后缀“.xlsx”不符"),
        (SimpleUploadedFile("评分.xlsx", b""), "文件是空的"),
    ],
)
def test_what_is_no_workbook_is_refused(
    client: Client, scored: Lot, upload: SimpleUploadedFile | None, text: str
) -> None:
    response = client.post(address(scored, "import/"), {"file": upload} if upload else {}, follow=True)

    assert text in response.text


def test_nothing_is_imported_while_the_preparation_is_closed(
    client: Client, scored: Lot, planning: Planning, now: datetime
) -> None:
    lock_planning(project=planning.project, now=now)

    response = client.post(
        address(scored, "import/"), {"file": workbook(write_scheme(SCHEME, title="x"))}, follow=True
    )

    assert "采购公告到达本平台后" in response.text


def test_reading_the_address_of_the_import_leads_to_the_page(client: Client, scored: Lot) -> None:
    assert client.get(address(scored, "import/")).headers["Location"] == address(scored, "")
