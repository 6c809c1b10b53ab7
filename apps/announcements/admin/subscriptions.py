"""E-mail subscriptions at the center's site: how many there are and whether their mails arrive, not who they are."""

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Min, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import truncatechars
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils import timezone
from django.utils.safestring import SafeString

from apps.accounts.center_acts import BUSINESS_ACTORS, BUSINESS_READERS, require_reviewer
from apps.accounts.center_cells import moment_cell, status_cell
from apps.accounts.center_desks import list_url
from apps.accounts.center_filters import Choice, TabFilter
from apps.accounts.center_site import CenterPageAdmin, Desk, desk, has_role
from apps.announcements.models import Subscription, SubscriptionMail
from apps.announcements.selectors.subscriptions import subscription_page
from apps.announcements.services.subscription_mails import send_mail_again
from apps.announcements.subscriptions.addresses import masked
from apps.announcements.subscriptions.asked import words_for
from apps.core.actors import Actor
from apps.core.exceptions import DomainError
from apps.core.post_only import post_only

LONGEST_WORDS = 60
PARKED = Q(mails__status=SubscriptionMail.Status.PARKED)


@desk
def undelivered_mails(request: HttpRequest, now: datetime) -> Desk | None:
    """Count mails that did not arrive; the card is there only when there are some."""
    if not has_role(request, BUSINESS_READERS):
        return None
    parked = SubscriptionMail.objects.filter(status=SubscriptionMail.Status.PARKED)
    found = parked.aggregate(count=Count("pk"), oldest=Min("settled_at"))
    if not found["count"]:
        return None
    return Desk(
        title="未送达的订阅邮件",
        count=found["count"],
        url=list_url(Subscription, tab="parked"),
        note="收件服务器拒收，或者多次发送不成功",
        tone="quiet",
        oldest_at=found["oldest"],
    )


class SubscriptionTabs(TabFilter):
    """Subscriptions by how far they have come."""

    options = {
        "confirmed": Choice("已确认", Q(status=Subscription.Status.CONFIRMED)),
        "pending": Choice("待确认", Q(status=Subscription.Status.PENDING)),
        "ended": Choice("已退订", Q(status=Subscription.Status.ENDED)),
        "parked": Choice(
            "有邮件未送达",
            Q(pk__in=Subscription.objects.filter(PARKED).values("pk")),
        ),
        "all": Choice("全部", Q()),
    }


@admin.register(Subscription)
class SubscriptionAdmin(CenterPageAdmin):
    """Subscriptions, read only but for mails that did not arrive, which are sent once more.

    Nobody looks an address up here: who subscribes is the reader's own affair.
    """

    viewers = BUSINESS_READERS
    menu_position = 34
    page_template = "center/subscription.html"
    change_list_template = "center/exchange_list.html"
    list_display = ["reader", "asked_for", "frequency", "state", "asked", "confirmed"]
    list_filter = [SubscriptionTabs]
    ordering = ["-pk"]

    def get_urls(self) -> list[URLPattern]:
        """Add the act; it is about one mail of the subscription."""
        act = post_only("admin:announcements_subscription_change", "pk")(self.send_again_view)
        address = path(
            "<int:pk>/mails/<int:mail_pk>/send-again/",
            self.admin_site.admin_view(act),
            name="announcements_subscription_send-again",
        )
        return [address, *super().get_urls()]

    def send_again_view(self, request: HttpRequest, pk: int, mail_pk: int) -> HttpResponse:
        """Have a mail that did not arrive sent once more; refused in words when that cannot be."""
        require_reviewer(request)
        subscription = self.get_record(request, str(pk))
        mail = get_object_or_404(SubscriptionMail, pk=mail_pk, subscription=subscription)
        try:
            send_mail_again(mail=mail, actor=Actor.of_request(request), now=timezone.now())
        except DomainError as error:
            subscription = self.get_record(request, str(pk))
            return self.render_page(request, subscription, status=409, extra_context={"refusal": str(error)})
        messages.success(request, "已安排重新发送，结果稍后显示在邮件列表中。")
        return HttpResponseRedirect(reverse("admin:announcements_subscription_change", args=[pk]))

    def page_context(self, request: HttpRequest, record: Subscription) -> dict[str, Any]:
        """Return the subscription with its last mails."""
        return {"page": subscription_page(record), "may_act": has_role(request, BUSINESS_ACTORS)}

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Say what an empty list means, and what is not shown."""
        words = {
            "list_note": "邮箱地址按个人信息处理，只显示首字母和域名。",
            "empty_title": "还没有邮件订阅",
            "empty_text": "读者在公告列表或者查询结果中订阅，确认之后出现在这里。",
        }
        return super().changelist_view(request, words | (extra_context or {}))

    @admin.display(description="邮箱")
    def reader(self, subscription: Subscription) -> str:
        """Return as much of the address as may be seen."""
        return masked(subscription.address)

    @admin.display(description="订阅条件")
    def asked_for(self, subscription: Subscription) -> str:
        """Return what is subscribed."""
        return truncatechars(words_for(subscription.filters), LONGEST_WORDS)

    @admin.display(description="状态", ordering="status")
    def state(self, subscription: Subscription) -> SafeString:
        """Return the status."""
        return status_cell(subscription)

    @admin.display(description="申请时间", ordering="asked_at")
    def asked(self, subscription: Subscription) -> SafeString:
        """Return when it was asked for."""
        return moment_cell(subscription.asked_at)

    @admin.display(description="确认时间", ordering="confirmed_at")
    def confirmed(self, subscription: Subscription) -> SafeString:
        """Return when it was confirmed."""
        return moment_cell(subscription.confirmed_at)
