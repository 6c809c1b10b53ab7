"""Sign-ins and sign-outs in the audit trail."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from apps.accounts.models import User
from apps.core import audit
from apps.core.actors import Actor


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


def _actor(request: HttpRequest, user: User) -> Actor:
    return Actor.person(user, address=request.META.get("REMOTE_ADDR", ""))
