"""Makes announcements in any number, batch by batch."""

import hashlib
import itertools
from collections.abc import Iterator
from datetime import datetime, timedelta
from math import ceil
from random import Random

from django.db import connection, transaction
from django.db.models import Index

from apps.acceptance.models import Project
from apps.accounts.models import User
from apps.announcements.columns import columns_of
from apps.announcements.following import FOLLOWED
from apps.announcements.load.copying import copy_rows, reserve_keys
from apps.announcements.load.projects import Story, agencies, make_story
from apps.announcements.load.writing import Draft, drafts_of
from apps.announcements.models import Announcement, AnnouncementVersion, Publication, PublicEvent
from apps.announcements.sanitising import sanitise

PROJECTS_IN_BATCH = 500
# Over how long a time the announcements are spread.
YEARS = 10
SHARE_CORRECTED = 0.15
MOST_VERSIONS = 2
SHARE_WITHDRAWN = 0.01
# About as many announcements a project has.
PER_PROJECT = 2.9


def make_announcements(count: int, *, person: User, now: datetime, seed: int) -> Iterator[int]:
    """Store at least `count` announcements, yielding after each batch how many there are of them.

    Projects, versions and publications are made with them; the same seed makes the same announcements.
    Not an act of anybody's: there is no history, and nobody is told.
    """
    dice, known = Random(seed), agencies()  # noqa: S311  nothing secret
    begins_at = now - timedelta(days=365 * YEARS)
    # The last announcement of a project comes some weeks after the first.
    step = timedelta(days=365 * YEARS - 60) * PER_PROJECT / count
    numbers = itertools.count(Project.objects.count())
    made = 0
    while made < count:
        stories = []
        for _ in range(min(PROJECTS_IN_BATCH, ceil((count - made) / PER_PROJECT))):
            stories.append(
                make_story(dice, number=next(numbers), at=begins_at, agency=dice.choice(known), person=person)
            )
            begins_at += step
        made += _store(stories, dice)
        yield made


def without_index_of_words() -> None:
    """Drop the index of tokens: building it anew at the end takes a fraction of keeping it up."""
    with connection.schema_editor() as editor:
        editor.remove_index(Announcement, _index_of_words())


@transaction.atomic
def build_index_of_words() -> None:
    """Build the index of tokens, with more memory than a server gives every session."""
    with connection.schema_editor() as editor:
        editor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        editor.add_index(Announcement, _index_of_words())


def gather_statistics() -> None:
    """Let the planner know what is there now."""
    with connection.cursor() as cursor:
        for model in (Project, Announcement, AnnouncementVersion, Publication, PublicEvent):
            cursor.execute(f"VACUUM ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


@transaction.atomic
def _store(stories: list[Story], dice: Random) -> int:
    """Store projects and all that is announced of them; return how many announcements that are."""
    for story, pk in zip(stories, reserve_keys(Project, len(stories)), strict=True):
        story.project.pk = pk
    copy_rows([story.project for story in stories])
    drafts = [(story, list(drafts_of(story, dice))) for story in stories]
    count = sum(len(own) for _, own in drafts)
    keys = iter(reserve_keys(Announcement, count))
    version_keys = iter(reserve_keys(AnnouncementVersion, count * MOST_VERSIONS))
    versions = [version for story, own in drafts for version in _family(story, own, keys, version_keys, dice)]
    publications = [
        Publication(pk=pk, version_id=version.pk, published_at=version.received_at)
        for version, pk in zip(versions, reserve_keys(Publication, len(versions)), strict=True)
    ]
    announcements = list({version.announcement.pk: version.announcement for version in versions}.values())
    copy_rows(announcements)
    copy_rows(versions)
    copy_rows(publications)
    copy_rows(_events(versions, announcements))
    return count


def _events(versions: list[AnnouncementVersion], announcements: list[Announcement]) -> list[PublicEvent]:
    """Return what became public and what was taken back, in the order in which it did."""
    events = [
        PublicEvent(
            kind=PublicEvent.Kind.PUBLISHED,
            announcement_id=version.announcement_id,
            version_id=version.pk,
            happened_at=version.received_at,
        )
        for version in versions
    ]
    events += [
        PublicEvent(
            kind=PublicEvent.Kind.WITHDRAWN,
            announcement_id=announcement.pk,
            happened_at=announcement.withdrawn_at,
        )
        for announcement in announcements
        if announcement.withdrawn_at
    ]
    events.sort(key=lambda event: event.happened_at)
    for event, pk in zip(events, reserve_keys(PublicEvent, len(events)), strict=True):
        event.pk = pk
    return events


def _family(
    story: Story, drafts: list[Draft], keys: Iterator[int], version_keys: Iterator[int], dice: Random
) -> Iterator[AnnouncementVersion]:
    """Return the versions of the announcements of a project; each announcement as its last version leaves it."""
    by_type: dict[str, Announcement] = {}
    for draft in drafts:
        pk = next(keys)
        announcement = Announcement(
            pk=pk,
            announcement_no=f"LOAD-{pk}",
            type=draft.type,
            project=story.project,
            follows=by_type.get(FOLLOWED.get(draft.type, "")),
            status=Announcement.Status.PUBLISHED,
            published_at=draft.first_published_at + timedelta(minutes=1),
        )
        by_type[draft.type] = announcement
        for number in range(1, MOST_VERSIONS + 1 if dice.random() < SHARE_CORRECTED else 2):
            version = _version(announcement, draft, number)
            version.pk = next(version_keys)
            announcement.version = number
            for name, value in columns_of(version).items():
                setattr(announcement, name, value)
            yield version
        if dice.random() < SHARE_WITHDRAWN:
            announcement.status = Announcement.Status.WITHDRAWN
            announcement.withdrawn_at = draft.first_published_at + timedelta(days=1)
    ending = by_type.get(Announcement.Type.TERMINATION)
    if ending is not None and ending.is_published:
        # It ends the only lot, and with it the deadline of whatever was announced before.
        for announcement in by_type.values():
            announcement.bid_deadline = None


def _version(announcement: Announcement, draft: Draft, number: int) -> AnnouncementVersion:
    body = draft.body if number == 1 else f"{draft.body}<p>更正：联系电话以本版为准。</p>"
    safe = sanitise(body)
    return AnnouncementVersion(
        announcement=announcement,
        version=number,
        title=draft.title,
        body_html=body,
        body_sm3=_sm3(body),
        body_safe=safe,
        body_safe_sm3=_sm3(safe),
        lot_nos=["1"],
        facts=draft.facts,
        source_url="https://province.example/notices/load",
        first_published_at=draft.first_published_at,
        received_at=draft.first_published_at + timedelta(minutes=number),
    )


def _sm3(text: str) -> str:
    return hashlib.new("sm3", text.encode()).hexdigest()


def _index_of_words() -> Index:
    by_name: dict[str, Index] = {index.name: index for index in Announcement._meta.indexes}
    return by_name["announcement_tokens"]
