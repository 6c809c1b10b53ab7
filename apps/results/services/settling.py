"""The result of each lot is made to agree with the announcements in force."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from apps.acceptance.models import Project
from apps.announcements.models import Announcement, AnnouncementVersion
from apps.core import audit
from apps.core.actors import Actor
from apps.core.status import move
from apps.results.derivation import ORDER, Outcome, Saying, derive
from apps.results.models import Award, LotContract, LotFailure, LotResult

Status = LotResult.Status
Type = Announcement.Type


def settle_lots(*, project: Project, reason: str, actor: Actor, now: datetime) -> list[LotResult]:
    """Write what holds of the project's lots now; return those for which something changed.

    Must run in the transaction of the act. Twice: the second time nothing changes. Two at once: the lots' rows
    are locked in order, so the second sees what the first wrote.
    """
    locked = LotResult.objects.select_for_update(of=("self",)).select_related("lot")
    sayings = sayings_of(project)
    changed = []
    for result in locked.filter(lot__project=project).order_by("pk"):
        before, outcome = outcome_of(result), derive(sayings[result.lot_id])
        if outcome != before:
            _write(result, before, outcome, reason=reason, actor=actor, now=now)
            changed.append(result)
    return changed


def outcome_of(result: LotResult) -> Outcome:
    """Return what is stored of a lot."""
    return Outcome(
        status=result.status,
        awarded_by_id=result.awarded_by_id,
        items_by_id=result.items_by_id,
        failed_by_id=result.failed_by_id,
        contracted_by_id=result.contracted_by_id,
        decided_by_id=result.decided_by_id,
        first_published_at=result.first_published_at,
    )


def sayings_of(project: Project) -> defaultdict[int, list[Saying]]:
    """Return what the announcements in force say, by the keys of the lots, by six queries."""
    versions = {version.pk: version for version in _versions_in_force(project)}
    groundless = _groundless(project)
    found: defaultdict[int, list[Saying]] = defaultdict(list)
    awards: defaultdict[tuple[int, int], list[Award]] = defaultdict(list)
    for award in Award.objects.filter(version__in=versions).prefetch_related("items"):
        awards[award.lot_id, award.version_id].append(award)
    for (lot_id, version_id), rows in awards.items():
        listed = any(row.items.all() for row in rows)
        codes = frozenset(row.credit_code for row in rows)
        version = versions[version_id]
        grounded = version.announcement_id not in groundless
        found[lot_id].append(_saying(version, codes, has_items=listed, has_ground=grounded))
    for failure in LotFailure.objects.filter(version__in=versions):
        found[failure.lot_id].append(_saying(versions[failure.version_id]))
    for contract in LotContract.objects.filter(version__in=versions):
        version = versions[contract.version_id]
        codes = frozenset({contract.credit_code})
        found[contract.lot_id].append(_saying(version, codes, names_lot=bool(version.lot_nos)))
    return found


def _versions_in_force(project: Project) -> Iterable[AnnouncementVersion]:
    """Return what the public sees of the announcements that decide lots: of each the newest public version."""
    deciding = Announcement.objects.published().filter(project=project, type__in=[*ORDER])
    shown = AnnouncementVersion.objects.public().filter(announcement__in=deciding).select_related("announcement")
    return shown.defer("body_html", "body_safe", "facts").order_by("announcement", "-version").distinct("announcement")


def _groundless(project: Project) -> frozenset[int]:
    """Return the corrections that go back to no result in force; those in between may have been taken back."""
    family = Announcement.objects.filter(project=project, type__in=[Type.RESULT, Type.RESULT_CORRECTION])
    by_pk = {announcement.pk: announcement for announcement in family}

    def has_ground(announcement: Announcement) -> bool:
        seen: set[int] = set()
        current: Announcement | None = announcement
        while current is not None and current.pk not in seen:
            if current.type == Type.RESULT:
                return current.is_published
            seen.add(current.pk)
            current = by_pk.get(current.follows_id or 0)
        return False

    return frozenset(pk for pk, announcement in by_pk.items() if not has_ground(announcement))


def _saying(
    version: AnnouncementVersion,
    suppliers: frozenset[str] = frozenset(),
    *,
    has_items: bool = False,
    names_lot: bool = True,
    has_ground: bool = True,
) -> Saying:
    return Saying(
        version_id=version.pk,
        announcement_no=version.announcement.announcement_no,
        type=version.announcement.type,
        first_published_at=version.first_published_at,
        corrects_no=version.corrects_no,
        suppliers=suppliers,
        has_items=has_items,
        names_lot=names_lot,
        has_ground=has_ground,
    )


def _write(result: LotResult, before: Outcome, outcome: Outcome, *, reason: str, actor: Actor, now: datetime) -> None:
    facts = asdict(outcome)
    status = facts.pop("status")
    if _is_decided_anew(before, outcome):
        move(result, status, actor=actor, now=now, reason=reason, changed_at=now, **facts)
    else:
        for name, value in facts.items():
            setattr(result, name, value)
        result.changed_at = now
        result.save(update_fields=[*facts, "changed_at"])
    audit.record(
        act="lot_result.changed",
        summary=f"{result.get_status_display()}：标段 {result.lot.lot_no}（{reason}）",
        subject=result,
        actor=actor,
        now=now,
        details={"before": _plain(before), "after": _plain(outcome)},
    )


def _is_decided_anew(before: Outcome, outcome: Outcome) -> bool:
    """Tell whether who got the lot is said by something else now; a contract alone moves no status."""
    return (before.status, before.awarded_by_id, before.failed_by_id) != (
        outcome.status,
        outcome.awarded_by_id,
        outcome.failed_by_id,
    )


def _plain(outcome: Outcome) -> dict[str, object]:
    at = outcome.first_published_at
    return asdict(outcome) | {"first_published_at": at and at.isoformat()}
