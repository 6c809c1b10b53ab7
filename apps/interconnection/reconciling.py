"""Compares what both systems hold, fetches what is missing here, and writes down what differed."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

import structlog
from django.db import transaction
from django.db.models import Max, Q
from pydantic import TypeAdapter, ValidationError

from apps.core.models import OutboxMessage
from apps.interconnection.discrepancies import close_discrepancies, note_discrepancy
from apps.interconnection.gateway.client import MAX_PAGE_LIMIT, HeldDocument, HeldRecord, ProvinceClient
from apps.interconnection.gateway.evidence import Verdict
from apps.interconnection.gateway.exceptions import GatewayError, InvalidDocument
from apps.interconnection.gateway.feeds import DigestEntry, read_item
from apps.interconnection.gateway.wire_types import Version
from apps.interconnection.models import Discrepancy, Feed, FeedCursor, InboundRecord
from apps.interconnection.pulling import FEEDS, in_plain_words, pull
from apps.interconnection.storing import fingerprint_of_sound, store_items
from apps.interconnection.turning import pages

Kind = Discrepancy.Kind
RecordType = Discrepancy.RecordType

MOST_PAGES = 2000
# A task must end within its time; what is left over is fetched in the next hour.
MOST_FETCHES = 300
LOTS_DELIVERED_WITHIN = timedelta(days=30)

# What was judged and found to be a record of the contract. A parked one may be anything, and one
# that was received a moment ago is newer than the list that it would be compared with.
SOUND = frozenset({InboundRecord.Status.HANDLED, InboundRecord.Status.SUPERSEDED, InboundRecord.Status.WAITING})

# After these there is no sense in asking for the next record.
NOBODY_TO_ASK = frozenset({Verdict.NO_ANSWER, Verdict.UNAUTHORIZED, Verdict.RATE_LIMITED})

_VERSION: TypeAdapter[int] = TypeAdapter(Version)

Clock = Callable[[], datetime]

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Content:
    """One version of a record with its content."""

    version: int
    fingerprint: str
    digest: str

    @classmethod
    def of(cls, entry: DigestEntry) -> "Content":
        """Return what an entry of the province's list says."""
        return cls(entry.version, fingerprint_of_sound(entry.op, entry.digest), entry.digest)


@dataclass
class OurCopies:
    """Everything that the inbox holds under one key: (version, fingerprint)."""

    stored: set[tuple[int, str]] = field(default_factory=set)
    sound: set[tuple[int, str]] = field(default_factory=set)

    @property
    def version(self) -> int | None:
        """Return the newest version that was found sound."""
        return max((version for version, _ in self.sound), default=None)

    def difference(self, theirs: Content) -> Discrepancy.Kind | None:
        """Return how these copies differ from what the province holds, or None."""
        newest = self.version
        if newest is not None and newest > theirs.version:
            return Kind.UNKNOWN_THERE
        same_version = {(version, mark) for version, mark in self.stored if version == theirs.version}
        if (theirs.version, theirs.fingerprint) not in self.stored:
            if same_version:
                return Kind.OTHER_CONTENT
            has_older = any(version < theirs.version for version, _ in self.stored)
            return Kind.OLDER_HERE if has_older else Kind.MISSING_HERE
        # Both contents are stored, and the other one took effect: a conflict that a person must settle.
        is_outdone = any(mark != theirs.fingerprint for _, mark in same_version & self.sound)
        return Kind.OTHER_CONTENT if is_outdone else None


def reconcile(client: ProvinceClient, clock: Clock) -> None:
    """Compare every feed, and the lots that were delivered lately."""
    for feed in Feed:
        reconcile_feed(feed, client, clock)
    reconcile_lots(client, clock)


def reconcile_feed(feed: Feed, client: ProvinceClient, clock: Clock) -> None:
    """Compare what the province lists of a feed with the inbox; fetch what is missing or differs.

    Twice: what was mended agrees, what is still open stays the same row. Two at once: the inbox
    keeps each content once, and the database one open row for each key. Broken off in the middle:
    a record and the row that tells of it stand together or not at all, and the next run, which
    begins anew, finds less to do.
    """
    # What the feed brings by itself is no difference.
    pull(feed, client, clock)
    started_at = clock()
    try:
        _compare(feed, client, clock, started_at)
    except GatewayError as error:
        FeedCursor.objects.filter(feed=feed).update(reconcile_error=in_plain_words(error))
        log.warning("reconciliation_broken_off", feed=feed.value, error=str(error))
    else:
        FeedCursor.objects.filter(feed=feed).update(reconciled_at=started_at, reconcile_error="")


def reconcile_lots(client: ProvinceClient, clock: Clock) -> None:
    """Compare the lots that were delivered lately with those that the province holds.

    Nothing is sent: lots that are gone there were perhaps taken away by somebody, so a person looks.
    Twice, or two at once: one open row for each project. Broken off: the next run begins anew.
    """
    open_keys = Discrepancy.objects.filter(record_type=RecordType.LOTS, mended_at=None).values("key")
    messages = OutboxMessage.objects.filter(topic=OutboxMessage.Topic.LOTS)
    in_question = Q(delivered_at__gte=clock() - LOTS_DELIVERED_WITHIN) | Q(subject_key__in=open_keys)
    delivered = dict(
        messages.filter(in_question, status=OutboxMessage.Status.DELIVERED)
        .order_by("subject_key", "-version")
        .distinct("subject_key")
        .values_list("subject_key", "version")
    )
    ours: defaultdict[str, set[int]] = defaultdict(set)
    for project_no, version in messages.filter(subject_key__in=delivered).values_list("subject_key", "version"):
        ours[project_no].add(version)
    agreeing = []
    for project_no, version in delivered.items():
        try:
            held = client.lots(project_no)
        except GatewayError as error:
            log.warning("lots_not_compared", project_no=project_no, error=str(error))
            if error.verdict in NOBODY_TO_ASK:
                break
            continue
        theirs = _version(held)
        if theirs is not None and theirs in ours[project_no] and theirs >= version:
            agreeing.append(project_no)
            continue
        note_discrepancy(
            record_type=RecordType.LOTS,
            key=project_no,
            kind=Kind.UNKNOWN_THERE if theirs is None or theirs < version else Kind.OLDER_HERE,
            our_version=version,
            province_version=theirs,
            now=clock(),
        )
    close_discrepancies(record_type=RecordType.LOTS, keys=agreeing, now=clock())


