"""What is known of a project at the moment of drafting: its announcements in force, read once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from django.utils import timezone

from apps.acceptance.models import Project
from apps.announcements.announced_times import announced_times
from apps.announcements.facts import AwardedLot, CorrectionTable, ResultTable
from apps.announcements.following import FOLLOWED
from apps.announcements.formats.about import About
from apps.announcements.formats.composing import Composed, compose
from apps.announcements.formats.lots import lot_states
from apps.announcements.models import Announcement, AnnouncementDraft, AnnouncementVersion
from apps.core.working_days import load_calendar
from apps.tender_planning.rules.book import load_rule_book


def about_project(project: Project, *, now: datetime) -> About:
    """Return what is known of a project, whatever is drafted: nothing is followed and attached."""
    family = list(Announcement.objects.published().filter(project=project).order_by("first_published_at", "pk"))
    versions = _in_force(family)
    lots = list(project.lots.all())
    told = [(version.announcement.type, version.lot_nos, version.table) for version in versions]
    return About(
        project=project,
        lots=lots,
        states=lot_states([lot.lot_no for lot in lots], told),
        follows=None,
        files=(),
        times=announced_times(family),
        awards=_awards(versions),
        book=load_rule_book(timezone.localdate(now)),
        calendar=load_calendar(),
        now=now,
    )


def about_draft(draft: AnnouncementDraft, *, now: datetime) -> About:
    """Return what is known while a draft is written, its files, and what it follows where that still stands."""
    follows = draft.follows if draft.follows is not None and draft.follows.is_published else None
    files = tuple(draft.files.values_list("name", flat=True))
    return replace(about_project(draft.project, now=now), follows=follows, files=files)


def composed(draft: AnnouncementDraft, *, now: datetime) -> Composed:
    """Return the announcement that a draft makes at this moment."""
    return compose(draft.type, draft.content, about_draft(draft, now=now))


def followed_by(announcement_type: str, project: Project) -> Announcement | None:
    """Return the newest announcement in force that one of that type follows; None where there is none."""
    if announcement_type not in FOLLOWED:
        return None
    found = Announcement.objects.published().of_type(FOLLOWED[announcement_type]).filter(project=project)
    return found.order_by("-first_published_at", "-pk").first()


def _in_force(family: Sequence[Announcement]) -> list[AnnouncementVersion]:
    """Return the newest public version of each without its text, in the order of the announcements."""
    by_pk = {announcement.pk: announcement for announcement in family}
    public = AnnouncementVersion.objects.public().filter(announcement__in=family)
    newest = public.order_by("announcement", "-version").distinct("announcement").defer("body_html", "body_safe")
    versions = {version.announcement_id: version for version in newest}
    for pk, version in versions.items():
        version.announcement = by_pk[pk]
    return [versions[announcement.pk] for announcement in family]


def _awards(versions: Sequence[AnnouncementVersion]) -> Mapping[str, Sequence[AwardedLot]]:
    """Return the awards in force by lot: those of a later announcement take the place of the earlier ones."""
    awards: dict[str, list[AwardedLot]] = {}
    for version in versions:
        table = version.table
        if isinstance(table, ResultTable | CorrectionTable):
            awards |= dict(_by_lot(table.lots))
    return awards


def _by_lot(lots: Sequence[AwardedLot]) -> Iterator[tuple[str, list[AwardedLot]]]:
    for lot_no, group in groupby(sorted(lots, key=lambda lot: lot.lot_no), key=lambda lot: lot.lot_no):
        yield lot_no, list(group)
