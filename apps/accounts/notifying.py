"""Tells people at their work place what they must know."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from apps.accounts.models import Notification, Organisation, Role, User


def notify(people: Iterable[User], *, text: str, url: str, now: datetime) -> None:
    """Tell `people` the same; call it inside the transaction of the act, so that nobody is told what did not happen.

    `url` is the path of a page that all of them may open.
    """
    Notification.objects.bulk_create(
        Notification(user=person, text=text, url=url, created_at=now) for person in people
    )


def agency_staff(agency: Organisation) -> QuerySet[User]:
    """Return the clerks of an agency who may sign in."""
    return _holders(Role.AGENCY_STAFF).filter(organisation=agency)


def center_reviewers() -> QuerySet[User]:
    """Return the reviewers of the center who may sign in."""
    return _holders(Role.CENTER_REVIEWER)


def mark_read(*, notification: Notification, now: datetime) -> None:
    """Note that its reader has seen it. Twice: the first time counts."""
    Notification.objects.filter(pk=notification.pk, read_at__isnull=True).update(read_at=now)


def mark_all_read(*, user: User, now: datetime) -> None:
    """Note that a person has seen everything that they were told so far."""
    Notification.objects.unread_of(user).filter(created_at__lte=now).update(read_at=now)


def _holders(role: Role) -> QuerySet[User]:
    return User.objects.filter(is_active=True, organisation__is_active=True, groups__name=role).order_by("pk")