def _compare(feed: Feed, client: ProvinceClient, clock: Clock, started_at: datetime) -> None:
    fetches = MOST_FETCHES
    listed: set[str] = set()
    is_readable, is_at_end = True, False
    ask = partial(client.digests, FEEDS[feed])
    for _, page in pages(ask, after="", limit=MAX_PAGE_LIMIT, most=MOST_PAGES):
        if page.unreadable:
            is_readable = False
            log.warning("digests_unreadable", feed=feed.value, count=len(page.unreadable))
        theirs = _newest(page.entries)
        ours = _copies(feed, theirs)
        differing = {key: kind for key in theirs if (kind := ours[key].difference(theirs[key])) is not None}
        _close(feed, theirs.keys() - differing.keys(), clock())
        for key, kind in differing.items():
            if fetches > 0:
                fetches -= 1
                _mend(feed, key, theirs[key], client, clock)
            else:
                _note(feed, key, kind=kind, theirs=theirs[key], our_version=ours[key].version, now=clock())
        listed |= theirs.keys()
        is_at_end = not page.more
    if is_readable and is_at_end:
        _note_unlisted(feed, listed, started_at, clock())


def _version(held: HeldDocument | None) -> int | None:
    if held is None:
        return None
    try:
        return _VERSION.validate_python(held.content.get("version"), strict=True)
    except ValidationError:
        return None


def _newest(entries: Iterable[DigestEntry]) -> Mapping[str, Content]:
    newest: dict[str, Content] = {}
    for entry in entries:
        if entry.key not in newest or newest[entry.key].version < entry.version:
            newest[entry.key] = Content.of(entry)
    return newest


def _copies(feed: Feed, keys: Collection[str]) -> defaultdict[str, OurCopies]:
    """Return what the inbox holds of `keys`, with one query."""
    copies: defaultdict[str, OurCopies] = defaultdict(OurCopies)
    rows = InboundRecord.objects.filter(feed=feed, key__in=keys).values_list("key", "version", "fingerprint", "status")
    for key, version, mark, status in rows:
        copies[key].stored.add((version, mark))
        if status in SOUND:
            copies[key].sound.add((version, mark))
    return copies


def _mend(feed: Feed, key: str, theirs: Content, client: ProvinceClient, clock: Clock) -> None:
    """Ask for the record itself, store it, and write down what differed; no transaction is open while asking."""
    try:
        held = client.record(FEEDS[feed], key)
    except GatewayError as error:
        if error.verdict in NOBODY_TO_ASK:
            raise
        log.warning("record_not_fetched", feed=feed.value, key=key, error=str(error))
        held = None
    now = clock()
    with transaction.atomic():
        before = _copies(feed, [key])[key]
        # The record may have changed since it was listed, and a pull may have brought it meanwhile.
        theirs = _content(held, key) or theirs
        kind = before.difference(theirs)
        if kind is None:
            _close(feed, [key], now)
            return
        if held is not None:
            store_items(
                feed=feed, items=[held.item], body=held.item.raw, exchange=held.exchange, record_key=key, now=now
            )
        _note(feed, key, kind=kind, theirs=theirs, our_version=before.version, now=now)
        if _copies(feed, [key])[key].difference(theirs) is None:
            _close(feed, [key], now)


def _content(held: HeldRecord | None, key: str) -> Content | None:
    """Return what the province holds under `key` now, if it can be relied on."""
    if held is None:
        return None
    try:
        item = read_item(held.item.raw)
    except InvalidDocument:
        return None
    if item.key != key:
        return None
    return Content(item.version, fingerprint_of_sound(item.op, item.digest), item.digest)


def _note_unlisted(feed: Feed, listed: Collection[str], started_at: datetime, now: datetime) -> None:
    """Write down what we hold and the province does not list; what arrived since the list began is not asked about."""
    ours = (
        InboundRecord.objects.filter(feed=feed, status__in=SOUND, received_at__lt=started_at)
        .exclude(key="")
        .values_list("key")
        .annotate(newest=Max("version"))
        .order_by("key")
    )
    Discrepancy.objects.bulk_create(
        (
            Discrepancy(record_type=feed.value, key=key, kind=Kind.UNKNOWN_THERE, our_version=version, found_at=now)
            for key, version in ours.iterator()
            if key not in listed
        ),
        # What stands open already stays as it was found.
        ignore_conflicts=True,
        batch_size=500,
    )


def _note(
    feed: Feed, key: str, *, kind: Discrepancy.Kind, theirs: Content, our_version: int | None, now: datetime
) -> None:
    note_discrepancy(
        record_type=RecordType(feed.value),
        key=key,
        kind=kind,
        our_version=our_version,
        province_version=theirs.version,
        province_digest=theirs.digest,
        now=now,
    )


def _close(feed: Feed, keys: Collection[str], now: datetime) -> None:
    close_discrepancies(record_type=RecordType(feed.value), keys=keys, now=now)
