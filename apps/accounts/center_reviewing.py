"""The center's queues of what agencies submitted, and the page on which one submission is judged.

One base for whatever is reviewed: a queue says what it lists and what its page shows, and which services decide.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Protocol

from django import forms
from django.contrib import admin, messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils import timezone
from django.utils.safestring import SafeString

from apps.accounts.center_acts import BUSINESS_ACTORS, BUSINESS_READERS, require_reviewer
from apps.accounts.center_cells import moment_cell, status_cell, waited_cell
from apps.accounts.center_desks import list_url
from apps.accounts.center_filters import Choice, TabFilter
from apps.accounts.center_history import trail_of
from apps.accounts.center_site import CenterPageAdmin, has_role, person
from apps.accounts.models import User
from apps.core.actors import Actor
from apps.core.exceptions import DomainError
from apps.core.post_only import post_only
from apps.core.templatetags.ui import ABSENT

QUEUE = "waiting"
EVERYTHING = "all"


def queue_tabs(waiting: Q, others: Mapping[str, Choice]) -> dict[str, Choice]:
    """Return the tabs of a queue: what waits for a decision, what became of the rest, everything."""
    return {QUEUE: Choice("待审核", waiting), **others, EVERYTHING: Choice("全部", Q())}


@dataclass(frozen=True)
class Act:
    """Something that a reviewer may do on the page, by one service.

    name         the last part of its address
    form         what is sent; its fields are arguments of the service, by their names
    service      takes what is judged by the name `ReviewAdmin.subject`, the fields, `actor` and `now`
    done         what is said when it is done
    is_decision  it ends the review: the service takes the `reviewer` too
    """

    name: str
    form: type[forms.Form]
    service: Callable[..., object]
    done: str
    is_decision: bool = True


@dataclass(frozen=True)
class Shown:
    """What the page of a submission shows.

    seen        the values of the hidden fields of the forms: they name exactly what is shown
    is_stopped  something in it stands in the way of an approval
    context     the rest, for the page's template
    """

    seen: dict[str, Any]
    is_stopped: bool
    context: dict[str, Any]


class Decided(Protocol):
    """A decision that was taken."""

    reviewer: User
    decided_at: datetime

    def get_decision_display(self) -> str:
        """Return the decision in words."""


class ReviewAdmin(CenterPageAdmin):
    """A queue of submissions, and the page on which a reviewer decides on one."""

    viewers = BUSINESS_READERS
    change_list_template = "center/review_list.html"
    tabs: ClassVar[type[TabFilter]]
    # The title of the queue, what is in it, and how it comes there, as an empty queue says.
    queue_title: ClassVar[str]
    things: ClassVar[str]
    queue_note: ClassVar[str]
    # What the services call the thing that is judged, and the status in which it waits.
    subject: ClassVar[str]
    waiting_status: ClassVar[str]
    approval: ClassVar[Act]
    approval_label: ClassVar[str] = "通过"
    sending_back: ClassVar[Act]
    further_acts: ClassVar[Sequence[Act]] = ()
    common_reasons: ClassVar[Sequence[str]]
    # The order under every other tab than that of the queue.
    settled_ordering: ClassVar[Sequence[str]] = ["-submitted_at", "-pk"]

    def judged(self, record: Any) -> Any:
        """Return the thing whose status is decided; the list may be of something that hangs on it."""
        return record

    def shown(self, record: Any, now: datetime) -> Shown:
        """Return what the page shows of the record."""
        raise NotImplementedError

    def last_decision(self, record: Any) -> Decided | None:
        """Return the newest decision on the record, whoever's it was."""
        raise NotImplementedError

    def told_name(self, record: Any) -> str:
        """Return what the record is called in the message that says what became of it."""
        return str(record)

    def refusal_of(self, act: Act, error: DomainError) -> str:
        """Return what is said when a service refused."""
        return str(error)

    def get_urls(self) -> list[URLPattern]:
        """Add the acts."""
        guarded = self.admin_site.admin_view(post_only(self._route("change"), "pk")(self.act_view))
        acts = [
            path(f"<int:pk>/{act.name}/", guarded, {"act": act}, name=self._route(act.name).partition(":")[2])
            for act in (self.approval, self.sending_back, *self.further_acts)
        ]
        return [*acts, *super().get_urls()]

    def get_ordering(self, request: HttpRequest) -> Any:
        """Return the longest waiting first in the queue, the newest first elsewhere."""
        return ["submitted_at", "pk"] if self.tabs.is_first(request) else self.settled_ordering

    def get_list_display(self, request: HttpRequest) -> Any:
        """Show how long it waits in the queue, and what became of it elsewhere."""
        first, last = ("waiting_time", None) if self.tabs.is_first(request) else ("state", "submitted")
        return [name for name in (first, *self.list_display, last) if name]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Show the list; an empty one says what there is none of."""
        tab = self.tabs.chosen(request)
        words = {
            "title": self.queue_title,
            "things": self.things,
            "queue_note": self.queue_note,
            "tab": tab,
            "tab_label": self.tabs.options[tab].label,
        }
        return super().changelist_view(request, words | (extra_context or {}))

    def page_context(self, request: HttpRequest, record: Any) -> dict[str, Any]:
        """Return everything to judge the record by, and the forms of the acts."""
        shown, judged = self.shown(record, timezone.now()), self.judged(record)
        return {
            **shown.context,
            "things": self.things,
            "trail": trail_of(judged),
            "is_waiting": judged.status == self.waiting_status,
            "is_stopped": shown.is_stopped,
            "may_decide": has_role(request, BUSINESS_ACTORS),
            "approval_label": self.approval_label,
            "approval_url": self._address(self.approval.name, record),
            # Both forms stand on one page, and an id may stand there once.
            "approval_form": self.approval.form(initial=shown.seen, auto_id=False),
            "return_url": self._address(self.sending_back.name, record),
            "return_form": self.sending_back.form(initial=shown.seen),
            "common_reasons": self.common_reasons,
        }

    def act_view(self, request: HttpRequest, pk: int, act: Act) -> HttpResponse:
        """Do one act for a reviewer; what stands in its way is said on the page as it is now."""
        require_reviewer(request)
        record, form = self.get_record(request, str(pk)), act.form(request.POST)
        if not form.is_valid():
            return self._refuse(request, pk, act, form, "提交的内容不完整，请补充后再提交。", status=400)
        by = {"reviewer": person(request)} if act.is_decision else {}
        thing = {self.subject: self.judged(record)}
        try:
            act.service(**thing, **form.cleaned_data, **by, actor=Actor.of_request(request), now=timezone.now())
        except DomainError as error:
            return self._refuse(request, pk, act, form, self.refusal_of(act, error), status=409)
        messages.success(request, f"{self.told_name(record)}：{act.done}")
        return HttpResponseRedirect(list_url(self.model, tab=QUEUE))

    def _refuse(
        self, request: HttpRequest, pk: int, act: Act, form: forms.Form, refusal: str, *, status: int
    ) -> HttpResponse:
        # Read again: the record in hand may have been changed by whoever was faster.
        record = self.get_record(request, str(pk))
        context: dict[str, Any] = {"refusal": refusal}
        if act.is_decision and self.judged(record).status != self.waiting_status:
            context["last_decision"] = self.last_decision(record)
        if act is self.sending_back:
            # What was typed is kept, but for what the page shows now.
            form.data = {"reason": form.data.get("reason", ""), **self.shown(record, timezone.now()).seen}
            context["return_form"] = form
        return self.render_page(request, record, status=status, extra_context=context)

    def _route(self, page: str) -> str:
        return f"admin:{self.opts.app_label}_{self.opts.model_name}_{page.replace('-', '_')}"

    def _address(self, page: str, record: Any) -> str:
        return reverse(self._route(page), args=[record.pk])

    @admin.display(description="已等待", ordering="submitted_at")
    def waiting_time(self, record: Any) -> SafeString | str:
        """Return how long the record has been waiting, and since when."""
        return waited_cell(record.submitted_at, timezone.now(), "提交") if record.submitted_at else ABSENT

    @admin.display(description="状态", ordering="status")
    def state(self, record: Any) -> SafeString:
        """Return the status."""
        return status_cell(self.judged(record))

    @admin.display(description="提交时间", ordering="submitted_at")
    def submitted(self, record: Any) -> SafeString:
        """Return when the record was submitted last."""
        return moment_cell(record.submitted_at)
