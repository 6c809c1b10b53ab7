"""What the pages and the driving API read, put together from several tables."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from apps.province.choices import AnnouncementType, Feed, PushKind
from apps.province.environment import environment
from apps.province.models import Announcement, ChangeRecord, ExpertDraw, HeldDocument, Plan, PushAttempt, PushTaking


@dataclass(frozen=True)
class ProjectRow:
    """A plan on its way to an announcement."""

    plan: Plan
    lots: HeldDocument | None
    announcement: Announcement | None


def find_plans(*, words: str, status: str) -> QuerySet[Plan]:
    """Return the plans whose number, title or parties contain `words`, in `status` or in any."""
    plans = Plan.objects.filter(
        Q(plan_no__icontains=words)
        | Q(title__icontains=words)
        | Q(purchaser__name__icontains=words)
        | Q(agency__name__icontains=words)
    )
    return plans.filter(status=status) if status else plans


def find_announcements(*, words: str) -> QuerySet[Announcement]:
    """Return what was published and whose number, title or project contains `words`, without the texts."""
    return (
        Announcement.objects.exclude(status=Announcement.Status.DRAFT)
        .filter(Q(announcement_no__icontains=words) | Q(title__icontains=words) | Q(project_no__icontains=words))
        .defer("body_html")
    )


def announcement_sent_as(form_key: str) -> Announcement | None:
    """Return what the page of that key has made, if it was sent before."""
    return Announcement.objects.filter(form_key=form_key).first() if form_key else None


def corrections_of(announcement_no: str) -> QuerySet[Announcement]:
    """Return what was published about an announcement to change or correct it, first published first."""
    published = Announcement.objects.filter(corrects=announcement_no, status=Announcement.Status.PUBLISHED)
    return published.defer("body_html").order_by("published_at")


def plans_with_projects(*, words: str) -> QuerySet[Plan]:
    """Return the plans that the trading center takes in, by their own or their project's number or title."""
    named = HeldDocument.objects.filter(kind=PushKind.LOTS, project_no__icontains=words)
    numbers = [plan_no for held in named for plan_no in held.body["plan_nos"]] if words else []
    return Plan.objects.filter(
        Q(plan_no__icontains=words) | Q(title__icontains=words) | Q(plan_no__in=numbers),
        status=Plan.Status.FILED,
        above_threshold=True,
        trading_center=environment().center_code,
    )


def project_rows(plans: list[Plan]) -> list[ProjectRow]:
    """Return the plans with their projects' lots and newest tender announcements, in three queries."""
    by_plan: dict[str, HeldDocument] = {}
    wanted = Q(pk__in=[])
    for plan in plans:
        wanted |= Q(body__plan_nos__contains=[plan.plan_no])
    for held in HeldDocument.objects.filter(wanted, kind=PushKind.LOTS).order_by("received_at"):
        by_plan.update(dict.fromkeys(held.body["plan_nos"], held))
    announcements = {
        announcement.project_no: announcement
        for announcement in Announcement.objects.filter(
            type=AnnouncementType.TENDER, project_no__in=[held.project_no for held in by_plan.values()]
        )
        .defer("body_html")
        .order_by("changed_at")
    }
    rows = []
    for plan in plans:
        lots = by_plan.get(plan.plan_no)
        rows.append(ProjectRow(plan, lots, announcements.get(lots.project_no) if lots else None))
    return rows


def lots_of_project(project_no: str) -> HeldDocument | None:
    """Return the lots that the trading center pushed for a project, if any."""
    return HeldDocument.objects.filter(kind=PushKind.LOTS, project_no=project_no).first()


def lots_of_plan(plan_no: str) -> HeldDocument | None:
    """Return the lots of the project that a plan became part of, if the trading center has pushed them."""
    return (
        HeldDocument.objects.filter(kind=PushKind.LOTS, body__plan_nos__contains=[plan_no])
        .order_by("-received_at")
        .first()
    )


def tender_announcement_in_hand(project_no: str) -> Announcement | None:
    """Return the project's tender announcement that is being drafted, or else the one that is public."""
    announcements = Announcement.objects.filter(project_no=project_no, type=AnnouncementType.TENDER)
    return (
        announcements.filter(status=Announcement.Status.DRAFT).first()
        or announcements.filter(status=Announcement.Status.PUBLISHED).first()
    )


def find_draws(*, words: str) -> QuerySet[ExpertDraw]:
    """Return the draws whose own or project's number contains `words`, latest change first."""
    return ExpertDraw.objects.filter(Q(draw_no__icontains=words) | Q(payload__project_no__icontains=words)).order_by(
        "-changed_at"
    )


def draws_of_project(project_no: str) -> QuerySet[ExpertDraw]:
    """Return a project's draws, in the order of their numbers."""
    return ExpertDraw.objects.filter(payload__project_no=project_no)


def pushed_versions(feed: Feed, key: str) -> QuerySet[ChangeRecord]:
    """Return what of a record went into its feed, newest first."""
    return ChangeRecord.objects.filter(feed=feed, key=key).order_by("-version")


def ledger(*, project_no: str | None = None) -> dict[str, dict[str, dict[str, Any]]]:
    """Return for every project and kind of push what took effect, how often, and how often it was tried."""
    takings, attempts = PushTaking.objects.order_by("pk"), PushAttempt.objects.order_by("pk")
    if project_no is not None:
        takings, attempts = takings.filter(project_no=project_no), attempts.filter(project_no=project_no)
    projects: dict[str, dict[str, dict[str, Any]]] = defaultdict(
        lambda: defaultdict(lambda: {"versions": [], "takings": 0, "receipts": [], "attempts": 0, "answers": []})
    )
    for taking in takings:
        entry = projects[taking.project_no][taking.kind]
        if taking.version not in entry["versions"]:
            entry["versions"].append(taking.version)
        entry["takings"] += 1
        entry["receipts"].append(taking.receipt)
    for attempt in attempts:
        entry = projects[attempt.project_no][attempt.kind]
        entry["attempts"] += 1
        entry["answers"].append({"status": attempt.status, "code": attempt.code})
    return {number: dict(kinds) for number, kinds in projects.items()}
