"""Everything that the law says about the dates of one tender, proved from facts alone."""

from collections.abc import Iterable

from apps.core.working_days import Calendar
from apps.tender_planning.findings import Finding
from apps.tender_planning.rules.book import RuleBook
from apps.tender_planning.schedule.moments import days_off, implausible, office_hours, opening_after_deadline, order
from apps.tender_planning.schedule.periods import (
    announcement_period,
    clarification,
    document_supply,
    documents_to_deadline,
    expert_draw,
    question_window,
)
from apps.tender_planning.schedule.proof import Proof, ScheduleFacts

PERIODS = (
    document_supply,
    question_window,
    documents_to_deadline,
    announcement_period,
    clarification,
    expert_draw,
)


def prove_schedule(facts: ScheduleFacts, *, book: RuleBook, calendar: Calendar) -> tuple[Proof, ...]:
    """Return a proof for every rule whose dates are known, in the order in which the form asks for them.

    Nothing is read from the database and nothing is raised: dates that contradict each other come back as
    breaches, years without an official calendar as provisional proofs.
    """
    if unusable := tuple(implausible(facts)):
        return unusable
    proved = [proof for prove in PERIODS if (proof := prove(facts, book, calendar)) is not None]
    if (opening := opening_after_deadline(facts, book)) is not None:
        proved.append(opening)
    return (*order(facts), *proved, *days_off(facts, calendar), *office_hours(facts))


def findings_of(proofs: Iterable[Proof]) -> tuple[Finding, ...]:
    """Return what stops issuing and what is warned of; proofs that hold leave nothing behind."""
    return tuple(finding for proof in proofs if (finding := proof.finding) is not None)
