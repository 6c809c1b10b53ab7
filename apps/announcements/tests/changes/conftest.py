"""A tender with its preparation, and changes of it as the province sends them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from apps.accounts.models import User
from apps.announcements.changes.content import content_of
from apps.announcements.changes.standing import load_standing
from apps.announcements.models import Announcement, ChangeReview, ChangeTimes
from apps.announcements.services.change_reviews import approve_change, return_change
from apps.announcements.services.changes import confirm_times
from apps.announcements.tests.conftest import Receive
from apps.core.actors import Actor
from apps.core.freezing import digest
from apps.tender_planning.tests.conftest import findings, rooms  # noqa: F401  fixtures

# What the tender of `receive` says, and what the change of `facts_of` says: nine in the morning in Fangcheng.
FIRST = datetime.fromisoformat("2026-03-23T09:00:00+08:00")
MOVED = datetime.fromisoformat("2026-04-07T09:00:00+08:00")

Change = Callable[..., Announcement]
Decide = Callable[..., ChangeReview]


@pytest.fixture
def tender(receive: Receive) -> Announcement:
    """The tender announcement: bids are due and opened on 23 March, documents from 2 to 9 March."""
    return receive("T")


@pytest.fixture
def make_change(tender: Announcement, receive: Receive, now: datetime) -> Change:
    """Return a function that lets a change arrive that was published on 4 March.

    `to` moves deadline and opening; `text` is its body.
    """

    def make(
        number: str = "C", version: int = 1, *, to: datetime = MOVED, text: str = "", **changes: Any
    ) -> Announcement:
        said = f"{to:%Y年%m月%d日%H时%M分}"
        items = [{"label": "开标时间", "before": "2026年03月23日09时00分", "after": said}]
        facts = {"items": items, "bid_deadline": to.isoformat(), "opening_at": to.isoformat()}
        values: dict[str, Any] = {
            "first_published_at": now + timedelta(days=2),
            "body_html": text or f"<p>原开标时间 2026年03月23日09时00分 更正为 {said}；</p><p>其他内容不变。</p>",
            "at": now + timedelta(days=2, minutes=1),
            "facts": facts | changes.pop("facts", {}),
        }
        return receive(number, version, type="change", **(values | changes))

    return make


@pytest.fixture
def change(make_change: Change) -> Announcement:
    """A change that moves deadline and opening to 7 April and waits for its agency."""
    return make_change()


@pytest.fixture
def confirm(clerk: User, now: datetime) -> Callable[..., int]:
    """Return a function that stores times as the agency corrects them."""

    def act(announcement: Announcement, *, user: User = clerk, revision: int | None = None, **facts: Any) -> int:
        stored = ChangeTimes.objects.get(announcement=announcement).revision
        return confirm_times(
            announcement=announcement,
            revision=stored if revision is None else revision,
            facts=facts,
            user=user,
            actor=Actor.person(user),
            now=now + timedelta(days=2, hours=1),
        )

    return act


def seen(announcement: Announcement, at: datetime) -> str:
    """Return the digest of what a reviewer is shown."""
    return digest(content_of(load_standing(announcement, now=at)))


@pytest.fixture
def decide(reviewer: User, now: datetime) -> Decide:
    """Return a function that approves a change, or returns it when a reason is given."""

    def act(
        announcement: Announcement,
        *,
        reason: str = "",
        sm3: str = "",
        user: User = reviewer,
        at: datetime = now + timedelta(days=2, hours=2),
    ) -> ChangeReview:
        by: dict[str, Any] = {
            "announcement": announcement,
            "sm3": sm3 or seen(announcement, at),
            "reviewer": user,
            "actor": Actor.person(user),
            "now": at,
        }
        return return_change(**by, reason=reason) if reason else approve_change(**by)

    return act
