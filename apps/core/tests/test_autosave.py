"""What the page's own saving is answered."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django import forms
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import HttpRequest, JsonResponse
from django.test import RequestFactory

from apps.core.autosave import MOST_ANSWERS, answered_once, invalid, is_autosave, overtaken, refused, saved
from apps.core.keyed_rows import KeyedRowForm, keyed_row_formset


class BasicsForm(forms.Form):
    revision = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": "请刷新页面后重试。"})
    name = forms.CharField(label="名称", error_messages={"required": "请填写名称。"})
    kind = forms.ChoiceField(label="类别", choices=[("a", "甲")], widget=forms.RadioSelect)

    def clean(self) -> None:
        self.add_error(None, "名称与类别不符。")


class ItemForm(KeyedRowForm):
    name = forms.CharField(label="名称", error_messages={"required": "请填写名称。"})
    share = forms.IntegerField(label="分值", error_messages={"required": "请填写分值。"})

    def clean(self) -> None:
        if self.cleaned_data.get("name") == "价格":
            self.add_error(None, "价格分由公式计算。")


ItemFormSet = keyed_row_formset(ItemForm, row_name="个评分项", most=2)


def read(response: JsonResponse) -> tuple[int, dict[str, Any]]:
    return response.status_code, json.loads(response.content)


@pytest.mark.parametrize(
    ("headers", "expected"), [({"X-Autosave": "1"}, True), ({"X-Autosave": "0"}, False), ({}, False)]
)
def test_the_page_says_by_a_header_that_it_saves_by_itself(headers: dict[str, str], expected: bool) -> None:
    request = RequestFactory().post("/", headers=headers)

    assert is_autosave(request) is expected


def test_saved_gives_the_new_revision_the_time_here_and_the_panels() -> None:
    answer = saved(8, datetime(2026, 11, 22, 12, 15, 3, tzinfo=UTC), {"findings": "<p>无</p>"})

    assert read(answer) == (
        200,
        {"outcome": "saved", "revision": 8, "saved_at": "20:15:03", "panels": {"findings": "<p>无</p>"}},
    )
    assert answer["Content-Type"] == "application/json"


def test_faults_stand_under_the_ids_that_their_fields_have_on_the_page() -> None:
    form = BasicsForm({"name": "", "kind": "b"}, auto_id="id_%s")

    status, answer = read(invalid(form, panels={"sum": "9"}))

    assert status == 422
    assert answer == {
        "outcome": "invalid",
        "errors": {"id_name": ["请填写名称。"], "id_kind": ["选择一个有效的选项。 b 不在可用的选项中。"]},
        "general": ["名称与类别不符。", "请刷新页面后重试。"],
        "panels": {"sum": "9"},
    }


def test_rows_are_named_by_their_number_on_the_page_and_the_struck_out_are_not_judged() -> None:
    formset = ItemFormSet(
        {
            "items-TOTAL_FORMS": "4", "items-INITIAL_FORMS": "0",
            "items-0-name": "价格", "items-0-share": "30", "items-0-position": "3",
            "items-1-name": "技术", "items-1-share": "", "items-1-position": "1",
            "items-2-name": "", "items-2-share": "1", "items-2-position": "2", "items-2-DELETE": "on",
            "items-3-name": "", "items-3-share": "", "items-3-position": "0",
        },
        prefix="items",
    )  # fmt: skip

    _, answer = read(invalid(formset))

    assert answer["errors"] == {"id_items-1-share": ["请填写分值。"]}
    assert answer["general"] == ["第 3 行：价格分由公式计算。"]


def test_what_is_wrong_with_a_table_as_a_whole_is_general() -> None:
    row = {"name": "甲", "share": "1"}
    data = {"items-TOTAL_FORMS": "3", "items-INITIAL_FORMS": "0"}
    data |= {f"items-{index}-{name}": value for index in range(3) for name, value in row.items()}

    _, answer = read(invalid(ItemFormSet(data, prefix="items")))

    assert answer["general"] == ["最多 2 个评分项，现有 3 个评分项。"]


def test_overtaken_says_where_to_look_and_refused_says_why() -> None:
    assert read(overtaken("王某已保存。", "/p/1/")) == (
        409,
        {"outcome": "overtaken", "message": "王某已保存。", "url": "/p/1/"},
    )
    assert read(refused("已发出，不能修改。")) == (409, {"outcome": "refused", "message": "已发出，不能修改。"})


class Shelf:
    """A view with something to store, and the person who sends to it."""

    def __init__(self) -> None:
        self.revision = 1
        self.session = SessionStore()

    def send(self, identity: str = "", path: str = "/shelf/", **headers: str) -> tuple[int, dict[str, Any]]:
        request = RequestFactory().post(path, headers={"X-Autosave": "1", "X-Autosave-Id": identity} | headers)
        request.session = self.session
        answer = answered_once(self._view)(request)
        assert isinstance(answer, JsonResponse)
        return read(answer)

    def _view(self, request: HttpRequest) -> JsonResponse:
        if "overtaken" in request.path:
            return overtaken("王某已保存。", "/p/1/")
        self.revision += 1
        return saved(self.revision, datetime(2026, 11, 22, 12, 15, self.revision, tzinfo=UTC), {"sum": "9"})


def test_what_is_sent_again_is_answered_as_before_and_not_stored_twice() -> None:
    shelf = Shelf()

    first, again = shelf.send("a"), shelf.send("a")

    assert shelf.revision == 2
    assert first == (200, {"outcome": "saved", "revision": 2, "saved_at": "20:15:02", "panels": {"sum": "9"}})
    assert again == (200, {"outcome": "saved", "revision": 2, "saved_at": "20:15:02", "panels": {}})


@pytest.mark.parametrize(
    ("identity", "path", "header"),
    [("b", "/shelf/", "1"), ("a", "/other/", "1"), ("", "/shelf/", "1"), ("a", "/shelf/", "0")],
)
def test_other_content_another_page_and_a_pressed_button_are_stored(identity: str, path: str, header: str) -> None:
    shelf = Shelf()
    shelf.send("a")

    shelf.send(identity, path, **{"X-Autosave": header})

    assert shelf.revision == 3


def test_what_was_not_stored_is_judged_again() -> None:
    shelf = Shelf()

    answers = [shelf.send("a", "/overtaken/")[0] for _ in range(2)]

    assert answers == [409, 409]
    assert dict(shelf.session) == {}


def test_only_the_latest_answers_are_kept() -> None:
    shelf = Shelf()
    for number in range(MOST_ANSWERS + 1):
        shelf.send(f"identity {number}")

    shelf.send("identity 1")
    assert shelf.revision == MOST_ANSWERS + 2

    shelf.send("identity 0")
    assert shelf.revision == MOST_ANSWERS + 3
