"""Two people at one draft in the same moment."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from apps.acceptance.models import Project
from apps.acceptance.tests.conftest import at_once
from apps.accounts.models import User
from apps.announcements.exceptions import DraftNotPossible
from apps.announcements.models import Announcement, AnnouncementDraft, DraftReview
from apps.announcements.services.draft_reviews import approve_draft, return_draft
from apps.announcements.services.drafts import begin_draft
from apps.announcements.tests.drafts.conftest import Act, Write, seen
from apps.core.actors import Actor
from apps.core.exceptions import UnlawfulMove

pytestmark = pytest.mark.django_db(transaction=True)


def refused(act: Callable[[], object]) -> Callable[[], str]:
    """Return the act, answering with what refused it; nothing when it was done."""

    def tried() -> str:
        try:
            act()
        except (DraftNotPossible, UnlawfulMove) as refusal:
            return type(refusal).__name__
        return ""

    return tried


def test_two_reviewers_at_once_decide_once(
    write: Write, submit: Act, reviewer: User, second_reviewer: User, now: datetime
) -> None:
    # The rule that fills it in went with the other rows that migrations enter.
    draft = submit(write(notice_working_days=5))
    sm3 = seen(draft, now)

    def approving() -> object:
        mine = AnnouncementDraft.objects.get(pk=draft.pk)
        return approve_draft(draft=mine, sm3=sm3, reviewer=reviewer, actor=Actor.person(reviewer), now=now)

    def returning() -> object:
        mine = AnnouncementDraft.objects.get(pk=draft.pk)
        by: dict[str, Any] = {"reviewer": second_reviewer, "actor": Actor.person(second_reviewer), "now": now}
        return return_draft(draft=mine, sm3=sm3, reason="请修改。", **by)

    answers = at_once(refused(approving), refused(returning))

    assert sorted(answers) == ["", "UnlawfulMove"]
    review = DraftReview.objects.get()
    assert Announcement.objects.count() == (review.decision == "approved")


def test_two_clerks_who_begin_at_once_begin_one(project: Project, clerk: User, colleague: User, now: datetime) -> None:
    def beginning(user: User) -> Callable[[], object]:
        return lambda: begin_draft(
            project=Project.objects.get(pk=project.pk),
            announcement_type="tender",
            user=user,
            actor=Actor.person(user),
            now=now,
        )

    answers = at_once(refused(beginning(clerk)), refused(beginning(colleague)))

    assert sorted(answers) == ["", "DraftNotPossible"]
    assert AnnouncementDraft.objects.count() == 1
