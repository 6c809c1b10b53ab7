"""Packages: releases or a record with who publishes them and on what terms."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from apps.announcements.canonical import canonical
from apps.announcements.open_data.changes import Changes
from apps.announcements.open_data.ocds.history import Act, History, histories_of
from apps.announcements.open_data.ocds.identifiers import CREDIT_CODE_SCHEME
from apps.announcements.open_data.ocds.merging import compiled
from apps.announcements.open_data.ocds.pieces import Piece
from apps.announcements.open_data.ocds.releases import releases_of
from apps.announcements.open_data.terms import licence_url, policy_url, publisher
from apps.announcements.open_data.values import moment_text

VERSION = "1.1"
EXTENSIONS = Path(__file__).parent / "extensions"
EXTENSION_NAMES = ("award_evaluation", "document_digest", "lots", "main_items", "tender_terms")


def release_package(told: Sequence[tuple[Act, Piece]], *, uri: str, now: datetime) -> Piece:
    """Return a package of releases; one that is empty is published now."""
    published = max((act.at for act, _ in told), default=now)
    return _head(uri, published) | {"releases": [release for _, release in told]}


def page_of_releases(changes: Changes, *, uri: str, now: datetime) -> Piece:
    """Return the releases of some changes, in their order, and where the next ones are.

    Times that a change moved are told by the release of the change: that the tender announcement was updated by it
    is no release of its own.
    """
    histories = histories_of({event.announcement.project_id for event in changes.rows})
    told = {act.event_pk: (act, release) for history in histories.values() for act, release in releases_of(history)}
    wanted = [told[event.pk] for event in changes.rows if event.pk in told]
    following = f"{canonical('open_data:ocds-releases')}?after={changes.next_cursor}"
    return release_package(wanted, uri=uri, now=now) | {"links": {"next": following}}


def record_package(history: History, *, uri: str) -> Piece:
    """Return the record of a project: what holds now, and where its releases are."""
    told = list(releases_of(history))
    releases = [
        {
            "url": f"{canonical('open_data:ocds-release', act.release_id)}#{act.release_id}",
            "date": release["date"],
            "tag": release["tag"],
        }
        for act, release in told
    ]
    merged = compiled([release for _, release in told])
    record = {"ocid": merged["ocid"], "releases": releases, "compiledRelease": merged}
    return _head(uri, max(act.at for act, _ in told)) | {"records": [record]}


def _head(uri: str, published: datetime) -> dict[str, Any]:
    who = publisher()
    return {
        "uri": uri,
        "version": VERSION,
        "extensions": [canonical("open_data:ocds-extension", name, "extension.json") for name in EXTENSION_NAMES],
        "publishedDate": moment_text(published),
        "publisher": {"name": who.name, "scheme": CREDIT_CODE_SCHEME, "uid": who.credit_code, "uri": who.url},
        "license": licence_url(),
        "publicationPolicy": policy_url(),
    }
