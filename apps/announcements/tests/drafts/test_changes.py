"""A change that is drafted here: its text is handed on, its times are reviewed as those of every change."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from apps.accounts.models import User
from apps.announcements.changes.content import content_of
from apps.announcements.changes.standing import load_standing
from apps.announcements.exceptions import ChangeNotReady, DraftClosed
from apps.announcements.formats.values import typed
from apps.announcements.models import Announcement, AnnouncementDraft, ChangeTimes
from apps.announcements.services.change_reviews import approve_change, return_change
from apps.announcements.services.changes import submit_change
from apps.announcements.services.drafts import cancel_draft, save_draft, take_back
from apps.announcements.tests.drafts.conftest import Act, Write
from apps.core.actors import Actor
from apps.core.freezing import digest
from apps.core.models import OutboxMessage
from apps.tender_planning.models import AnnouncedTerms

pytestmark = pytest.mark.django_db

MOVED = datetime.fromisoformat("2026-04-07T09:00:00+08:00")


@pytest.fixture
def at(now: datetime) -> datetime:
    """Two days after the tender announcement."""
    return now + timedelta(days=2)


@pytest.fixture
def draft(tender: Announcement, write: Write, submit: Act, at: datetime) -> AnnouncementDraft:
    """A change whose text is handed on, and whose times wait for the agency."""
    return submit(write("change", at=at), at=at)


@pytest.fixture
def change(draft: AnnouncementDraft) -> Announcement:
    assert draft.announcement is not None
    return Announcement.objects.get(pk=draft.announcement.pk)


def send(change: Announcement, user: User, at: datetime) -> None:
    revision = ChangeTimes.objects.get(announcement=change).revision
    submit_change(announcement=change, revision=revision, user=user, actor=Actor.person(user), now=at)


def judged(change: Announcement, reviewer: User, at: datetime) -> dict[str, Any]:
    sm3 = digest(content_of(load_standing(change, now=at)))
    return {"announcement": change, "sm3": sm3, "reviewer": reviewer, "actor": Actor.person(reviewer), "now": at}


def test_its_times_are_filled_in_and_wait_for_the_agency(draft: AnnouncementDraft, change: Announcement) -> None:
    times = ChangeTimes.objects.get(announcement=change)

    assert (draft.status, change.status, change.origin) == ("handed_on", "awaiting_times", "local")
    assert (times.bid_deadline, times.opening_at, times.documents_until) == (MOVED, MOVED, None)
    assert change.published_at is None
    assert change.follows == Announcement.objects.get(type="tender")


def test_approved_it_is_public_and_everything_moves_and_nobody_in_the_province_hears_of_it(
    change: Announcement, clerk: User, reviewer: User, at: datetime
) -> None:
    send(change, clerk, at)
    later = at + timedelta(days=1)

    approve_change(**judged(change, reviewer, later))

    change.refresh_from_db()
    tender = Announcement.objects.get(type="tender")
    assert change.status == "published"
    # Its text is older than its publication, from which the periods run.
    assert change.first_published_at == change.published_at == later
    assert tender.bid_deadline == MOVED
    assert AnnouncedTerms.objects.get().bid_deadline == MOVED
    assert AnnouncementDraft.objects.get(type="change").status == "published"
    assert OutboxMessage.objects.count() == 0


def test_the_days_that_bidders_need_are_counted_from_the_approval(
    *, tender: Announcement, write: Write, submit: Act, clerk: User, reviewer: User, now: datetime
) -> None:
    # 24 March is 22 days away: in time for a change of today, and too late for one of ten days later.
    at = now + timedelta(days=2)
    draft = submit(write("change", at=at, bid_deadline=None, opening_at=None), at=at)
    assert draft.announcement is not None
    change = Announcement.objects.get(pk=draft.announcement.pk)
    send(change, clerk, at)

    with pytest.raises(ChangeNotReady, match="须将截止时间顺延"):
        approve_change(**judged(change, reviewer, now + timedelta(days=12)))

    change.refresh_from_db()
    assert change.status == "awaiting_review"


def test_returned_its_text_can_be_altered_as_the_next_version(
    *, draft: AnnouncementDraft, change: Announcement, submit: Act, clerk: User, reviewer: User, at: datetime
) -> None:
    send(change, clerk, at)
    return_change(**judged(change, reviewer, at), reason="文字有误。")

    take_back(draft=draft, actor=Actor.person(clerk), now=at)
    content = typed(draft.content) | {"items": [{"label": "采购数量", "before": "10台", "after": "15台"}]}
    save_draft(draft=draft, revision=draft.revision, content=content, user=clerk, actor=Actor.person(clerk), now=at)
    submit(draft, at=at)

    change.refresh_from_db()
    newest = change.versions.order_by("-version")[0]
    assert (change.version, change.status) == (2, "awaiting_times")
    assert "15台" in newest.body_html
    assert ChangeTimes.objects.get(announcement=change).version == newest


def test_while_its_text_is_altered_its_times_are_not_submitted(
    draft: AnnouncementDraft, change: Announcement, clerk: User, at: datetime
) -> None:
    take_back(draft=draft, actor=Actor.person(clerk), now=at)

    with pytest.raises(ChangeNotReady, match="公告文字已撤回修改"):
        send(change, clerk, at)


def test_under_review_its_text_stays(
    draft: AnnouncementDraft, change: Announcement, clerk: User, at: datetime
) -> None:
    send(change, clerk, at)

    with pytest.raises(DraftClosed, match="待审核"):
        take_back(draft=draft, actor=Actor.person(clerk), now=at)


def test_given_up_it_comes_to_nothing(
    draft: AnnouncementDraft, change: Announcement, clerk: User, at: datetime
) -> None:
    cancel_draft(draft=draft, reason="不再变更", actor=Actor.person(clerk), now=at)

    change.refresh_from_db()
    tender = Announcement.objects.get(type="tender")
    assert (change.status, change.published_at) == ("withdrawn", None)
    assert tender.bid_deadline == datetime.fromisoformat("2026-03-24T09:00:00+08:00")
