"""Findings beside the exceptions that were made of them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm
from django.urls import reverse
from django.utils.http import urlencode

from apps.tender_planning.findings import Finding
from apps.tender_planning.gates import may_edit
from apps.tender_planning.models import Planning, RuleCode, RuleException, Sheet
from apps.tender_planning.rules.book import RuleBook


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
    """Return every finding with the exception that answers for it; None where nobody may or does."""
    answered = {(exception.code, exception.place): exception for exception in exceptions}
    return [
        (finding, answered.get((finding.code, finding.place)) if finding.is_excusable else None)
        for finding in findings
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


def exceptions_page(planning: Planning, rules: RuleBook, form: BaseForm | None) -> dict[str, Any]:
    """Return the exceptions of a preparation and, where one is entered, the rule that it is from."""
    code = str(form["code"].value() or "") if form else ""
    titles = dict(RuleCode.choices)
    return {
        "form": form,
        "rule": rules.find(code, method=planning.project.method, kind=planning.project.kind) if code else None,
        "rows": [
            (exception, str(titles.get(exception.code, exception.code)))
            for exception in planning.exceptions.select_related("entered_by")
        ],
        "may_edit": may_edit(planning, Sheet.Kind.FEES),
    }


def _answer_url(planning: Planning, finding: Finding) -> str:
    asked = urlencode({"code": finding.code, "place": finding.place})
    return f"{reverse('tender_planning:exceptions', args=[planning.project_id])}?{asked}"
