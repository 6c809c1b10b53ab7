"""Rows keep their key, their order and their limits, whatever the browser sends."""

from typing import Any
from uuid import UUID

import pytest
from django import forms
from django.core.exceptions import ValidationError

from apps.core.keyed_rows import SPARE_ROWS, BaseKeyedRowFormSet, KeyedRowForm, keyed_row_formset

FIRST, SECOND, THIRD = (str(UUID(int=number)) for number in (1, 2, 3))


class ItemForm(KeyedRowForm):
    name = forms.CharField(label="名称", max_length=10)
    note = forms.CharField(label="备注", required=False)


class BaseItemFormSet(BaseKeyedRowFormSet[ItemForm]):
    def clean(self) -> None:
        super().clean()
        if any(form.cleaned_data.get("name") == "坏" for form in self.entered_forms()):
            raise ValidationError("有一行是坏的。")


ItemFormSet = keyed_row_formset(ItemForm, row_name="个评分项", most=3, least=1, formset=BaseItemFormSet)


def sent(*rows: dict[str, Any], initial: int = 0, total: int | None = None) -> dict[str, Any]:
    """Return what the browser sends for these rows."""
    data: dict[str, Any] = {
        "items-TOTAL_FORMS": str(len(rows) if total is None else total),
        "items-INITIAL_FORMS": str(initial),
    }
    for index, row in enumerate(rows):
        data |= {f"items-{index}-{name}": value for name, value in row.items()}
    return data


def bound(*rows: dict[str, Any], **counts: int) -> BaseKeyedRowFormSet[ItemForm]:
    return ItemFormSet(sent(*rows, **counts), prefix="items")


def test_rows_come_back_with_their_keys_and_without_bookkeeping() -> None:
    formset = bound({"key": FIRST, "position": "0", "name": "甲", "note": "注"}, {"key": SECOND, "name": "乙"})

    assert formset.is_valid()
    assert formset.rows() == [
        {"key": UUID(FIRST), "name": "甲", "note": "注"},
        {"key": UUID(SECOND), "name": "乙", "note": ""},
    ]


def test_a_row_without_a_key_gets_one() -> None:
    formset = bound({"name": "甲"}, {"name": "乙"})

    assert formset.is_valid()
    keys = [row["key"] for row in formset.rows()]
    assert {type(key) for key in keys} == {UUID}
    assert keys[0] != keys[1]


def test_the_blank_row_of_a_page_brings_its_own_key_each_time() -> None:
    shown = [str(ItemFormSet(prefix="items").forms[0]["key"].value()) for _ in range(2)]

    assert shown[0] != shown[1]
    assert [UUID(key).version for key in shown] == [4, 4]


def test_the_stored_key_of_a_row_is_shown() -> None:
    formset = ItemFormSet(prefix="items", initial=[{"key": UUID(FIRST), "name": "甲"}])

    assert f'name="items-0-key" value="{FIRST}"' in str(formset.forms[0]["key"])


def test_a_row_that_was_sent_as_it_is_stored_is_a_row_all_the_same() -> None:
    stored = [{"key": UUID(FIRST), "position": 0, "name": "甲"}]
    sent = {"items-TOTAL_FORMS": "1", "items-INITIAL_FORMS": "1", "items-0-key": FIRST, "items-0-name": "甲"}

    formset = ItemFormSet(sent, prefix="items", initial=stored)

    assert formset.is_valid()
    assert [row["name"] for row in formset.rows()] == ["甲"]


def test_rows_stand_in_the_order_of_their_positions() -> None:
    formset = bound(
        {"key": FIRST, "position": "2", "name": "甲"},
        {"key": SECOND, "position": "0", "name": "乙"},
        {"key": THIRD, "position": "1", "name": "丙"},
    )

    assert formset.is_valid()
    assert [row["name"] for row in formset.rows()] == ["乙", "丙", "甲"]


def test_rows_without_positions_stand_as_they_came_and_after_the_others() -> None:
    formset = bound({"name": "甲"}, {"name": "乙"}, {"name": "丙", "position": "7"})

    assert formset.is_valid()
    assert [row["name"] for row in formset.rows()] == ["丙", "甲", "乙"]


def test_a_page_shown_again_keeps_the_order_even_of_rows_with_faults() -> None:
    formset = bound(
        {"key": FIRST, "position": "1", "name": "", "note": "没有名称"},
        {"key": SECOND, "position": "0", "name": "乙"},
    )

    assert not formset.is_valid()
    assert [form["key"].value() for form in formset] == [SECOND, FIRST]


