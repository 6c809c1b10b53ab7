"""An announcement that is drafted here becomes one like those of the province, with everything that follows."""

from datetime import datetime, timedelta

import pytest

from apps.acceptance.models import Project
from apps.accounts.models import Notification, User
from apps.announcements.models import Announcement, AnnouncementDraft, AnnouncementVersion, DraftReview, PublicEvent
from apps.announcements.tests.drafts.conftest import Act, Publish, Write, seen
from apps.core.exceptions import Refused, StaleState, UnlawfulMove
from apps.core.models import AuditEntry, OutboxMessage
from apps.tender_planning.models import AnnouncedTerms, Planning

pytestmark = pytest.mark.django_db


def test_an_approved_tender_is_public_at_once_under_a_number_of_ours(
    project: Project, publish: Publish, now: datetime
) -> None:
    tender = publish()

    version = tender.versions.get()
    assert (tender.announcement_no, tender.origin, tender.status) == ("方公告-2026-000001", "local", "published")
    assert tender.first_published_at == tender.published_at == version.first_published_at == now
    assert version.source_url.endswith(f"/announcements/{tender.pk}/")
    # Nothing of what is composed here has to be taken out; tables can be reached by keyboard.
    assert version.body_safe.replace(' tabindex="0"', "") == version.body_html
    assert tender.title == "方城县第一高级中学教学设备采购项目招标公告"


def test_numbers_are_given_in_the_order_of_publication(publish: Publish, after_deadline: datetime) -> None:
    result = publish("result", at=after_deadline)

    assert result.announcement_no == "方公告-2026-000002"


def test_a_tender_unlocks_the_preparation_with_its_terms(
    project: Project, tender: Announcement, now: datetime
) -> None:
    planning = Planning.objects.get(project=project)
    terms = AnnouncedTerms.objects.get(planning=planning)

    assert planning.status == Planning.Status.EDITABLE
    assert (terms.announcement_no, terms.first_published_at) == (tender.announcement_no, now)
    assert terms.bid_deadline == tender.bid_deadline


def test_a_correction_names_the_result_and_changes_the_lots_that_differ(
    publish: Publish, after_deadline: datetime
) -> None:
    result = publish("result", at=after_deadline)

    correction = publish("result_correction", at=after_deadline + timedelta(hours=1))

    assert correction.follows == result
    assert correction.corrects_no == result.announcement_no
    facts = correction.versions.get().facts
    assert [(lot["lot_no"], lot["amount"]) for lot in facts["lots"]] == [("1", "290000.00")]


def test_a_contract_begins_with_what_the_supplier_won(
    publish: Publish, write: Write, after_deadline: datetime
) -> None:
    publish("result", at=after_deadline)

    content = write("contract", at=after_deadline).content

    assert (content["lot_nos"], content["supplier_name"]) == (["1"], "方城县示例商贸有限公司")
    assert content["amount"] == "300000.00"
    assert [item["name"] for item in content["contract_items"]] == ["电子白板"]


def test_nothing_of_it_ever_goes_to_the_province(publish: Publish, after_deadline: datetime) -> None:
    publish("result", at=after_deadline)
    publish("result_correction", at=after_deadline)
    publish("contract", at=after_deadline + timedelta(days=10))

    assert OutboxMessage.objects.count() == 0


def test_the_public_the_trail_and_the_agency_are_told(tender: Announcement, clerk: User, reviewer: User) -> None:
    draft = AnnouncementDraft.objects.get()
    told = Notification.objects.filter(user=clerk, text__contains="已审核通过并发布").values_list("url", flat=True)
    acts = AuditEntry.objects.filter(subject_id=draft.pk, act__startswith="draft.").order_by("pk")

    assert [event.kind for event in PublicEvent.objects.filter(announcement=tender)] == ["published"]
    assert list(told) == [f"/agency/projects/{draft.project_id}/announcements/{draft.pk}/"]
    assert [entry.act for entry in acts] == ["draft.begun", "draft.saved", "draft.submitted", "draft.approved"]
    assert AuditEntry.objects.get(act="announcement.published").actor_name == str(reviewer)


def test_a_review_freezes_what_was_decided_on(tender: Announcement) -> None:
    review = DraftReview.objects.get()

    assert review.content["body_html"] == tender.versions.get().body_html
    assert review.content["facts"] == tender.versions.get().facts
    assert review.decision == "approved"


def test_what_changed_since_the_reviewer_looked_refuses_the_decision(
    write: Write, submit: Act, decide: Act, now: datetime
) -> None:
    draft = submit(write())
    before = seen(draft, now)
    Project.objects.filter(pk=draft.project_id).update(name="另一个名称")

    with pytest.raises(StaleState, match="有变化"):
        decide(draft, sm3=before)

    assert Announcement.objects.count() == 0
    assert DraftReview.objects.count() == 0


def test_a_period_that_has_become_too_short_refuses_the_approval(
    write: Write, submit: Act, decide: Act, now: datetime
) -> None:
    draft = submit(write())

    with pytest.raises(Exception, match="文件获取开始时间不能早于公告发布之日"):
        decide(draft, at=now + timedelta(days=5))

    assert not AnnouncementVersion.objects.exists()
    assert AnnouncementDraft.objects.get().status == "awaiting_review"


def test_who_submitted_it_does_not_review_it(write: Write, submit: Act, decide: Act, clerk: User) -> None:
    draft = submit(write())

    with pytest.raises(Refused, match="提交人不能审核"):
        decide(draft, user=clerk)


def test_a_second_decision_finds_nothing_to_decide(write: Write, submit: Act, decide: Act, now: datetime) -> None:
    draft = submit(write())
    sm3 = seen(draft, now)
    decide(draft)

    with pytest.raises(UnlawfulMove, match="已发布"):
        decide(AnnouncementDraft.objects.get(), sm3=sm3)


def test_a_returned_draft_is_corrected_and_submitted_again(
    write: Write, submit: Act, decide: Act, clerk: User
) -> None:
    draft = submit(write())
    decide(draft, reason="资格要求不完整。")
    told = Notification.objects.filter(user=clerk, text__contains="被退回：资格要求不完整。")

    submit(draft)
    decide(draft)

    assert told.count() == 1
    assert [review.decision for review in draft.reviews.all()] == ["returned", "approved"]
    assert Announcement.objects.get().status == "published"
