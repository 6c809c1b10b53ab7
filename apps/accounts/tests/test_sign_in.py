from datetime import timedelta

import pytest
import time_machine
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from structlog.testing import capture_logs

from apps.accounts.models import User
from apps.conftest import NOW, PASSWORD
from apps.core.models import AuditEntry

pytestmark = pytest.mark.django_db

SIGN_IN = "/agency/sign-in/"
HOME = "/agency/projects/"


def sign_in(client: Client, username: str = "clerk", password: str = PASSWORD, query: str = "") -> tuple[int, str]:
    response = client.post(SIGN_IN + query, {"username": username, "password": password, "next": ""})
    return response.status_code, response.headers.get("Location", response.content.decode())


def test_a_clerk_signs_in_and_it_is_noted(client: Client, clerk: User) -> None:
    status, location = sign_in(client)

    assert (status, location) == (302, HOME)
    assert client.get(HOME).status_code == 200
    entry = AuditEntry.objects.get(act="user.signed_in")
    assert (entry.actor_id, entry.actor_address) == (clerk.pk, "127.0.0.1")


def test_the_name_may_be_written_in_capitals(client: Client, clerk: User) -> None:
    assert sign_in(client, "CLERK") == (302, HOME)


def test_whoever_was_sent_to_sign_in_comes_back_to_the_page(client: Client, clerk: User) -> None:
    response = client.get("/agency/projects/plans/?q=%E8%AE%BE%E5%A4%87")

    assert response.status_code == 302
    response = client.post(response.headers["Location"], {"username": "clerk", "password": PASSWORD})
    assert response.headers["Location"] == "/agency/projects/plans/?q=%E8%AE%BE%E5%A4%87"


def test_an_act_whose_session_ran_out_goes_back_to_the_page_it_stood_on(client: Client) -> None:
    response = client.post("/agency/projects/7/cancel/", HTTP_REFERER="http://testserver/agency/projects/7/")

    assert response.headers["Location"] == f"{SIGN_IN}?next=/agency/projects/7/"


def test_nobody_is_sent_to_another_site_after_signing_in(client: Client, clerk: User) -> None:
    response = client.post(
        f"{SIGN_IN}?next=https://evil.example/", {"username": "clerk", "password": PASSWORD, "next": "//evil.example/"}
    )

    assert response.headers["Location"] == HOME


@pytest.mark.parametrize(("username", "password"), [("clerk", "wrong"), ("nobody", PASSWORD), ("clerk", "")])
def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(
    client: Client, clerk: User, username: str, password: str
) -> None:
    status, page = sign_in(client, username, password)

    assert status == 200
    assert ("登录名或密码不正确" in page) == bool(password)
    assert client.get(HOME).status_code == 302


def test_people_of_the_center_are_shown_their_own_door(client: Client, reviewer: User) -> None:
    status, page = sign_in(client, "reviewer")

    assert status == 200
    assert "中心工作人员请从“中心工作台”登录" in page
    assert reverse("admin:index") in page
    assert client.get(HOME).status_code == 302


def test_an_agency_that_was_switched_off_cannot_sign_in(client: Client, clerk: User) -> None:
    clerk.organisation.is_active = False
    clerk.organisation.save()

    status, page = sign_in(client)

    assert status == 200
    assert "未开通代理机构业务" in page


def test_a_clerk_who_was_switched_off_is_out_at_the_next_click(client: Client, clerk: User) -> None:
    sign_in(client)

    clerk.is_active = False
    clerk.save()

    assert client.get(HOME).status_code == 302


def test_an_agency_that_is_switched_off_meanwhile_is_out_at_the_next_click(client: Client, clerk: User) -> None:
    sign_in(client)

    clerk.organisation.is_active = False
    clerk.organisation.save()

    assert client.get(HOME).status_code == 403


@pytest.mark.parametrize("door", [SIGN_IN, "/center/login/"])
@pytest.mark.parametrize(
    ("length", "words"), [(60, "登录名或密码不正确"), (61, "登录名最多 60 个字符。"), (5000, "最多 60 个字符")]
)
def test_a_name_that_is_longer_than_any_is_refused_in_words(
    client: Client, clerk: User, door: str, length: int, words: str
) -> None:
    response = client.post(door, {"username": "a" * length, "password": PASSWORD, "next": ""})

    assert response.status_code == 200
    assert words in response.content.decode()


