import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.http import QueryDict

from apps.acceptance.forms import AdoptForm, ProjectForm, ProjectListForm, StartForm, lot_formset
from apps.acceptance.models import Project
from apps.acceptance.rules import MOST_LOTS
from apps.acceptance.services.projects import LotFacts
from apps.acceptance.tests.conftest import all_lots, form_data
from apps.accounts.models import Organisation
from apps.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def by_hand(agency: Organisation) -> Project:
    return Project(agency=agency, pk=1)


def query(data: dict[str, Any]) -> QueryDict:
    sent = QueryDict(mutable=True)
    sent.update({name: str(value) for name, value in data.items()})
    return sent


class TestProjectForm:
    def test_a_draft_may_be_empty(self, by_hand: Project) -> None:
        form = ProjectForm({"revision": "1"}, project=by_hand)

        assert form.is_valid(), form.errors
        assert form.facts()["name"] == ""
        assert form.facts()["budget"] is None

    def test_what_a_submission_needs_is_marked_although_a_draft_does_not_need_it(self, by_hand: Project) -> None:
        form = ProjectForm({"revision": "1"}, project=by_hand)

        form.is_valid()

        marked = {name for name, field in form.fields.items() if field.required and name != "revision"}
        assert {"name", "budget", "purchaser_name", "agency_phone", "requirement_summary"} <= marked
        assert "remarks" not in marked
        assert 'aria-required="true"' in str(form["name"])

    def test_what_the_plan_rules_is_not_a_field(self, draft: Project) -> None:
        form = ProjectForm({"revision": "2", "budget": "1", "name": "另一个"}, project=draft)

        assert form.is_valid()
        assert not set(Project.RULED_BY_PLAN) & set(form.facts())

    @pytest.mark.parametrize(
        ("name", "typed", "stored"),
        [
            ("budget", "３，１２０，０００．００", Decimal("3120000.00")),
            ("budget", " ", None),
            ("purchaser_credit_code", " 11411322 00600 0028j", "11411322006000028J"),
            ("purchaser_credit_code", "1141132200600001xj", "1141132200600001XJ"),
            ("name", "  名称  ", "名称"),
            ("remarks", "一\r\n\t二", "一\r\n\t二"),
            ("purchaser_phone", "（0377）6000 0000 转 8001", "（0377）6000 0000 转 8001"),
            ("agency_phone", "+86-377-60000000 ext.12、13800000000", "+86-377-60000000 ext.12、13800000000"),
            ("agency_phone", "12345", "12345"),
            ("planned_announcement_date", "2025-03-02", date(2025, 3, 2)),
            ("planned_announcement_date", "2029-03-01", date(2029, 3, 1)),
        ],
    )
    def test_what_is_typed_is_understood(self, by_hand: Project, name: str, typed: str, stored: object) -> None:
        form = ProjectForm({"revision": "1", name: typed}, project=by_hand)

        with time_machine.travel(NOW, tick=False):
            form.full_clean()

        assert not form.errors
        assert form.facts()[name] == stored

    @pytest.mark.parametrize(
        ("name", "typed", "words"),
        [
            ("budget", "-1", "请只填写数字"),
            ("budget", "1e5", "请只填写数字"),
            ("budget", "0", "必须大于零"),
            ("budget", "1" * 15, "^金额最多 14 位整数、6 位小数。$"),
            ("budget", "1" * 21, "^金额最多 14 位整数、6 位小数。$"),
            ("budget", "1.1234567", "^金额最多 14 位整数、6 位小数。$"),
            ("purchaser_credit_code", "11411322006000028K", "统一社会信用代码不正确"),
            ("purchaser_credit_code", "123", "统一社会信用代码不正确"),
            ("method", "bribery", "bribery"),
            ("name", "长" * 601, "600"),
            ("name", "a\x00b", r"^第 2 个字符是看不见的控制字符（U\+0000），请删去后重新填写。$"),
            ("name", "教学\u202e备设", r"第 3 个字符.*U\+202E"),
            ("purchaser_address", "一号\n二号", r"第 3 个字符.*U\+000A"),
            ("purchaser_contact", "\u2066李", r"第 1 个字符.*U\+2066"),
            ("remarks", "响\x07铃", r"第 2 个字符.*U\+0007"),
            ("purchaser_credit_code", "1141132200600002\x008J", r"U\+0000"),
            ("purchaser_phone", "找李老师", "电话号码不正确"),
            ("purchaser_phone", "0377", "电话号码不正确"),
            ("agency_phone", "0377-60000000<b>", "电话号码不正确"),
            ("agency_phone", "1" * 51, "电话号码不正确"),
            ("planned_announcement_date", "0001-01-01", "^请填写 2025-03-02 至 2029-03-01 之间的日期。$"),
            ("planned_announcement_date", "2025-03-01", "之间的日期"),
            ("planned_announcement_date", "2029-03-02", "之间的日期"),
            ("planned_announcement_date", "9999-12-31", "之间的日期"),
            ("requirement_summary", "长" * 4001, "4000"),
            ("planned_announcement_date", "2026-02-30", "日期"),
            ("revision", "", "必填"),
            ("revision", "x", "整数"),
        ],
    )
    def test_what_cannot_be_understood_is_said_at_the_field(
        self, by_hand: Project, name: str, typed: str, words: str
    ) -> None:
        form = ProjectForm({"revision": "1"} | {name: typed}, project=by_hand)

        with time_machine.travel(NOW, tick=False):
            is_valid = form.is_valid()

        assert not is_valid
        assert list(form.errors) == [name]
        assert any(re.search(words, str(message)) for message in form.errors[name])

    def test_the_page_keeps_showing_the_stored_project(self, draft: Project) -> None:
        form = ProjectForm({"revision": "2", "remarks": "改了"}, project=draft)

        form.is_valid()

        assert form.instance.remarks == "改了"
        assert draft.remarks == ""

    def test_a_problem_of_a_field_that_is_not_on_the_page_stands_above_the_form(self, draft: Project) -> None:
        form = ProjectForm(project=draft)

        form.show_problems("budget", ["预算金额必须大于零。"])
        form.show_problems("remarks", ["备注有误。"])

        assert form.non_field_errors() == ["预算金额必须大于零。"]
        assert form["remarks"].errors == ["备注有误。"]


