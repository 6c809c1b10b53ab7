"""Every record that the center edits keeps two administrators from overwriting each other."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.contrib import admin
from django.db.models import F, Model
from django.test import Client
from django.urls import reverse

from apps.accounts.center_revised import RevisedAdmin
from apps.accounts.center_site import CenterModelAdmin
from apps.accounts.models import User
from apps.conftest import signed_in
from apps.core.calendar_notices import STATUTORY_HOLIDAYS
from apps.core.models import CalendarDay, CalendarNotice, RevisedModel
from apps.core.revised_forms import RevisedForm
from apps.tender_planning.models import Room

EDITED = [
    registered
    for registered in admin.site._registry.values()
    if isinstance(registered, CenterModelAdmin) and registered.editors
]


def names_of(registered: Any) -> str:
    return str(registered.opts.label)


@pytest.fixture
def client(administrator: User) -> Client:
    return signed_in(administrator)


@pytest.fixture
def rows(supervisor: User) -> None:
    """Rows of the models that no migration fills."""
    Room.objects.create(name="开标一室", kind=Room.Kind.OPENING, address="三楼")
    notice = CalendarNotice(year=2099, title="通知", document_no="1号", loaded_by="甲")
    notice.loaded_at = datetime(2098, 11, 1, tzinfo=UTC)
    notice.save()
    for month, occasion in enumerate(STATUTORY_HOLIDAYS, start=1):
        CalendarDay.objects.create(notice=notice, date=date(2099, month, 1), is_working_day=False, occasion=occasion)


def row_of(registered: Any, administrator: User) -> Model:
    """Return a row that an administrator may edit: not oneself, whose standing is somebody else's to change."""
    rows = registered.model._default_manager.order_by("-pk")
    row: Model = (rows.exclude(pk=administrator.pk) if registered.model is User else rows).first()
    assert row is not None
    return row


def sent(page: Any) -> dict[str, Any]:
    """Return what a browser sends that shows a page and changes nothing."""
    forms = [page.context["adminform"].form]
    for inline in page.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    return {name: value for form in forms for name, value in _typed(form)}


def _typed(form: Any) -> Iterator[tuple[str, Any]]:
    for bound in form:
        value = bound.value()
        if isinstance(value, list):
            yield bound.html_name, [getattr(each, "pk", each) for each in value]
        elif value is not None and value is not False:
            yield bound.html_name, "on" if value is True else value


@pytest.mark.parametrize("registered", EDITED, ids=names_of)
def test_every_record_that_is_edited_at_the_center_has_a_revision_and_a_form_that_knows_it(registered: Any) -> None:
    assert issubclass(registered.model, RevisedModel)
    assert isinstance(registered, RevisedAdmin)
    assert issubclass(registered.form, RevisedForm)


@pytest.mark.usefixtures("rows", "clerk")
@pytest.mark.parametrize("registered", EDITED, ids=names_of)
def test_whoever_was_overtaken_is_told_and_the_second_press_saves(
    registered: Any, client: Client, administrator: User
) -> None:
    row = row_of(registered, administrator)
    address = reverse(f"admin:{registered.opts.app_label}_{registered.opts.model_name}_change", args=[row.pk])
    data = sent(client.get(address))
    found = registered.model._base_manager.filter(pk=row.pk)
    found.update(revision=F("revision") + 1)
    stored = found.values().get()

    refused = client.post(address, data)

    assert refused.status_code == 200
    assert "您的修改没有保存，填写的内容没有丢失" in refused.text
    assert found.values().get() == stored
    again = sent(refused)
    assert again["seen_revision"] == str(stored["revision"])
    assert client.post(address, again).status_code == 302
    assert found.get().revision == stored["revision"] + 1


def test_the_second_sees_who_saved_what_and_keeps_every_word(client: Client, administrator: User, rows: None) -> None:
    room = Room.objects.get()
    address = f"/center/tender_planning/room/{room.pk}/change/"
    data = {"name": "开标一室", "kind": "opening", "address": "三楼", "is_active": "on", "seen_revision": 1}
    client.post(address, data | {"address": "四楼东侧", "seats": "30"})

    page = client.post(address, data | {"address": "五楼西侧", "seats": "30"})

    assert f"{administrator}于" in page.text
    assert [(field.label, field.words) for field in page.context["adminform"].form.stored_fields] == [
        ("地址或网址", "四楼东侧")
    ]
    assert "<dd>四楼东侧</dd>" in page.text
    assert 'value="五楼西侧"' in page.text
    assert Room.objects.get().address == "四楼东侧"


def test_what_is_stored_now_is_told_as_it_is_read(client: Client, administrator: User, rows: None) -> None:
    room = Room.objects.get()
    Room.objects.update(revision=2, kind=Room.Kind.EVALUATION, seats=None, is_active=False)
    data = {"name": "开标一室", "kind": "opening", "address": "三楼", "seats": "30", "is_active": "on"}

    page = client.post(f"/center/tender_planning/room/{room.pk}/change/", data | {"seen_revision": 1})

    assert [(field.label, field.words) for field in page.context["adminform"].form.stored_fields] == [
        ("类别", "评标室"),
        ("容纳人数", "—"),
        ("启用", "否"),
    ]


def test_roles_of_a_user_are_told_by_their_names(client: Client, administrator: User, reviewer: User) -> None:
    address = f"/center/accounts/user/{reviewer.pk}/change/"
    data = sent(client.get(address)) | {"groups": []}
    User.objects.filter(pk=reviewer.pk).update(revision=2)

    page = client.post(address, data)

    assert [(field.label, field.words) for field in page.context["adminform"].form.stored_fields] == [
        ("角色", "中心业务科室")
    ]


def test_whoever_signed_in_or_out_is_not_taken_for_the_one_who_saved(
    client: Client, administrator: User, reviewer: User
) -> None:
    address = f"/center/accounts/user/{reviewer.pk}/change/"
    data = sent(client.get(address))
    client.post(address, data | {"phone": "0377-60000009"})
    signed_in(reviewer)

    page = client.post(address, data)

    assert f"{administrator}于" in page.text
    assert f"{reviewer}于" not in page.text


def test_a_page_that_nobody_overtook_is_saved_at_once(client: Client, rows: None) -> None:
    room = Room.objects.get()
    data = {"name": "开标一室", "kind": "opening", "address": "五楼", "is_active": "on", "seen_revision": 1}

    response = client.post(f"/center/tender_planning/room/{room.pk}/change/", data)

    assert response.status_code == 302
    assert (Room.objects.get().address, Room.objects.get().revision) == ("五楼", 2)
