"""What the tests of schedules share: the rules as they were entered first, and a tender that keeps all of them."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from apps.acceptance.codes import Kind, Method
from apps.core.working_days import Calendar, calendar_of
from apps.tender_planning.rules.book import RuleBook, load_rule_book
from apps.tender_planning.schedule.proof import Proof, ScheduleFacts
from apps.tender_planning.schedule.proofs import prove_schedule

Prove = Callable[..., dict[tuple[str, str], Proof]]


@pytest.fixture
def calendar() -> Calendar:
    return calendar_of({})


@pytest.fixture
def book(db: None) -> RuleBook:
    return load_rule_book(date(2026, 3, 2))


def at(text: str) -> datetime:
    """Return a moment in China: ``2026-03-02`` is nine in the morning of that day."""
    moment = datetime.fromisoformat(text if " " in text else f"{text} 09:00")
    return moment.replace(tzinfo=ZoneInfo("Asia/Shanghai"))


def facts(method: Method = Method.OPEN_TENDER, kind: Kind = Kind.GOODS, /, **moments: str) -> ScheduleFacts:
    return ScheduleFacts(method=method, kind=kind, **{name: at(text) for name, text in moments.items()})


@pytest.fixture
def prove(book: RuleBook, calendar: Calendar) -> Prove:
    """Return a function that proves a schedule and gives its proofs by place and rule (or title)."""

    def by_rule(*args: Any, **moments: str) -> dict[tuple[str, str], Proof]:
        proofs = prove_schedule(facts(*args, **moments), book=book, calendar=calendar)
        found = {(proof.place, proof.code or proof.title): proof for proof in proofs}
        assert len(found) == len(proofs)
        return found

    return by_rule
