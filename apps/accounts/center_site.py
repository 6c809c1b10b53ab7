"""The center's site at /center/: Django's admin, opened by role; business records are read, acts are buttons."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils import timezone

from apps.accounts.models import CENTER_ROLES, Role, User
from apps.core import audit
from apps.core.actors import Actor


@dataclass(frozen=True)
class Desk:
    """A card on the center's first page: what waits for somebody."""

    title: str
    count: int
    url: str
    note: str = ""
    tone: str = "info"
    oldest_at: datetime | None = None


DeskMaker = Callable[[HttpRequest, datetime], Desk]


class CenterSite(admin.AdminSite):
    """The work place of reviewers, administrators and supervisors."""

    site_title = "中心工作台"
    site_header = "方城县公共资源交易中心 · 中心工作台"
    index_title = "工作台"
    desk_makers: ClassVar[list[DeskMaker]] = []

    def has_permission(self, request: HttpRequest) -> bool:
        """Let in people of the center and supervisors."""
        return isinstance(request.user, User) and request.user.is_staff

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Show what waits, above the list of everything."""
        now = timezone.now()
        desks = [make(request, now) for make in self.desk_makers]
        return super().index(request, {"desks": desks, "now": now, **(extra_context or {})})


def desk(maker: DeskMaker) -> DeskMaker:
    """Register a card for the center's first page; used by the `admin.py` of each app."""
    CenterSite.desk_makers.append(maker)
    return maker


class CenterModelAdmin(admin.ModelAdmin[Any]):
    """An admin page whose doors are roles; nothing can be changed unless `editors` says so."""

    viewers: ClassVar[frozenset[Role]] = CENTER_ROLES
    editors: ClassVar[frozenset[Role]] = frozenset()
    show_full_result_count = False
    list_per_page = 50

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Ask the role."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Ask the role."""
        return _has_role(request, self.viewers | self.editors)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Ask the role."""
        return _has_role(request, self.editors)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Ask the role."""
        return _has_role(request, self.editors)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Nothing is deleted here: what is no longer used is switched off."""
        return False

    def log_addition(self, request: HttpRequest, obj: models.Model, message: Any) -> Any:
        """Keep the addition in the audit trail too."""
        self._record(request, obj, "added", "新增")
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: models.Model, message: Any) -> Any:
        """Keep the change in the audit trail too."""
        self._record(request, obj, "changed", "修改", message)
        return super().log_change(request, obj, message)

    def _record(self, request: HttpRequest, obj: models.Model, act: str, verb: str, message: Any = "") -> None:
        audit.record(
            act=f"{obj._meta.model_name}.{act}",
            summary=f"{verb}{obj._meta.verbose_name} {obj}",
            subject=obj,
            actor=Actor.of_request(request),
            now=timezone.now(),
            details={"changed": message} if message else None,
        )


def _has_role(request: HttpRequest, roles: Iterable[Role]) -> bool:
    return isinstance(request.user, User) and request.user.has_role(*roles)
