import os

import pytest
from django.conf import LazySettings
from django.core.exceptions import ImproperlyConfigured

from fangcheng_platform import environment as environment_module
from fangcheng_platform.checks import SHORTEST_SAFE_LEASE_SECONDS, check_exchange_lease
from fangcheng_platform.demo_environment import DEMO_VALUES
from fangcheng_platform.environment import read_environment
from fangcheng_platform.mail import Mail

SERVERS = {
    "DATABASE_URL": "postgres://platform@127.0.0.1/platform",
    "REDIS_URL": "redis://127.0.0.1/0",
    "DJANGO_SECRET_KEY": "a secret key of the tests, forty characters long",
}
PRODUCTION = SERVERS | {
    "ALLOWED_HOSTS": "trade.example, 127.0.0.1",
    "CENTER_NAME": "示例县公共资源交易中心",
    "CENTER_CREDIT_CODE": "11411322006000028J",
    "PROVINCE_BASE_URL": "https://province.example",
    "PROVINCE_APP_ID": "example",
    "PROVINCE_APP_SECRET": "known-to-nobody",
    "PROVINCE_CENTER_CODE": "411300",
}


@pytest.fixture(autouse=True)
def nothing_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        monkeypatch.delenv(name)
    monkeypatch.setattr(environment_module, "running_variables", dict)


def tell(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)


def complaint() -> str:
    with pytest.raises(ImproperlyConfigured) as refusal:
        read_environment()
    return str(refusal.value)


def test_a_deployment_is_what_its_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    tell(monkeypatch, PRODUCTION)

    environment = read_environment()

    assert environment.allowed_hosts == ["trade.example", "127.0.0.1"]
    assert environment.center_name == "示例县公共资源交易中心"
    assert (environment.is_demo, environment.trusted_proxy_count) == (False, 0)
    assert environment.exchange_lease_seconds >= SHORTEST_SAFE_LEASE_SECONDS


@pytest.mark.parametrize("value", [None, ""])
@pytest.mark.parametrize("name", sorted(PRODUCTION))
def test_what_is_missing_or_empty_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str | None) -> None:
    tell(monkeypatch, {key: text for key, text in PRODUCTION.items() if key != name})
    if value is not None:
        monkeypatch.setenv(name, value)

    assert complaint() == f"环境变量有误 (environment): 缺少 {name}"


def test_all_that_is_missing_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    tell(monkeypatch, SERVERS)

    text = complaint()

    assert [name for name in DEMO_VALUES if f"缺少 {name}" not in text] == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALLOWED_HOSTS", " , "),
        ("CENTER_CREDIT_CODE", "12411322AEBA000111"),
        ("DEMO", "yes"),
        ("EXCHANGE_LEASE_SECONDS", "0"),
        ("PROVINCE_CENTER_CODE", "41132"),
        ("TRUSTED_PROXY_COUNT", "-1"),
    ],
)
def test_what_cannot_be_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    tell(monkeypatch, PRODUCTION | {name: value})

    assert complaint().startswith(f"环境变量有误 (environment): {name}: ")


def test_the_demonstration_brings_its_values_and_gives_way_to_what_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    tell(monkeypatch, SERVERS | {"DEMO": "1", "CENTER_NAME": "另一个中心"})

    environment = read_environment()

    assert environment.is_demo
    assert environment.center_name == "另一个中心"
    assert environment.center_credit_code == "12411322AEBA000110"


def test_a_command_beside_the_running_demonstration_is_part_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    told = SERVERS | {"DEMO": "1", "PROVINCE_BASE_URL": "http://127.0.0.1:9100"}
    monkeypatch.setattr(environment_module, "running_variables", lambda: told)

    environment = read_environment()

    assert (environment.is_demo, str(environment.province_base_url)) == (True, "http://127.0.0.1:9100/")


@pytest.mark.parametrize(
    ("demo", "seconds", "warnings"),
    [("0", 69, ["fangcheng_platform.W001"]), ("0", 70, []), ("1", 3, [])],
)
def test_a_lease_shorter_than_a_call_to_the_province_is_warned_of(
    settings: LazySettings, demo: str, seconds: int, warnings: list[str]
) -> None:
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"demo": demo, "exchange_lease_seconds": seconds})

    assert [warning.id for warning in check_exchange_lease(None)] == warnings


def test_without_a_mail_server_the_demonstration_writes_files_and_a_deployment_sends_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tell(monkeypatch, PRODUCTION)
    deployment = Mail.of(read_environment())
    monkeypatch.setenv("DEMO", "1")
    demonstration = Mail.of(read_environment())

    assert (deployment.is_sent, deployment.sender) == (False, "")
    assert (demonstration.is_sent, demonstration.backend) == (True, "apps.core.mail_files.MailFiles")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("smtp://mail.example", ("mail.example", 25, "", "", False, False)),
        ("smtp+tls://notice%40x:p%2Fw@mail.example", ("mail.example", 587, "notice@x", "p/w", True, False)),
        ("smtps://notice:pw@mail.example:4650", ("mail.example", 4650, "notice", "pw", False, True)),
    ],
)
def test_a_mail_server_is_named_by_one_address(
    monkeypatch: pytest.MonkeyPatch, address: str, expected: tuple[object, ...]
) -> None:
    tell(monkeypatch, PRODUCTION | {"EMAIL_URL": address, "EMAIL_FROM": "notice@ggzy.example"})

    mail = Mail.of(read_environment())

    assert (mail.host, mail.port, mail.user, mail.password, mail.use_tls, mail.use_ssl) == expected
    assert mail.is_sent
    assert mail.sender.endswith("<notice@ggzy.example>")


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"EMAIL_URL": "smtp://mail.example"}, "EMAIL_FROM"),
        ({"EMAIL_URL": "http://mail.example", "EMAIL_FROM": "a@b.example"}, "EMAIL_URL"),
        ({"EMAIL_URL": "smtp://mail.example", "EMAIL_FROM": "a@b.example\nBcc: c@d.example"}, "EMAIL_FROM"),
    ],
)
def test_mail_that_could_not_be_sent_is_told_at_the_start(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], named: str
) -> None:
    tell(monkeypatch, PRODUCTION | variables)

    assert named in complaint()