class TestLots:
    def test_rows_become_lots_in_order_and_blank_rows_are_ignored(self, draft: Project) -> None:
        lots = lot_formset(query(form_data(draft)))

        assert lots.is_valid(), lots.errors
        assert lots.facts() == all_lots(draft)

    def test_a_row_without_an_id_is_a_new_lot(self, draft: Project) -> None:
        data = form_data(draft, **{"lots-2-lot_no": "3", "lots-2-name": "安装", "lots-2-budget": "1,000"})

        lots = lot_formset(query(data))

        assert lots.is_valid(), lots.errors
        assert lots.facts()[2] == LotFacts(pk=None, lot_no="3", name="安装", budget=Decimal(1000))

    def test_a_struck_out_row_is_gone_whatever_stands_in_it(self, draft: Project) -> None:
        data = form_data(draft, **{"lots-0-DELETE": "on", "lots-0-budget": "胡写", "lots-0-lot_no": "2"})

        lots = lot_formset(query(data))

        assert lots.is_valid(), lots.errors
        assert lots.facts() == all_lots(draft)[1:]

    def test_a_draft_of_a_lot_may_be_incomplete_but_for_its_number(self, draft: Project) -> None:
        data = form_data(draft, **{"lots-2-lot_no": "3"})

        assert lot_formset(query(data)).is_valid()

        data = form_data(draft, **{"lots-2-name": "没有编号"})
        lots = lot_formset(query(data))

        assert not lots.is_valid()
        assert lots.forms[2].errors == {"lot_no": ["请填写标段号。"]}

    @pytest.mark.parametrize("again", ["1", " 1 ", "１"])
    def test_a_number_that_is_used_twice_is_said_at_the_second(self, draft: Project, again: str) -> None:
        lots = lot_formset(query(form_data(draft, **{"lots-1-lot_no": again})))

        assert not lots.is_valid()
        assert lots.forms[0].errors == {}
        assert list(lots.forms[1].errors) == ["lot_no"]

    @pytest.mark.parametrize(
        ("changes", "place"),
        [
            ({"lots-0-ceiling_price": "3,120,000.01"}, "ceiling_price"),
            ({"lots-0-budget": "0"}, "budget"),
            ({"lots-0-budget": "-5", "lots-0-ceiling_price": ""}, "budget"),
            ({"lots-0-quantity": "1e3"}, "quantity"),
            ({"lots-0-name": "长" * 601}, "name"),
            ({"lots-0-unit": "长" * 201}, "unit"),
            ({"lots-0-lot_no": "长" * 51}, "lot_no"),
            ({"lots-0-lot_no": "<1>"}, "lot_no"),
            ({"lots-0-lot_no": "1😀"}, "lot_no"),
            ({"lots-0-lot_no": "-1"}, "lot_no"),
            ({"lots-0-lot_no": "1\u202e2"}, "lot_no"),
            ({"lots-0-name": "图书\x00"}, "name"),
            ({"lots-0-unit": "套\u2067箱"}, "unit"),
            ({"lots-0-category_code": "A\x01"}, "category_code"),
            ({"lots-0-quantity": "1" * 21}, "quantity"),
            ({"lots-0-id": "x"}, "id"),
        ],
    )
    def test_what_is_wrong_with_a_lot_is_said_in_its_row(
        self, draft: Project, changes: dict[str, str], place: str
    ) -> None:
        lots = lot_formset(query(form_data(draft, **changes)))

        assert not lots.is_valid()
        assert list(lots.forms[0].errors) == [place]

    def test_a_ceiling_price_may_be_the_whole_budget(self, draft: Project) -> None:
        assert lot_formset(query(form_data(draft, **{"lots-0-ceiling_price": "3120000.00"}))).is_valid()

    @pytest.mark.parametrize("total", ["", "x", "-1", "0", "1", str(MOST_LOTS + 1), "999999999"])
    def test_a_number_of_rows_that_cannot_be_is_refused(self, draft: Project, total: str) -> None:
        lots = lot_formset(query(form_data(draft, **{"lots-TOTAL_FORMS": total})))

        assert not lots.is_valid()

    def test_too_many_rows_are_said_in_the_words_of_the_page(self, draft: Project) -> None:
        lots = lot_formset(query(form_data(draft, **{"lots-TOTAL_FORMS": MOST_LOTS + 1})))

        assert lots.non_form_errors() == ["最多 100 个标段。"]

    @pytest.mark.parametrize("lot_no", ["1", "２", "A-01", "第一标段", "包三（货物）", "2026/3.1", "标段 #4", "Ⅱ"])
    def test_a_lot_may_be_numbered_in_many_ways(self, draft: Project, lot_no: str) -> None:
        data = form_data(draft, **{"lots-0-lot_no": lot_no, "lots-1-lot_no": "另一个"})

        assert lot_formset(query(data)).is_valid()

    def test_problems_of_the_rules_stand_at_their_places(self, draft: Project) -> None:
        lots = lot_formset(initial=[{"lot_no": "1"}, {"lot_no": "2"}])

        lots.show_problems({"lots": ["合计超过项目预算。"], "lots-1-unit": ["请填写单位。"]})

        assert lots.non_form_errors() == ["合计超过项目预算。"]
        assert lots.forms[1]["unit"].errors == ["请填写单位。"]
        assert lots.total_error_count() == 2


def test_the_choice_whether_to_pick_a_plan_is_a_boolean() -> None:
    yes, no, neither = (StartForm({"from_plan": value}) for value in ("yes", "no", ""))

    assert yes.is_valid()
    assert yes.cleaned_data["from_plan"] is True
    assert no.is_valid()
    assert no.cleaned_data["from_plan"] is False
    assert not neither.is_valid()


@pytest.mark.parametrize("sent", [{}, {"revision": "1"}, {"revision": "0", "plan_version": "1"}, {"revision": "x"}])
def test_a_change_is_adopted_with_both_versions_that_were_shown(sent: dict[str, str]) -> None:
    assert not AdoptForm(sent).is_valid()


@pytest.mark.parametrize("sent", [{"q": "长" * 101}, {"q": "a\x00"}, {"status": "gone"}])
def test_a_query_that_makes_no_sense_is_refused(sent: dict[str, str]) -> None:
    assert not ProjectListForm(sent).is_valid()
