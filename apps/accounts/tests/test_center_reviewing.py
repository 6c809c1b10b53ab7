"""What every queue of the center's reviews has in common."""

import inspect

import pytest
from django.contrib import admin

from apps.accounts.center_review_forms import ReturnReasonForm
from apps.accounts.center_reviewing import Act, ReviewAdmin

QUEUES = [queue for queue in admin.site._registry.values() if isinstance(queue, ReviewAdmin)]
ACTS = [
    pytest.param(queue, act, id=f"{queue.opts.label_lower}-{act.name}")
    for queue in QUEUES
    for act in (queue.approval, queue.sending_back, *queue.further_acts)
]


def test_projects_changes_and_local_announcements_are_reviewed_in_one_way() -> None:
    assert {queue.opts.label_lower for queue in QUEUES} == {
        "acceptance.project",
        "announcements.changetimes",
        "announcements.announcementdraft",
    }


@pytest.mark.parametrize(("queue", "act"), ACTS)
def test_what_an_act_sends_is_what_its_service_takes(queue: ReviewAdmin, act: Act) -> None:
    sent = {queue.subject, *act.form.base_fields, "actor", "now"} | ({"reviewer"} if act.is_decision else set())

    assert set(inspect.signature(act.service).parameters) == sent


@pytest.mark.parametrize("queue", QUEUES, ids=lambda queue: queue.opts.label_lower)
def test_a_return_says_what_was_read_and_why_it_goes_back(queue: ReviewAdmin) -> None:
    returned = queue.sending_back.form

    assert issubclass(returned, ReturnReasonForm)
    assert set(returned.base_fields) == {*queue.approval.form.base_fields, "reason"}


@pytest.mark.parametrize("queue", QUEUES, ids=lambda queue: queue.opts.label_lower)
def test_an_unseen_character_in_a_reason_is_refused_where_it_stands(queue: ReviewAdmin) -> None:
    form = queue.sending_back.form({"version": "1", "sm3": "0" * 64, "reason": "请\u202e改正"})

    assert form.errors == {"reason": ["第 2 个字符是看不见的控制字符（U+202E），请删去后重新填写。"]}


def test_the_first_tab_of_every_queue_is_what_waits_and_the_last_is_everything() -> None:
    keys = [list(queue.tabs.options) for queue in QUEUES]

    assert [(each[0], each[-1]) for each in keys] == [("waiting", "all")] * len(QUEUES)
