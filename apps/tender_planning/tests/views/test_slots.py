"""The page of 投标文件组成."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from apps.acceptance.models import Lot
from apps.accounts.models import User
from apps.conftest import signed_in
from apps.tender_planning.models import BidSlot, Planning

AUTOSAVE = {"X-Autosave": "1"}


@pytest.fixture
def client(clerk: User) -> Client:
    return signed_in(clerk)


@pytest.fixture
def url(planning: Planning) -> str:
    return reverse("tender_planning:slots", args=[planning.project_id])


@pytest.fixture
def lots(planning: Planning) -> list[Lot]:
    return list(planning.project.lots.order_by("pk"))


@pytest.fixture
def sent(lots: list[Lot]) -> Callable[..., dict[str, Any]]:
    """Return a function that makes what the page sends: rows of the first lot by their names."""

    def make(*names: str, revision: int = 0, keys: list[str] | None = None) -> dict[str, Any]:
        data: dict[str, Any] = {"revision": revision}
        for lot in lots:
            rows = names if lot == lots[0] else ()
            prefix = f"lot-{lot.pk}"
            data |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
            for place, name in enumerate(rows):
                data |= {
                    f"{prefix}-{place}-key": keys[place] if keys else str(uuid4()),
                    f"{prefix}-{place}-position": place,
                    f"{prefix}-{place}-category": "price_sheet",
                    f"{prefix}-{place}-name": name,
                    f"{prefix}-{place}-is_required": "on",
                    f"{prefix}-{place}-most_megabytes": 20,
                }
        return data

    return make


def test_the_usual_slots_are_given_to_every_lot(client: Client, url: str, lots: list[Lot]) -> None:
    client.post(reverse("tender_planning:slots-begin", args=[lots[0].project_id]), {"revision": 0})

    for lot in lots:
        assert list(lot.slots.filter(category="price_sheet").values_list("name", "is_required")) == [
            ("开标一览表", True)
        ]
        assert lot.slots.filter(name="技术偏离表及技术证明材料").exists()
        assert not lot.slots.filter(name="施工组织设计").exists()
    assert "没有发现问题。" in client.get(url).text


def test_an_autosave_stores_rows_under_their_keys(
    client: Client, url: str, lots: list[Lot], sent: Callable[..., dict[str, Any]]
) -> None:
    keys = [str(uuid4()), str(uuid4())]
    client.post(url, sent("甲", "乙", keys=keys), headers=AUTOSAVE)

    answer = client.post(url, sent("丙", "乙", revision=1, keys=keys[::-1]), headers=AUTOSAVE)

    assert answer.json()["revision"] == 2
    assert [(str(slot.key), slot.name) for slot in lots[0].slots.all()] == [(keys[1], "丙"), (keys[0], "乙")]
    assert "标段 2 还没有规划投标文件组成。" in answer.json()["panels"]["findings"]


def test_the_second_of_two_clerks_is_told_and_nothing_is_overwritten(
    client: Client, colleague: User, url: str, lots: list[Lot], sent: Callable[..., dict[str, Any]]
) -> None:
    signed_in(colleague).post(url, sent("甲"))

    page = client.post(url, sent("乙"))

    assert page.status_code == 409
    assert "周经办刚刚保存过这部分内容" in page.text
    assert [slot.name for slot in lots[0].slots.all()] == ["甲"]
    assert 'value="乙"' in page.text


def test_a_row_in_two_lots_is_refused(
    client: Client, url: str, lots: list[Lot], sent: Callable[..., dict[str, Any]]
) -> None:
    data = sent("甲")
    mine, other = f"lot-{lots[0].pk}-", f"lot-{lots[1].pk}-"
    data |= {name.replace(mine, other): value for name, value in data.items() if name.startswith(mine)}

    answer = client.post(url, data, headers=AUTOSAVE)

    assert answer.status_code == 422
    assert answer.json()["general"] == ["收到的表格中有重复的行，请刷新页面后重试。"]
    assert not BidSlot.objects.exists()


def test_a_size_that_nobody_can_mean_is_refused_at_its_field(
    client: Client, url: str, lots: list[Lot], sent: Callable[..., dict[str, Any]]
) -> None:
    field = f"lot-{lots[0].pk}-0-most_megabytes"

    answer = client.post(url, sent("甲") | {field: 501}, headers=AUTOSAVE)

    assert answer.json()["errors"] == {f"id_{field}": ["请填写 1 至 500 之间的整数。"]}
    assert not BidSlot.objects.exists()


def test_slots_are_copied_to_another_lot(
    client: Client, url: str, lots: list[Lot], sent: Callable[..., dict[str, Any]]
) -> None:
    client.post(url, sent("甲", "乙"))

    client.post(
        reverse("tender_planning:slots-copy", args=[lots[0].project_id]),
        {"revision": 1, "source": lots[0].pk, "target": lots[1].pk},
    )

    assert [slot.name for slot in lots[1].slots.all()] == ["甲", "乙"]
    assert not set(lots[1].slots.values_list("key")) & set(lots[0].slots.values_list("key"))


def test_a_closed_preparation_is_read_and_not_changed(
    client: Client, planning: Planning, url: str, sent: Callable[..., dict[str, Any]]
) -> None:
    Planning.objects.filter(pk=planning.pk).update(status=Planning.Status.LOCKED)

    page, answer = client.get(url), client.post(url, sent("甲"), headers=AUTOSAVE)
    pressed = client.post(url, sent("甲"))

    assert "data-autosave " not in page.text
    assert answer.json()["outcome"] == "refused"
    assert pressed.status_code == 409
    assert "<dd>甲</dd>" in pressed.text
    assert not BidSlot.objects.exists()


def test_the_page_costs_the_same_however_many_slots_there_are(
    client: Client, url: str, sent: Callable[..., dict[str, Any]], django_assert_num_queries: Any
) -> None:
    client.post(url, sent(*map(str, range(20))))

    with django_assert_num_queries(13):
        client.get(url)
