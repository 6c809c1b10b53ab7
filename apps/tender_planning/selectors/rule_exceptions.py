"""Findings beside the exceptions that were made of them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import prefetch_related_objects
from django.forms import BaseForm
from django.urls import reverse
from django.utils.http import urlencode

from apps.tender_planning.findings import Finding
from apps.tender_planning.gates import may_edit
from apps.tender_planning.inspections import inspect_planning
from apps.tender_planning.models import Planning, RuleCode, RuleException, Sheet
from apps.tender_planning.rules.book import RuleBook


@dataclass(frozen=True)
class ExceptionRow:
    """An exception with the rule that it is from, and whether there is still the breach that it covers."""

    exception: RuleException
    title: str
    is_needed: bool


@dataclass(frozen=True)
class FoundRow:
    """A finding as a page lists it: where it leads, and who answers for it or where that can be entered.

    ``anchor`` is on the same page; ``url`` is on another.
    """

    finding: Finding
    anchor: str = ""
    url: str = ""
    exception: RuleException | None = None
    answer_url: str = ""

    @property
    def stops(self) -> bool:
        """Tell whether it keeps the preparation from being issued."""
        return self.finding.level == "error" and self.exception is None


def apply_exceptions(
    findings: Iterable[Finding], exceptions: Iterable[RuleException]
) -> list[tuple[Finding, RuleException | None]]:
    """Return every finding with the exception that answers for it; None where nobody may or does.

    An exception covers what was granted: a breach that came back with other figures says another sentence, and
    somebody must answer for it anew.
    """
    answered = {(exception.code, exception.place, exception.breach): exception for exception in exceptions}
    return [
        (finding, answered.get((finding.code, finding.place, finding.text)) if finding.is_excusable else None)
        for finding in findings
    ]


def breaches_at(planning: Planning, code: str, place: str, now: datetime) -> list[str]:
    """Return the sentences of the breaches that the rules find there in what is stored, and let be excused."""
    return [
        finding.text
        for finding in _all_of(inspect_planning(planning, now))
        if finding.is_excusable and (finding.code, finding.place) == (code, place)
    ]


def exception_rows(planning: Planning, findings: Mapping[Sheet.Kind, Sequence[Finding]]) -> list[ExceptionRow]:
    """Return the exceptions beside what the rules find now; what is in force needed its own when it was issued."""
    exceptions = list(planning.exceptions.all())
    covering = {exception.pk for _, exception in apply_exceptions(_all_of(findings), exceptions) if exception}
    titles = dict(RuleCode.choices)
    return [
        ExceptionRow(
            exception,
            str(titles.get(exception.code, exception.code)),
            is_needed=planning.is_issued or exception.pk in covering,
        )
        for exception in exceptions
    ]


def found_rows(
    planning: Planning, findings: Sequence[Finding], *, anchor_of: Callable[[str], str] = str
) -> list[FoundRow]:
    """Return findings as rows, what stops first; at most one query.

    ``anchor_of`` gives the id on the page that a place belongs to; by default the place itself.
    """
    exceptions = planning.exceptions.all() if any(finding.is_excusable for finding in findings) else []
    may_answer = may_edit(planning, Sheet.Kind.FEES)
    rows = [
        FoundRow(
            finding=finding,
            anchor=anchor_of(finding.place),
            exception=exception,
            answer_url=_answer_url(planning, finding)
            if may_answer and finding.is_excusable and exception is None
            else "",
        )
        for finding, exception in apply_exceptions(findings, exceptions)
    ]
    return sorted(rows, key=lambda row: not row.stops)


def exceptions_page(planning: Planning, rules: RuleBook, form: BaseForm | None, now: datetime) -> dict[str, Any]:
    """Return the exceptions of a preparation and, where one is entered, its rule and the breach as it stands.

    `breach` is the sentence that a new exception would cover; empty when there is none that nobody answers for.
    """
    prefetch_related_objects([planning], "exceptions__entered_by")
    findings = findings_of(planning, now)
    code, place = (str(form[name].value() or "") for name in ("code", "place")) if form else ("", "")
    open_breaches = [
        finding.text
        for finding, exception in apply_exceptions(_all_of(findings), planning.exceptions.all())
        if finding.is_excusable and exception is None and (finding.code, finding.place) == (code, place)
    ]
    return {
        "form": form,
        "rule": rules.find(code, method=planning.project.method, kind=planning.project.kind) if code else None,
        "breach": next(iter(open_breaches), ""),
        "rows": exception_rows(planning, findings),
        "may_edit": may_edit(planning, Sheet.Kind.FEES),
    }


def findings_of(planning: Planning, now: datetime) -> Mapping[Sheet.Kind, Sequence[Finding]]:
    """Return what the rules say; of what is in force they said it when it was issued."""
    return {} if planning.is_issued else inspect_planning(planning, now)


def _all_of(findings: Mapping[Sheet.Kind, Sequence[Finding]]) -> list[Finding]:
    return [finding for found in findings.values() for finding in found]


def _answer_url(planning: Planning, finding: Finding) -> str:
    asked = urlencode({"code": finding.code, "place": finding.place})
    return f"{reverse('tender_planning:exceptions', args=[planning.project_id])}?{asked}"
