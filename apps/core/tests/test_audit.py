from datetime import datetime

import pytest
from django.test import RequestFactory

from apps.accounts.models import User
from apps.core import audit
from apps.core.actors import PROVINCE, Actor
from apps.core.models import AuditEntry

pytestmark = pytest.mark.django_db


def test_an_entry_says_who_what_when_and_from_where(clerk: User, now: datetime) -> None:
    actor = Actor.person(clerk, address="10.1.2.3")

    audit.record(act="thing.done", summary="办了一件事", subject=clerk, actor=actor, now=now, details={"n": 1})

    entry = AuditEntry.objects.get()
    assert (entry.act, entry.summary, entry.details) == ("thing.done", "办了一件事", {"n": 1})
    assert (entry.subject_type, entry.subject_id) == ("accounts.user", clerk.pk)
    assert (entry.actor_id, entry.actor_name) == (clerk.pk, "李经办（河南宛诚工程咨询有限公司）")
    assert (entry.actor_address, entry.acted_at) == ("10.1.2.3", now)


def test_a_system_acts_without_a_user(clerk: User, now: datetime) -> None:
    audit.record(act="thing.done", summary="办了", subject=clerk, actor=PROVINCE, now=now)

    entry = AuditEntry.objects.get()
    assert (entry.actor_id, entry.actor_name, entry.details) == (None, "省采购系统", {})


def test_the_name_stays_as_it_was_when_the_act_was_done(clerk: User, now: datetime) -> None:
    audit.record(act="thing.done", summary="办了", subject=clerk, actor=Actor.person(clerk), now=now)

    clerk.full_name = "改了姓名"
    clerk.save()

    assert AuditEntry.objects.get().actor_name == "李经办（河南宛诚工程咨询有限公司）"


def test_a_summary_that_is_too_long_is_cut_and_stops_nothing(clerk: User, now: datetime) -> None:
    audit.record(act="thing.done", summary="长" * 301, subject=clerk, actor=PROVINCE, now=now)

    assert AuditEntry.objects.get().summary == "长" * 300


def test_the_person_behind_a_request_is_the_actor(clerk: User, rf: RequestFactory) -> None:
    request = rf.get("/", REMOTE_ADDR="10.1.2.3")
    request.user = clerk

    assert Actor.of_request(request) == Actor(name=str(clerk), user_id=clerk.pk, address="10.1.2.3")
