"""A page at the center's site with one button: an act of reviewers, refused in words when it cannot be done."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils import timezone

from apps.accounts.center_site import CenterPageAdmin, has_role
from apps.accounts.models import Role
from apps.core.actors import Actor
from apps.core.exceptions import DomainError
from apps.core.post_only import post_only

# Administrators keep users and catalogues and take no part in business: they do not read it either.
BUSINESS_READERS = frozenset({Role.CENTER_REVIEWER, Role.SUPERVISOR})
BUSINESS_ACTORS = frozenset({Role.CENTER_REVIEWER})


def require_reviewer(request: HttpRequest) -> None:
    """Raise PermissionDenied unless a reviewer asks, at every act: the role may be gone since the page was opened."""
    if not has_role(request, BUSINESS_ACTORS):
        raise PermissionDenied("只有中心业务科室的审核人员可以办理。")


class CenterActAdmin(CenterPageAdmin):
    """A record that business reads, with one act that reviewers may do."""

    viewers = BUSINESS_READERS
    # The last part of the act's address, and what is said when it is done.
    act_name: ClassVar[str]
    act_done: ClassVar[str]

    def act(self, record: Any, *, actor: Actor, now: datetime) -> None:
        """Call the one service. A DomainError is shown on the page, which then comes with 409."""
        raise NotImplementedError

    def get_urls(self) -> list[URLPattern]:
        """Add the act."""
        model = f"{self.opts.app_label}_{self.opts.model_name}"
        act = post_only(f"admin:{model}_change", "pk")(self.act_view)
        address = path(f"<int:pk>/{self.act_name}/", self.admin_site.admin_view(act), name=f"{model}_{self.act_name}")
        return [address, *super().get_urls()]

    def act_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do the act."""
        require_reviewer(request)
        record = self.get_record(request, str(pk))
        try:
            self.act(record, actor=Actor.of_request(request), now=timezone.now())
        except DomainError as error:
            # Read again: the record in hand may have been changed by whoever was faster.
            record = self.get_record(request, str(pk))
            return self.render_page(request, record, status=409, extra_context={"refusal": str(error)})
        messages.success(request, f"{record}：{self.act_done}")
        return HttpResponseRedirect(self._address("change", record))

    def render_page(
        self, request: HttpRequest, record: Any, *, status: int = 200, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """Render the page with the address of the act, for those who may do it."""
        act = {
            "may_act": has_role(request, BUSINESS_ACTORS),
            "act_url": self._address(self.act_name, record),
        }
        return super().render_page(request, record, status=status, extra_context=act | (extra_context or {}))

    def _address(self, page: str, record: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}", args=[record.pk])
