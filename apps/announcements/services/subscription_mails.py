"""What people of the center do about mails of subscriptions that did not arrive."""

from datetime import datetime

from django.db import transaction

from apps.announcements.models import Subscription, SubscriptionMail
from apps.announcements.services.subscriptions import DELIVERY_TASK
from apps.core import audit
from apps.core.actors import Actor
from apps.core.doorbell import ring
from apps.core.exceptions import DomainError
from apps.core.status import move


class MailNotWanted(DomainError):
    """The subscription ended, or was confirmed by another mail, since this one was parked."""


@transaction.atomic
def send_mail_again(*, mail: SubscriptionMail, actor: Actor, now: datetime) -> None:
    """Owe a parked mail once more, with all its attempts; it is written anew and tells of the same changes.

    Whoever has unsubscribed meanwhile is mailed nothing more (个人信息保护法 第十五条), whoever presses. Two at once:
    the subscription is locked, and the second finds the mail owed already.

    Raises MailNotWanted, UnlawfulMove for a mail that is not parked, StaleState.
    """
    mail.subscription = Subscription.objects.select_for_update().get(pk=mail.subscription_id)
    if not mail.is_wanted:
        raise MailNotWanted(f"订阅现在是“{mail.subscription.get_status_display()}”，这封邮件不再发送。")
    move(
        mail,
        SubscriptionMail.Status.WAITING,
        actor=actor,
        now=now,
        # The week for which a mail waits for a mail server begins anew.
        asked_at=now,
        due_at=now,
        attempts=0,
        settled_at=None,
        last_error="",
    )
    audit.record(
        act="subscription.mail_resent",
        summary=f"重新发送订阅邮件：{mail.get_kind_display()}",
        subject=mail.subscription,
        actor=actor,
        now=now,
        details={"mail": mail.pk},
    )
    ring(DELIVERY_TASK)
