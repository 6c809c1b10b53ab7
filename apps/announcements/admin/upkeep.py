"""Pages about files that the platform makes by itself: how they stand, and the presses that have them made anew."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.urls.resolvers import URLPattern
from django.utils import timezone

from apps.accounts.center_desks import list_url
from apps.accounts.center_site import CenterModelAdmin, has_role
from apps.accounts.models import CENTER_ROLES, Role
from apps.core.actors import Actor
from apps.core.post_only import post_only

# Upkeep, and no business act: administrators too. Supervisors read.
ACTORS = frozenset({Role.CENTER_REVIEWER, Role.CENTER_ADMINISTRATOR})


@dataclass(frozen=True)
class UpkeepAct:
    """A press of the page: its service, which takes `actor` and `now`, and what is said when it is done."""

    service: Callable[..., object]
    done: str


class UpkeepAdmin(CenterModelAdmin):
    """One page about all files of a kind; single rows of its model are nothing to look at."""

    viewers = CENTER_ROLES
    page_template: ClassVar[str]
    # By the last part of their addresses.
    acts: ClassVar[Mapping[str, UpkeepAct]]

    def state(self) -> object:
        """Return how the files stand, for the page's template."""
        raise NotImplementedError

    def get_urls(self) -> list[URLPattern]:
        """Add the acts; a single row has no page."""
        model, guarded = f"{self.opts.app_label}_{self.opts.model_name}", self.admin_site.admin_view
        act_view = post_only(f"admin:{model}_changelist")(self.act_view)
        return [
            path("", guarded(self.changelist_view), name=f"{model}_changelist"),
            *(
                path(f"{name}/", guarded(act_view), {"act": act}, name=f"{model}_{name}")
                for name, act in self.acts.items()
            ),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Show how the files stand."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": self.opts.verbose_name_plural,
            "opts": self.opts,
            "state": self.state(),
            "may_act": has_role(request, ACTORS),
            "now": timezone.now(),
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.page_template, context)

    def act_view(self, request: HttpRequest, act: UpkeepAct) -> HttpResponse:
        """Do one act."""
        if not has_role(request, ACTORS):
            raise PermissionDenied("监督人员只能查看，不能办理。")
        act.service(actor=Actor.of_request(request), now=timezone.now())
        messages.success(request, act.done)
        return HttpResponseRedirect(list_url(self.model))
