"""What the center's pages of results show."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from apps.accounts.center_history import HistoryItem, history_of, trail_of
from apps.core.facts import Fact
from apps.core.models import AuditEntry
from apps.core.templatetags.ui import ABSENT, datetime_cn
from apps.results.models import Award, LotResult
from apps.results.selectors.lots import LotPage
from apps.results.selectors.projects import AnnouncementRow, results_page

TONES = {"awarded": "success", "failed": "danger"}


@dataclass(frozen=True)
class LotResultPage:
    """A lot's result as the center reads it."""

    lot: LotPage
    facts: list[Fact]
    announcements: list[AnnouncementRow]
    history: list[HistoryItem]
    trail: list[AuditEntry]


def with_awards(results: QuerySet[LotResult]) -> QuerySet[LotResult]:
    """Return the same rows with their lots, projects and agencies, and every award of them as `every_award`."""
    awards = Prefetch("lot__awards", Award.objects.all(), to_attr="every_award")
    return results.select_related("lot__project__agency").prefetch_related(awards)


def awards_in_force(result: LotResult) -> list[Award]:
    """Return who holds the lot, of a row of `with_awards`."""
    every: list[Award] = result.lot.every_award  # type: ignore[attr-defined]
    return [award for award in every if award.version_id == result.awarded_by_id]


def lot_result_page(result: LotResult, now: datetime) -> LotResultPage:
    """Put together the page of a lot's result; nothing on it leads to an agency's pages."""
    project = result.lot.project
    page = results_page(project, now)
    return LotResultPage(
        lot=next(each for each in page.lots if each.result.pk == result.pk),
        facts=[
            Fact(
                "项目",
                project.project_no or ABSENT,
                url=reverse("admin:acceptance_project_change", args=[project.pk]),
                note=project.name,
            ),
            Fact("标段", f"{result.lot.lot_no} {result.lot.name}"),
            Fact("采购方式", project.get_method_display()),
            Fact("采购人", project.purchaser_name),
            Fact("代理机构", project.agency.name),
            Fact("首次发布", datetime_cn(result.first_published_at)),
        ],
        announcements=page.announcements,
        history=history_of(result, TONES),
        trail=trail_of(result),
    )
