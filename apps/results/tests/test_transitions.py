"""Every move of a lot's result from every status, lawful or not."""

from datetime import datetime
from itertools import product
from typing import Any

import pytest

from apps.announcements.models import Announcement
from apps.core.actors import PLATFORM
from apps.core.exceptions import UnlawfulMove
from apps.core.status import move
from apps.results.models import LotResult

Status = LotResult.Status

LAWFUL = {
    (Status.PENDING, Status.AWARDED),
    (Status.PENDING, Status.FAILED),
    (Status.AWARDED, Status.AWARDED),
    (Status.AWARDED, Status.FAILED),
    (Status.AWARDED, Status.PENDING),
    (Status.FAILED, Status.FAILED),
    (Status.FAILED, Status.AWARDED),
    (Status.FAILED, Status.PENDING),
}


def facts_of(status: str, announcement: Announcement) -> dict[str, Any]:
    version = announcement.versions.get()
    return {
        "awarded_by": version if status == Status.AWARDED else None,
        "failed_by": version if status == Status.FAILED else None,
        "decided_by": None if status == Status.PENDING else version,
        "first_published_at": None if status == Status.PENDING else version.first_published_at,
    }


@pytest.mark.django_db
@pytest.mark.parametrize(("old", "new"), list(product(Status, Status)))
def test_only_the_lawful_moves_are_made(result: Announcement, old: Status, new: Status, now: datetime) -> None:
    LotResult.objects.update(status=old, **facts_of(old, result))
    lot = LotResult.objects.order_by("pk")[0]

    if (old, new) in LAWFUL:
        move(lot, new, actor=PLATFORM, now=now, **facts_of(new, result))
        expected = new
    else:
        with pytest.raises(UnlawfulMove):
            move(lot, new, actor=PLATFORM, now=now, **facts_of(new, result))
        expected = old

    lot.refresh_from_db()
    assert lot.status == expected