@pytest.mark.parametrize(
    ("address", "is_told"),
    [
        ("/agency/projects/7/", True),
        ("/agency/projects/", False),
        ("/center/acceptance/project/7/accept/", True),
        ("/center/", False),
    ],
)
def test_whoever_was_on_the_way_somewhere_is_told_why_to_sign_in(client: Client, address: str, is_told: bool) -> None:
    page = client.get(address, follow=True).content.decode()

    assert ("请先登录，登录后继续刚才的操作。" in page) is is_told


def test_five_wrong_passwords_lock_the_door_and_the_page_says_for_how_long(client: Client, clerk: User) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        answers = [sign_in(client, password="wrong")[0] for _ in range(5)]
        status, page = sign_in(client)

        assert answers == [200, 200, 200, 200, 429]
        assert status == 429
        assert "请在 15 分钟后再试" in page
        assert client.get(HOME).status_code == 302

        clock.shift(timedelta(minutes=16))
        assert sign_in(client) == (302, HOME)


def test_tries_that_failed_and_the_lock_are_noted_with_the_address_and_without_the_password(
    client: Client, clerk: User, settings: LazySettings
) -> None:
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"trusted_proxy_count": 1})

    for _ in range(7):
        client.post(
            SIGN_IN,
            {"username": "Clerk", "password": "hunter2-hunter2", "next": ""},
            headers={"X-Forwarded-For": "1.2.3.4, 198.51.100.7"},
        )

    entries = AuditEntry.objects.order_by("pk")
    assert sorted(entries.values_list("act", flat=True)) == ["user.locked_out", *["user.sign_in_failed"] * 5]
    assert {(entry.subject_type, entry.subject_id) for entry in entries} == {("accounts.user", clerk.pk)}
    assert {(entry.actor_id, entry.actor_address) for entry in entries} == {(None, "198.51.100.7")}
    assert "hunter2" not in str(list(entries.values()))


def test_each_lock_is_noted_anew(client: Client, clerk: User) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        for _ in range(2):
            for _ in range(6):
                sign_in(client, password="wrong")
            clock.shift(timedelta(minutes=16))

    assert AuditEntry.objects.filter(act="user.locked_out").count() == 2


def test_what_is_written_for_a_name_that_nobody_has_is_kept_nowhere(client: Client, clerk: User) -> None:
    with capture_logs() as lines:
        sign_in(client, username="my-own-password", password="wrong")

    assert not AuditEntry.objects.exists()
    assert {"event": "sign_in_failed_for_unknown_name", "address": "127.0.0.1", "log_level": "warning"} in lines
    assert "my-own-password" not in str(lines)


def test_the_lock_is_for_the_address_that_our_proxy_saw(client: Client, clerk: User, settings: LazySettings) -> None:
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"trusted_proxy_count": 1})
    form = {"username": "clerk", "password": PASSWORD, "next": ""}
    for number in range(5):
        client.post(
            SIGN_IN, form | {"password": "wrong"}, headers={"X-Forwarded-For": f"1.2.3.{number}, 198.51.100.7"}
        )

    from_there = client.post(SIGN_IN, form, headers={"X-Forwarded-For": "198.51.100.7"})
    from_elsewhere = client.post(SIGN_IN, form, headers={"X-Forwarded-For": "198.51.100.8"})

    assert (from_there.status_code, from_elsewhere.status_code) == (429, 302)


def test_writing_the_name_in_another_way_gives_no_further_tries(client: Client, clerk: User) -> None:
    for username in ("clerk", "Clerk", "CLERK", "cLerk", " clerk"):
        sign_in(client, username, password="wrong")

    assert sign_in(client, "clerK")[0] == 429


def test_a_letter_that_the_database_takes_for_another_gives_no_further_tries(client: Client, clerk: User) -> None:
    clerk.username = "vivi"
    clerk.save()
    for username in ("vivi", "vıvi", "vivı", "vıvı", "VIVI"):
        sign_in(client, username, password="wrong")

    assert sign_in(client, "vivi")[0] == 429


def test_a_locked_door_is_locked_for_that_name_and_place_only(client: Client, clerk: User, colleague: User) -> None:
    for _ in range(5):
        sign_in(client, password="wrong")

    assert sign_in(client, "colleague") == (302, HOME)


def spray(client: Client, number: int) -> list[int]:
    """Try one password at as many names, and return how each try was answered."""
    form = {"password": "Spring-2026-!", "next": ""}
    return [client.post(SIGN_IN, form | {"username": f"name{n}"}).status_code for n in range(number)]


