"""Sign-ins, sign-outs and tries that failed, in the audit trail."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import structlog
from axes.signals import user_locked_out
from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from apps.accounts.models import User
from apps.core import audit
from apps.core.actors import Actor
from apps.core.client_address import client_address
from apps.core.models import AuditEntry

LOCKED_OUT = "user.locked_out"

log = structlog.get_logger(__name__)


@receiver(user_logged_in)
def record_sign_in(sender: object, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Keep who signed in, when and from where."""
    audit.record(act="user.signed_in", summary="登录", subject=user, actor=_actor(request, user), now=timezone.now())


@receiver(user_logged_out)
def record_sign_out(sender: object, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    """Keep who signed out; a session that had already expired has no user."""
    if user is not None:
        audit.record(
            act="user.signed_out", summary="退出", subject=user, actor=_actor(request, user), now=timezone.now()
        )


@receiver(user_login_failed)
def record_failed_sign_in(sender: object, credentials: Mapping[str, Any], request: HttpRequest, **kwargs: Any) -> None:
    """Keep whose account was tried and from where.

    What was written for a name that nobody has is kept nowhere: it may be a password in the
    wrong field. Tries at a locked door are kept by the lock alone, or a machine could fill the
    trail; the lock's own receiver, connected before this one, has counted this try.
    """
    user = _user_named(credentials.get("username"))
    if user is None:
        log.warning("sign_in_failed_for_unknown_name", address=client_address(request))
    elif (getattr(request, "axes_failures_since_start", None) or 0) <= settings.AXES_FAILURE_LIMIT:
        audit.record(
            act="user.sign_in_failed", summary="登录失败", subject=user, actor=_somebody(request), now=timezone.now()
        )


@receiver(user_locked_out)
def record_lock_out(sender: object, request: HttpRequest, username: str | None, **kwargs: Any) -> None:
    """Keep that an account was locked for an address; once for each time that the lock lasts, however often tried."""
    user, actor, now = _user_named(username), _somebody(request), timezone.now()
    if user is None:
        log.warning("locked_out_under_unknown_name", address=actor.address)
        return
    known = AuditEntry.objects.filter(
        act=LOCKED_OUT,
        subject_type=user._meta.label_lower,
        subject_id=user.pk,
        actor_address=actor.address,
        acted_at__gt=now - timedelta(hours=settings.AXES_COOLOFF_TIME),
    )
    if not known.exists():
        audit.record(act=LOCKED_OUT, summary="连续登录失败，暂时锁定", subject=user, actor=actor, now=now)


def _user_named(username: str | None) -> User | None:
    return User.objects.filter(username__iexact=username or "").first()


def _actor(request: HttpRequest, user: User) -> Actor:
    return Actor.person(user, address=client_address(request))


def _somebody(request: HttpRequest) -> Actor:
    return Actor(name="未登录者", address=client_address(request))
