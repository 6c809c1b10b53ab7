import getpass
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client

from apps.accounts.models import Organisation, User
from apps.conftest import PASSWORD
from apps.core.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is typed at the prompts, the first answer first."""
    answers = [PASSWORD, PASSWORD]
    monkeypatch.setattr(getpass, "getpass", lambda _prompt: answers.pop(0))
    return answers


def create(username: str = "chief", **options: Any) -> str:
    screen = StringIO()
    call_command("create_administrator", username, "钱管理", stdout=screen, **options)
    return screen.getvalue()


def test_on_an_empty_platform_the_center_and_its_first_administrator_are_registered(typed: list[str]) -> None:
    said = create()

    user = User.objects.get()
    assert said == "已登记系统管理员 钱管理（方城县公共资源交易中心），请从 /center/ 登录。\n"
    assert user.username == "chief"
    assert user.roles == frozenset({"center_administrator"})
    assert user.organisation.kind == Organisation.Kind.CENTER
    assert user.organisation.credit_code == settings.ENVIRONMENT.center_credit_code
    assert list(AuditEntry.objects.order_by("pk").values_list("act", "actor_name")) == [
        ("organisation.added", "交易平台"),
        ("user.registered", "交易平台"),
    ]
    response = Client().post("/center/login/", {"username": "chief", "password": PASSWORD, "next": "/center/"})
    assert response.status_code == 302


def test_a_center_that_is_registered_is_used_as_it_is(center: Organisation, typed: list[str]) -> None:
    create()

    assert User.objects.get().organisation == center
    assert Organisation.objects.count() == 1


def test_a_script_hands_the_password_in_by_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", StringIO(f"{PASSWORD}\n"))

    create(password_stdin=True)

    assert User.objects.get().check_password(PASSWORD)


@pytest.mark.parametrize(
    ("username", "answers", "reason"),
    [
        ("ADMINISTRATOR", [PASSWORD, PASSWORD], "该登录名已被使用"),
        ("chief", [PASSWORD, "another-long-password"], "两次输入的密码不一致"),
        ("chief", ["short", "short"], "密码太短"),
        ("管理员", [PASSWORD, PASSWORD], "请输入合法的用户名"),
    ],
)
def test_what_cannot_be_registered_is_refused_in_one_line_and_nothing_is_kept(
    administrator: User, typed: list[str], username: str, answers: list[str], reason: str
) -> None:
    typed[:] = answers

    with pytest.raises(CommandError) as refusal:
        create(username)

    assert reason in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert User.objects.get() == administrator
    assert not AuditEntry.objects.exists()