def test_twenty_names_that_fail_from_one_address_lock_it_for_everybody_there(client: Client, clerk: User) -> None:
    with time_machine.travel(NOW, tick=False) as clock, capture_logs() as lines:
        answers = spray(client, 20)
        status, page = sign_in(client)
        elsewhere = Client(REMOTE_ADDR="198.51.100.8")

        assert answers == [200] * 20
        assert status == 429
        assert "已暂停从这一网络登录" in page
        assert "请在 15 分钟后再试" in page
        assert client.get(HOME).status_code == 302
        assert sign_in(elsewhere) == (302, HOME)
        assert [line for line in lines if line["event"] == "sign_in_address_locked"] == [
            {"event": "sign_in_address_locked", "address": "127.0.0.1", "names": 20, "log_level": "warning"}
        ]

        clock.shift(timedelta(minutes=16))
        assert sign_in(client) == (302, HOME)


@pytest.mark.parametrize("door", [SIGN_IN, "/center/login/"])
def test_a_locked_address_is_locked_at_both_doors(client: Client, reviewer: User, door: str) -> None:
    spray(client, 20)

    response = client.post(door, {"username": "reviewer", "password": PASSWORD, "next": ""})

    assert response.status_code == 429
    assert "暂停从本网络登录" in response.content.decode()


def test_nineteen_names_lock_nobody_out(client: Client, clerk: User) -> None:
    spray(client, 19)

    assert sign_in(client) == (302, HOME)


def test_the_typos_of_one_person_never_lock_the_office(client: Client, clerk: User, colleague: User) -> None:
    for _ in range(25):
        sign_in(client, password="wrong")

    assert sign_in(client, "colleague") == (302, HOME)


def test_whoever_gets_in_after_a_typo_is_struck_off_the_count(client: Client, clerk: User, colleague: User) -> None:
    sign_in(client, password="wrong")
    sign_in(client)
    client.post("/agency/sign-out/")

    spray(client, 19)

    assert sign_in(client, "colleague") == (302, HOME)


def test_signing_in_oneself_does_not_wipe_the_count_of_the_address(
    client: Client, clerk: User, colleague: User
) -> None:
    spray(client, 19)
    sign_in(client)

    sign_in(Client(), "name-of-nobody", password="wrong")

    assert sign_in(Client(), "colleague")[0] == 429


def test_an_address_that_goes_on_trying_stays_locked(client: Client, clerk: User) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        spray(client, 20)
        clock.shift(timedelta(minutes=10))
        assert spray(client, 20) == [429] * 20

        clock.shift(timedelta(minutes=10))
        assert sign_in(client)[0] == 429

        clock.shift(timedelta(minutes=16))
        assert sign_in(client) == (302, HOME)


def test_the_addresses_of_one_network_of_ipv6_are_one(client: Client, clerk: User) -> None:
    form = {"password": "wrong", "next": ""}
    for number in range(20):
        client.post(SIGN_IN, form | {"username": f"name{number}"}, REMOTE_ADDR=f"2001:db8:1:2::{number + 1:x}")

    assert sign_in(Client(REMOTE_ADDR="2001:db8:1:2:ffff::1"))[0] == 429
    assert sign_in(Client(REMOTE_ADDR="2001:db8:1:3::1")) == (302, HOME)


def test_whoever_is_in_already_is_not_put_out_by_the_lock(client: Client, clerk: User) -> None:
    sign_in(client)

    spray(Client(), 20)

    assert client.get(HOME).status_code == 200


def test_signing_out_ends_the_session_and_is_noted(client: Client, clerk: User) -> None:
    sign_in(client)

    response = client.post("/agency/sign-out/")

    assert response.headers["Location"] == SIGN_IN
    assert client.get(HOME).status_code == 302
    assert AuditEntry.objects.filter(act="user.signed_out", actor_id=clerk.pk).count() == 1


def test_a_link_cannot_sign_anybody_out(client: Client, clerk: User) -> None:
    sign_in(client)

    response = client.get("/agency/sign-out/")

    assert (response.status_code, response.headers["Allow"]) == (405, "POST, OPTIONS")
    assert "这个地址不能这样打开" in response.content.decode()
    assert client.get(HOME).status_code == 200


def test_whoever_is_signed_in_is_not_asked_again(client: Client, clerk: User) -> None:
    sign_in(client)

    assert client.get(SIGN_IN).headers["Location"] == HOME


def test_the_form_is_refused_without_its_token(clerk: User) -> None:
    client = Client(enforce_csrf_checks=True)

    response = client.post(SIGN_IN, {"username": "clerk", "password": PASSWORD})

    assert response.status_code == 403
