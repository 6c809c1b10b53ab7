from io import StringIO

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.test import Client

from apps.accounts.demo_accounts import DEMO_ACCOUNTS
from apps.accounts.models import Organisation, User

pytestmark = pytest.mark.django_db


def test_every_account_of_the_demo_can_sign_in_where_it_is_said() -> None:
    call_command("load_demo", stdout=StringIO())

    for account in DEMO_ACCOUNTS:
        client = Client()
        response = client.post(
            f"{account.address_path}{'sign-in' if account.address_path == '/agency/' else 'login'}/",
            {"username": account.username, "password": account.password, "next": ""},
        )
        assert response.status_code == 302, account.username


def test_loading_twice_adds_nothing_and_changes_nothing() -> None:
    call_command("load_demo", stdout=StringIO())
    User.objects.filter(username="wancheng").update(full_name="改过的姓名")
    counts = (User.objects.count(), Organisation.objects.count())

    call_command("load_demo", stdout=StringIO())

    assert (User.objects.count(), Organisation.objects.count()) == counts
    assert User.objects.get(username="wancheng").full_name == "改过的姓名"


def test_outside_the_demonstration_nobody_is_made_up(settings: LazySettings) -> None:
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"demo": "0"})

    with pytest.raises(CommandError, match="只能载入演示环境"):
        call_command("load_demo", stdout=StringIO())

    assert not User.objects.exists()
    assert not Organisation.objects.exists()
