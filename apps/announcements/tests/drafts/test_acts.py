"""What an agency may do with a draft, and what is refused without a trace."""

from datetime import datetime, timedelta
from itertools import product
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from apps.acceptance.codes import Method
from apps.acceptance.models import Project
from apps.accounts.models import User
from apps.announcements.exceptions import DraftClosed, DraftNotPossible, DraftNotReady
from apps.announcements.formats.values import typed
from apps.announcements.models import Announcement, AnnouncementDraft, DraftReview
from apps.announcements.selectors.drafting import composed
from apps.announcements.services.drafts import begin_draft, cancel_draft, save_draft, take_back
from apps.announcements.tests.drafts.conftest import Act, MakeProject, Publish, Write, award
from apps.core.actors import PLATFORM, Actor
from apps.core.exceptions import Refused, StaleState, UnlawfulMove
from apps.core.models import StatusChange
from apps.core.status import move

pytestmark = pytest.mark.django_db

MOVES = {
    ("draft", "awaiting_review"),
    ("draft", "handed_on"),
    ("draft", "cancelled"),
    ("awaiting_review", "published"),
    ("awaiting_review", "returned"),
    ("awaiting_review", "draft"),
    ("returned", "awaiting_review"),
    ("returned", "cancelled"),
    ("handed_on", "published"),
    ("handed_on", "draft"),
    ("handed_on", "cancelled"),
}


@pytest.mark.parametrize(("old", "new"), list(product(AnnouncementDraft.Status.values, repeat=2)))
def test_a_draft_moves_only_as_its_table_says(
    publish: Publish, clerk: User, now: datetime, old: str, new: str
) -> None:
    publish()
    AnnouncementDraft.objects.update(status=old)
    draft = AnnouncementDraft.objects.get()
    before = StatusChange.objects.count()

    if (old, new) in MOVES:
        move(draft, new, actor=PLATFORM, now=now)
    else:
        with pytest.raises(UnlawfulMove):
            move(draft, new, actor=PLATFORM, now=now)

    is_lawful = (old, new) in MOVES
    draft.refresh_from_db()
    assert draft.status == (new if is_lawful else old)
    assert StatusChange.objects.count() == before + is_lawful


class TestGates:
    def test_a_project_with_a_plan_is_announced_in_the_province(
        self, accepted: Project, clerk: User, now: datetime
    ) -> None:
        with pytest.raises(DraftNotPossible, match="在省采购系统编制"):
            begin_draft(project=accepted, announcement_type="tender", user=clerk, actor=Actor.person(clerk), now=now)

        assert AnnouncementDraft.objects.count() == 0

    def test_of_tenders_there_is_one_open_draft_at_a_time(self, write: Write) -> None:
        write()

        with pytest.raises(DraftNotPossible, match="正在办理"):
            write()

        assert AnnouncementDraft.objects.count() == 1

    @pytest.mark.parametrize("announcement_type", ["change", "result", "termination"])
    def test_what_follows_a_tender_waits_for_it(self, write: Write, announcement_type: str) -> None:
        with pytest.raises(DraftNotPossible, match="没有生效的采购公告"):
            write(announcement_type)

    def test_a_correction_waits_for_a_result(self, tender: Announcement, write: Write) -> None:
        with pytest.raises(DraftNotPossible, match="没有生效的结果公告"):
            write("result_correction")

    def test_lots_that_are_announced_are_not_announced_again(self, tender: Announcement, write: Write) -> None:
        with pytest.raises(DraftNotPossible, match="各标段都已有采购公告"):
            write()

    def test_a_terminated_lot_may_be_announced_again(
        self, publish: Publish, write: Write, after_deadline: datetime
    ) -> None:
        publish("termination", at=after_deadline)

        assert write(at=after_deadline).lot_nos == ["2"]

    def test_a_single_source_needs_no_tender_for_its_result(
        self, make_project: MakeProject, write: Write, now: datetime
    ) -> None:
        project = make_project(method=Method.SINGLE_SOURCE)

        draft = write("result", of=project)

        assert composed(draft, now=now).errors == []

    def test_a_project_that_has_ended_gets_no_announcement(self, project: Project, write: Write) -> None:
        Project.objects.filter(pk=project.pk).update(status=Project.Status.CLOSED)

        with pytest.raises(DraftNotPossible, match="项目已办结"):
            write()


