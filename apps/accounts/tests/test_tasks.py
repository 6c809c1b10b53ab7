from datetime import timedelta

import pytest
from axes.models import AccessLog
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.tasks import forget_ended_sessions
from apps.conftest import PASSWORD
from fangcheng_platform.celery import app

pytestmark = pytest.mark.django_db


def sign_in() -> None:
    Client().post("/agency/sign-in/", {"username": "clerk", "password": PASSWORD, "next": ""})


def test_what_is_over_is_dropped_and_what_lasts_stays(clerk: User) -> None:
    sign_in()
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    AccessLog.objects.update(attempt_time=timezone.now() - timedelta(days=31))
    sign_in()
    lasting = Session.objects.latest("expire_date")

    forget_ended_sessions()

    assert Session.objects.get() == lasting
    assert AccessLog.objects.count() == 1


def test_it_is_done_once_a_day() -> None:
    entry = app.conf.beat_schedule["forget ended sessions"]

    assert (entry["task"], entry["schedule"]) == (forget_ended_sessions.name, 24 * 60 * 60)
