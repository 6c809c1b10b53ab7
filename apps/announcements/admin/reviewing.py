"""The center's decision on what an agency submitted: the same for changes and for local announcements."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from apps.accounts.center_acts import BUSINESS_ACTORS, BUSINESS_READERS
from apps.accounts.center_filters import TabFilter
from apps.accounts.center_site import CenterPageAdmin, has_role, person
from apps.announcements.review_forms import ReturnForm
from apps.core.actors import Actor
from apps.core.exceptions import DomainError


class ReviewAdmin(CenterPageAdmin):
    """A queue of what waits for a decision, and the page on which one is judged by the digest of what was read."""

    viewers = BUSINESS_READERS
    change_list_template = "center/exchange_list.html"
    tabs: ClassVar[type[TabFilter]]

    def queue_url(self) -> str:
        """Return where the queue is: whoever has decided goes on there."""
        raise NotImplementedError

    def decided(self, record: Any) -> dict[str, Any]:
        """Return what the services take as the thing that is decided on, by the name of their argument."""
        raise NotImplementedError

    def sm3_of(self, record: Any) -> str:
        """Return the digest of what the page shows now."""
        raise NotImplementedError

    def told_name(self, record: Any) -> str:
        """Return what the record is called in the message that says what became of it."""
        raise NotImplementedError

    def act(
        self, request: HttpRequest, pk: int, form: forms.Form, perform: Callable[[dict[str, Any]], object], done: str
    ) -> HttpResponse:
        """Do one act for a reviewer; what stands in its way is said on the page as it is now.

        The role is asked again at every act: it may have been taken away since the page was opened.
        """
        if not has_role(request, BUSINESS_ACTORS):
            raise PermissionDenied("只有中心业务科室的审核人员可以办理。")
        record = self.get_record(request, str(pk))
        if not form.is_valid():
            return self._refuse(request, pk, form, "提交的内容不完整，请补充后再提交。", status=400)
        by = {
            **self.decided(record),
            "reviewer": person(request),
            "actor": Actor.of_request(request),
            "now": timezone.now(),
        }
        try:
            perform(by)
        except DomainError as error:
            return self._refuse(request, pk, form, str(error), status=409)
        messages.success(request, f"{self.told_name(record)}：{done}")
        return HttpResponseRedirect(self.queue_url())

    def _refuse(self, request: HttpRequest, pk: int, form: forms.Form, refusal: str, *, status: int) -> HttpResponse:
        # Read again: the record in hand may have been changed by whoever was faster.
        record = self.get_record(request, str(pk))
        context: dict[str, Any] = {"refusal": refusal}
        if isinstance(form, ReturnForm):
            # What was typed is kept, but for what the page shows now.
            form.data = {"reason": form.data.get("reason", ""), "sm3": self.sm3_of(record)}
            context["return_form"] = form
        return self.render_page(request, record, status=status, extra_context=context)

    def get_list_display(self, request: HttpRequest) -> Any:
        """Show how long it waits in the queue, and what became of it elsewhere."""
        first, last = ("waiting_time", None) if self.tabs.is_first(request) else ("state", "submitted")
        return [name for name in (first, *self.list_display, last) if name]