class TestWriting:
    def test_what_is_incomplete_is_kept_and_not_submitted(self, write: Write, submit: Act) -> None:
        draft = write(contract_term="", documents_place="")

        with pytest.raises(DraftNotReady) as refusal:
            submit(draft)

        assert [finding.place for finding in refusal.value.findings] == ["contract_term", "documents_place"]
        assert AnnouncementDraft.objects.get().status == "draft"

    def test_a_deadline_that_is_too_early_is_kept_and_not_submitted(
        self, write: Write, submit: Act, now: datetime
    ) -> None:
        early = now + timedelta(days=18)
        draft = write(bid_deadline=early, opening_at=early)

        with pytest.raises(DraftNotReady) as refusal:
            submit(draft)

        (finding,) = refusal.value.findings
        assert (finding.place, finding.article) == ("bid_deadline", "政府采购法第三十五条")
        assert "少于 20 日" in finding.text

    def test_a_result_waits_for_the_deadline(self, tender: Announcement, write: Write, submit: Act) -> None:
        with pytest.raises(DraftNotReady, match="未到，不能公布结果"):
            submit(write("result"))

    def test_a_price_above_the_ceiling_is_refused(self, write: Write, submit: Act, after_deadline: datetime) -> None:
        draft = write("result", at=after_deadline, awards=[award(amount=310001)], main_items=[])

        with pytest.raises(DraftNotReady, match=r"金额高于本标段的预算或者最高限价 310,000\.00元"):
            submit(draft, at=after_deadline)

    def test_two_clerks_at_one_sheet(self, write: Write, colleague: User, clerk: User, now: datetime) -> None:
        draft = write()
        seen = draft.revision
        content = typed(draft.content)
        by: dict[str, Any] = {"draft": draft, "revision": seen, "now": now}
        save_draft(**by, content=content | {"title": "周经办的标题"}, user=colleague, actor=Actor.person(colleague))

        with pytest.raises(StaleState, match="周经办刚刚保存过"):
            save_draft(**by, content=content | {"title": "李经办的标题"}, user=clerk, actor=Actor.person(clerk))

        assert AnnouncementDraft.objects.get().title == "周经办的标题"

    def test_what_is_under_review_is_not_edited(self, write: Write, submit: Act, clerk: User, now: datetime) -> None:
        draft = submit(write())

        with pytest.raises(DraftClosed, match="审核期间不能修改"):
            save_draft(
                draft=draft,
                revision=draft.revision,
                content=typed(draft.content),
                user=clerk,
                actor=Actor.person(clerk),
                now=now,
            )

    def test_a_submission_is_taken_back_before_it_is_decided(
        self, write: Write, submit: Act, decide: Act, clerk: User, now: datetime
    ) -> None:
        draft = submit(write())

        take_back(draft=draft, actor=Actor.person(clerk), now=now)

        assert draft.is_editable
        with pytest.raises(UnlawfulMove, match="不在待审核状态"):
            decide(draft)

    def test_a_decided_one_is_not_taken_back(
        self, write: Write, submit: Act, decide: Act, clerk: User, now: datetime
    ) -> None:
        draft = submit(write())
        decide(draft)

        with pytest.raises(UnlawfulMove):
            take_back(draft=draft, actor=Actor.person(clerk), now=now)

    def test_a_cancelled_draft_makes_room_for_another(self, write: Write, clerk: User, now: datetime) -> None:
        cancel_draft(draft=write(), reason="项目调整", actor=Actor.person(clerk), now=now)

        assert write().status == "draft"

    def test_cancelling_asks_for_a_reason(self, write: Write, clerk: User, now: datetime) -> None:
        draft = write()

        with pytest.raises(Refused, match="作废的原因"):
            cancel_draft(draft=draft, reason=" ", actor=Actor.person(clerk), now=now)

        assert AnnouncementDraft.objects.get().status == "draft"


def test_a_decision_cannot_be_rewritten(tender: Announcement) -> None:
    review = DraftReview.objects.get()

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        DraftReview.objects.filter(pk=review.pk).update(decision="returned", reason="改判")

    review.refresh_from_db()
    assert review.decision == "approved"
