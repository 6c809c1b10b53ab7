import hashlib
import json
from datetime import datetime

import pytest

from apps.acceptance.codes import PaperKind
from apps.acceptance.models import Project, ProjectVersion
from apps.acceptance.services.papers import attach_paper
from apps.acceptance.snapshots import freeze
from apps.acceptance.tests.conftest import pdf
from apps.accounts.models import Organisation, User
from apps.core.actors import Actor

pytestmark = pytest.mark.django_db


def test_the_same_project_frozen_twice_has_the_same_digest(draft: Project, clerk: User, now: datetime) -> None:
    first = freeze(Project.objects.get(), user=clerk, now=now)
    second = freeze(Project.objects.get(), user=clerk, now=now)

    assert (first.version, second.version) == (1, 2)
    assert first.sm3 == second.sm3
    assert first.content == second.content


def test_the_agency_is_reached_through_the_contact_of_the_project(
    draft: Project, clerk: User, agency: Organisation, now: datetime
) -> None:
    Project.objects.update(agency_contact="项目经理", agency_phone="13800000000")

    version = freeze(Project.objects.get(), user=clerk, now=now)

    assert version.content["agency"] == {
        "name": agency.name,
        "credit_code": agency.credit_code,
        "contact": "项目经理",
        "phone": "13800000000",
        "address": agency.address,
    }


def test_the_digest_can_be_computed_again_from_what_is_stored(draft: Project, clerk: User, now: datetime) -> None:
    freeze(draft, user=clerk, now=now)

    stored = ProjectVersion.objects.get()
    canonical = json.dumps(stored.content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert hashlib.new("sm3", canonical.encode()).hexdigest() == stored.sm3


def test_a_draft_just_saved_and_one_read_back_are_the_same_document(
    draft: Project, clerk: User, now: datetime
) -> None:
    just_saved = freeze(draft, user=clerk, now=now)
    read_back = freeze(Project.objects.get(), user=clerk, now=now)

    assert just_saved.sm3 == read_back.sm3


def test_any_change_makes_another_digest(draft: Project, clerk: User, now: datetime) -> None:
    before = freeze(draft, user=clerk, now=now)
    attach_paper(project=draft, kind=PaperKind.OTHER, upload=pdf(), actor=Actor.person(clerk), now=now)

    after = freeze(draft, user=clerk, now=now)

    assert before.sm3 != after.sm3
    assert [paper["name"] for paper in after.content["papers"]] == ["委托代理协议.pdf"]


def test_later_changes_do_not_reach_what_was_frozen(draft: Project, clerk: User, now: datetime) -> None:
    freeze(draft, user=clerk, now=now)

    Project.objects.update(name="后来的名称")
    draft.lots.all().delete()

    content = ProjectVersion.objects.get().content
    assert content["project"]["name"] == "方城县教育体育局义务教育学校教学设备采购项目"
    assert [lot["name"] for lot in content["lots"]] == ["电子白板", "课桌椅"]
    assert content["plan"] == {"plan_no": "411322-2026-00017", "version": 1}
