"""The center sees that subscriptions work, and not who subscribes."""

from datetime import datetime
from typing import Any

import pytest

from apps.accounts.models import User
from apps.announcements.models import SubscriptionMail
from apps.announcements.tests.pages import read
from apps.announcements.tests.subscriptions.conftest import READER, Post, Subscribe
from apps.conftest import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]

LIST = "/center/announcements/subscription/"


def test_the_list_and_the_page_mask_the_address(
    subscribe: Subscribe, post: Post, reviewer: User, supervisor: User, now: datetime
) -> None:
    subscription = subscribe(q="桥")
    post(now)

    for person in (reviewer, supervisor):
        pages = [read(signed_in(person).get(address)) for address in (LIST, f"{LIST}{subscription.pk}/change/")]
        assert all("z***@example.com" in page.words for page in pages)
        assert all("关键词" in page.words and "桥" in page.words for page in pages)
        assert not [page for page in pages if READER in page.words or READER in str(page.elements)]


def test_the_history_masks_the_address_too(subscribe: Subscribe, reviewer: User) -> None:
    subscription = subscribe()

    page = signed_in(reviewer).get(f"{LIST}{subscription.pk}/history/").content.decode()

    assert "确认邮件订阅" in page
    assert READER not in page


@pytest.mark.parametrize("query", [f"address={READER}", f"address__in={READER}", f"address__exact={READER}"])
def test_nobody_looks_an_address_up(subscribe: Subscribe, reviewer: User, query: str) -> None:
    subscribe()

    response = signed_in(reviewer).get(f"{LIST}?{query}")

    assert response.status_code == 400


def test_administrators_and_agencies_have_no_business_here(
    subscribe: Subscribe, administrator: User, clerk: User
) -> None:
    subscription = subscribe()

    codes = [
        signed_in(person).get(address).status_code
        for person in (administrator, clerk)
        for address in (LIST, f"{LIST}{subscription.pk}/change/")
    ]

    assert codes == [403, 403, 302, 302]


def test_nothing_can_be_changed_here(subscribe: Subscribe, reviewer: User) -> None:
    subscription = subscribe()
    desk = signed_in(reviewer)

    codes = [
        desk.post(f"{LIST}{subscription.pk}/change/", {}).status_code,
        desk.post(f"{LIST}add/", {}).status_code,
        desk.post(f"{LIST}{subscription.pk}/delete/", {"post": "yes"}).status_code,
    ]

    assert codes == [405, 403, 403]


def test_mails_that_did_not_arrive_are_counted_on_the_first_page(
    subscribe: Subscribe, reviewer: User, now: datetime
) -> None:
    subscribe()
    SubscriptionMail.objects.update(status="parked", settled_at=now, last_error="550")

    page = read(signed_in(reviewer).get("/center/"))

    assert "未送达的订阅邮件" in page.words


def test_the_list_costs_the_same_however_long(
    subscribe: Subscribe, reviewer: User, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        subscribe(address=f"r{number}@example.com")
    desk = signed_in(reviewer)

    with django_assert_max_num_queries(9):
        desk.get(LIST)
