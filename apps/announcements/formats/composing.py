"""An announcement as its draft makes it: title, lots, facts, text, and what stands in its way."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.template.loader import render_to_string

from apps.acceptance.codes import Method
from apps.announcements.formats import (
    change,
    contract,
    result,
    result_correction,
    single_source,
    tender,
    termination,
)
from apps.announcements.formats.about import About
from apps.announcements.formats.values import Values, typed
from apps.announcements.models import Announcement
from apps.tender_planning.findings import Finding
from apps.tender_planning.schedule.proof import Proof

Type = Announcement.Type


@dataclass(frozen=True)
class Format:
    """One of the national formats: what it starts from, and what it makes of a content."""

    begin: Callable[[About], dict[str, Any]]
    facts: Callable[[Values, About], dict[str, Any]]
    context: Callable[[Values, About], dict[str, Any]]
    lot_nos: Callable[[Values], list[str]]
    inspect: Callable[[Values, About], Iterator[Finding]]
    template: str
    proofs: Callable[[Values, About], tuple[Proof, ...]] | None = None


@dataclass(frozen=True)
class Composed:
    """What would be published now. `facts` is empty while an error stands in the way: it may miss what facts need."""

    title: str
    lot_nos: list[str]
    facts: Mapping[str, Any]
    body_html: str
    findings: Sequence[Finding]
    proofs: Sequence[Proof]

    @property
    def errors(self) -> list[Finding]:
        """Return what keeps it from being submitted and published."""
        return [finding for finding in self.findings if finding.level == "error"]


# Three formats stand in the place of a tender announcement, by the method.
BIDDING = Format(
    begin=tender.begin,
    facts=tender.facts,
    context=tender.context,
    lot_nos=tender.lot_nos,
    inspect=tender.inspect,
    template="tender_bidding",
    proofs=tender.proofs,
)
NEGOTIATION = replace(BIDDING, template="tender_negotiation")
SINGLE_SOURCE = replace(
    BIDDING,
    begin=single_source.begin,
    context=single_source.context,
    inspect=single_source.inspect,
    template="tender_single_source",
)
TENDER_FORMATS: Mapping[str, Format] = {
    Method.OPEN_TENDER: BIDDING,
    Method.INVITED_TENDER: BIDDING,
    Method.SINGLE_SOURCE: SINGLE_SOURCE,
}
FORMATS: Mapping[str, Format] = {
    Type.CHANGE: Format(change.begin, change.facts, change.context, change.lot_nos, change.inspect, "change"),
    Type.RESULT: Format(result.begin, result.facts, result.context, result.lot_nos, result.inspect, "result"),
    Type.RESULT_CORRECTION: Format(
        result_correction.begin,
        result_correction.facts,
        result_correction.context,
        result_correction.lot_nos,
        result_correction.inspect,
        "result_correction",
    ),
    Type.TERMINATION: Format(
        termination.begin,
        termination.facts,
        termination.context,
        termination.lot_nos,
        termination.inspect,
        "termination",
    ),
    Type.CONTRACT: Format(
        contract.begin, contract.facts, contract.context, contract.lot_nos, contract.inspect, "contract"
    ),
}


def format_of(announcement_type: str, method: str) -> Format:
    """Return the format of an announcement of that type, in a project of that method."""
    if announcement_type == Type.TENDER:
        return TENDER_FORMATS.get(method, NEGOTIATION)
    return FORMATS[announcement_type]


def compose(announcement_type: str, content: Mapping[str, Any], about: About) -> Composed:
    """Return the announcement that this content makes, at the moment of `about`."""
    form, values = format_of(announcement_type, about.project.method), typed(content)
    findings = sorted(form.inspect(values, about), key=lambda finding: finding.level)
    is_complete = all(finding.level != "error" for finding in findings)
    text = render_to_string(f"announcements/formats/{form.template}.html", form.context(values, about))
    return Composed(
        title=values.get("title") or "",
        lot_nos=form.lot_nos(values),
        facts=form.facts(values, about) if is_complete else {},
        body_html=f"{text.strip()}\n",
        findings=findings,
        proofs=form.proofs(values, about) if form.proofs else (),
    )