@pytest.mark.parametrize("position", ["-1", "x", "100001", "9" * 5000])
def test_a_senseless_position_is_refused(position: str) -> None:
    formset = bound({"name": "甲", "position": position})

    assert not formset.is_valid()
    assert formset.forms[0].errors == {"position": ["收到的表格不完整，请刷新页面后重试。"]}


def test_a_senseless_key_is_refused() -> None:
    formset = bound({"name": "甲", "key": "1"})

    assert not formset.is_valid()
    assert formset.forms[0].errors == {"key": ["收到的表格不完整，请刷新页面后重试。"]}


def test_a_row_with_nothing_but_bookkeeping_is_no_row() -> None:
    blank = {"key": SECOND, "position": "1", "name": "", "note": ""}
    formset = bound({"key": FIRST, "position": "0", "name": "甲"}, blank, blank | {"key": THIRD, "DELETE": "on"})

    assert formset.is_valid()
    assert [row["key"] for row in formset.rows()] == [UUID(FIRST)]


def test_a_row_that_was_struck_out_is_left_out_faults_and_all() -> None:
    formset = bound(
        {"key": FIRST, "name": "甲"}, {"key": SECOND, "name": "一二三四五六七八九十一", "DELETE": "on"}, initial=2
    )

    assert formset.is_valid()
    assert [row["name"] for row in formset.rows()] == ["甲"]


def test_two_rows_with_one_key_are_refused() -> None:
    formset = bound({"key": FIRST, "name": "甲"}, {"key": FIRST, "name": "乙"})

    assert not formset.is_valid()
    assert formset.non_form_errors() == ["收到的表格中有重复的行，请刷新页面后重试。"]


def test_a_row_may_come_back_under_the_key_of_one_that_was_struck_out() -> None:
    formset = bound({"key": FIRST, "name": "甲", "DELETE": "on"}, {"key": FIRST, "name": "乙"})

    assert formset.is_valid()
    assert [row["name"] for row in formset.rows()] == ["乙"]


def test_too_many_rows_are_refused_and_the_struck_out_do_not_count() -> None:
    four = [{"name": name} for name in "甲乙丙丁"]

    formset, lighter = bound(*four), bound(*four[:3], four[3] | {"DELETE": "on"})

    assert not formset.is_valid()
    assert formset.non_form_errors() == ["最多 3 个评分项，现有 4 个评分项。"]
    assert lighter.is_valid()


def test_too_few_rows_are_refused() -> None:
    formset = bound({"name": "甲", "DELETE": "on"}, {"name": ""})

    assert not formset.is_valid()
    assert formset.non_form_errors() == ["至少 1 个评分项。"]


def test_more_rows_than_a_page_can_hold_are_refused() -> None:
    formset = bound({"name": "甲"}, total=3 + SPARE_ROWS + 1)

    assert not formset.is_valid()
    assert formset.non_form_errors() == ["行数太多，请减少后重试。"]


@pytest.mark.parametrize("counts", [{"initial": 2, "total": 1}, {"initial": 5}])
def test_a_table_that_lost_rows_on_its_way_is_refused(counts: dict[str, int]) -> None:
    formset = bound({"name": "甲"}, **counts)

    assert not formset.is_valid()
    assert formset.non_form_errors() == ["收到的表格不完整，请刷新页面后重试。"]


def test_a_table_that_did_not_come_is_refused() -> None:
    formset = ItemFormSet({}, prefix="items")

    assert not formset.is_valid()
    assert formset.non_form_errors() == ["收到的表格不完整，请刷新页面后重试。"]


def test_a_subclass_checks_the_rows_against_one_another() -> None:
    formset = bound({"name": "坏"})

    assert not formset.is_valid()
    assert formset.non_form_errors() == ["有一行是坏的。"]


def test_what_a_rule_found_stands_at_the_nth_row_that_was_entered() -> None:
    formset = bound({"name": "删", "DELETE": "on"}, {"name": "甲", "position": "2"}, {"name": "乙", "position": "1"})
    assert formset.is_valid()

    formset.show_problems(
        {"items-0-name": ["名称重复。"], "items-1-total": ["合计不对。"], "items": ["表格不对。"], "": ["全部不对。"]}
    )

    assert [form.errors for form in formset.forms] == [{}, {"__all__": ["合计不对。"]}, {"name": ["名称重复。"]}]
    assert formset.non_form_errors() == ["表格不对。", "全部不对。"]
    assert not formset.is_valid()


def test_what_a_rule_found_stands_in_a_table_that_is_only_shown() -> None:
    formset = ItemFormSet(prefix="items", initial=[{"key": UUID(FIRST), "name": "甲"}])

    formset.show_problems({"items-0-name": ["名称重复。"]})

    assert formset.forms[0]["name"].errors == ["名称重复。"]
    assert formset.total_error_count() == 1
