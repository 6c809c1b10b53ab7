"""Every move of a preparation from every status, lawful or not."""

from datetime import datetime
from itertools import product

import pytest

from apps.core.actors import PLATFORM
from apps.core.exceptions import UnlawfulMove
from apps.core.status import move
from apps.tender_planning.models import Planning

Status = Planning.Status

LAWFUL = {
    (Status.LOCKED, Status.EDITABLE),
    (Status.EDITABLE, Status.ISSUED),
    (Status.EDITABLE, Status.LOCKED),
    (Status.ISSUED, Status.EDITABLE),
}


@pytest.mark.parametrize(("old", "new"), list(product(Status, Status)))
def test_only_the_lawful_moves_are_made(locked: Planning, old: Status, new: Status, now: datetime) -> None:
    Planning.objects.update(status=old, issued_at=now)
    locked.refresh_from_db()

    if (old, new) in LAWFUL:
        move(locked, new, actor=PLATFORM, now=now)
        expected = new
    else:
        with pytest.raises(UnlawfulMove):
            move(locked, new, actor=PLATFORM, now=now)
        expected = old

    assert Planning.objects.get().status == expected
