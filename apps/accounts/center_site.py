"""The center's site at /center/: Django's admin, opened by role; records are read there and acts are buttons."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import unquote
from django.contrib.auth.views import LogoutView
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.db import models
from django.db.models.constants import LOOKUP_SEP
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone

from apps.accounts.center_change_list import CenterChangeList
from apps.accounts.center_forms import CenterSignInForm
from apps.accounts.center_views import CenterPasswordChangeView
from apps.accounts.models import CENTER_ROLES, Notification, Role, User
from apps.accounts.notification_views import open_notification, read_notifications, show_notifications
from apps.core import audit
from apps.core.actors import Actor
from apps.core.models import AuditEntry, StatusChange
from apps.core.paging import BadPage
from apps.core.post_only import post_only

RECENT_ACTS = 8
# Those of filters (exact, in, isnull) and of the date navigation above a list.
PLAIN_COMPARISONS = frozenset({"exact", "in", "isnull", "year", "month", "day", "gte", "lt"})
TRAIL_LENGTH = 200
NOTIFICATIONS = "admin:notifications"


@dataclass(frozen=True)
class Desk:
    """A card on the center's first page: what waits for somebody."""

    title: str
    count: int
    url: str
    note: str = ""
    tone: str = ""
    oldest_at: datetime | None = None


# None: the card is not for this person.
DeskMaker = Callable[[HttpRequest, datetime], Desk | None]


def has_role(request: HttpRequest, roles: Iterable[Role]) -> bool:
    """Tell whether the person behind the request has one of `roles` at this moment."""
    return isinstance(request.user, User) and request.user.has_role(*roles)


def person(request: HttpRequest) -> User:
    """Return who is signed in, once a door has been passed."""
    assert isinstance(request.user, User)
    return request.user


class CenterSite(admin.AdminSite):
    """The work place of reviewers, administrators and supervisors."""

    site_title = "中心工作台"
    site_header = "方城县公共资源交易中心 · 中心工作台"
    index_title = "工作台"
    index_template = "center/index.html"
    login_form = CenterSignInForm
    login_template = "center/sign_in.html"
    desk_makers: ClassVar[list[DeskMaker]] = []

    def has_permission(self, request: HttpRequest) -> bool:
        """Let in people of the center and supervisors."""
        return has_role(request, CENTER_ROLES)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Show what waits, above the list of everything and beside what the reader was told and did last."""
        now = timezone.now()
        desks = [made for make in self.desk_makers if (made := make(request, now)) is not None]
        recent = AuditEntry.objects.filter(actor_id=request.user.pk).order_by("-acted_at", "-pk")[:RECENT_ACTS]
        unread = Notification.objects.unread_of(person(request)).count()
        context = {"desks": desks, "now": now, "recent_acts": recent, "unread": unread}
        return super().index(request, {**context, **(extra_context or {})})

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """End the session and show the center's own door, not the agencies'."""
        return LogoutView.as_view(next_page=f"{self.name}:login")(request)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Let people change their own password."""
        context = {**self.each_context(request), **(extra_context or {})}
        return CenterPasswordChangeView.as_view(extra_context=context)(request)

    def get_urls(self) -> list[Any]:
        """Add what people were told."""
        opening, reading = post_only(NOTIFICATIONS)(self.notification_open), post_only(NOTIFICATIONS)(self.all_read)
        return [
            path("notifications/", self.admin_view(self.notifications), name="notifications"),
            path("notifications/read/", self.admin_view(reading), name="notifications_read"),
            path("notifications/<int:pk>/open/", self.admin_view(opening), name="notification_open"),
            *super().get_urls(),
        ]

    def notifications(self, request: HttpRequest) -> HttpResponse:
        """Show what the person was told."""
        context = {**self.each_context(request), "title": "通知"}
        template = "center/notifications.html"
        return show_notifications(request, person(request), template, back_to=NOTIFICATIONS, context=context)

    def notification_open(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Go to what a notification is about."""
        return open_notification(request, pk)

    def all_read(self, request: HttpRequest) -> HttpResponse:
        """Mark everything as read."""
        return read_notifications(person(request), back_to=NOTIFICATIONS)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Order the menu by `menu_position`: daily business first, upkeep last."""
        menu = super().get_app_list(request, app_label)
        for app in menu:
            app["models"].sort(key=lambda entry: self._menu_position(entry["model"]))
        menu.sort(key=lambda app: self._menu_position(app["models"][0]["model"]))
        return menu

    def readable_models(self, request: HttpRequest) -> list[type[models.Model]]:
        """Return the models whose records this person may read here."""
        return [model for model, registered in self._registry.items() if registered.has_view_permission(request)]

    def _menu_position(self, model: type[models.Model]) -> int:
        return int(getattr(self._registry[model], "menu_position", CenterModelAdmin.menu_position))


def desk(maker: DeskMaker) -> DeskMaker:
    """Register a card for the center's first page; used by the `admin.py` of each app."""
    CenterSite.desk_makers.append(maker)
    return maker


class CenterModelAdmin(admin.ModelAdmin[Any]):
    """An admin page whose doors are roles; nothing can be changed unless `editors` says so."""

    viewers: ClassVar[frozenset[Role]] = CENTER_ROLES
    editors: ClassVar[frozenset[Role]] = frozenset()
    # Columns without a menu of their own, by which links from other pages narrow the list.
    linked_columns: ClassVar[frozenset[str]] = frozenset()
    menu_position: ClassVar[int] = 50
    change_form_template = "center/form.html"
    # An act is done on one record that somebody has read, never on a list of ticked boxes.
    actions = None
    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False
    list_per_page = 50

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Ask the role."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Ask the role."""
        return has_role(request, self.viewers | self.editors)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Ask the role."""
        return has_role(request, self.editors)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Ask the role."""
        return has_role(request, self.editors)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Nothing is deleted here: what is no longer used is switched off."""
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Show the list under the plain name of what it lists."""
        return super().changelist_view(request, {"title": self.opts.verbose_name_plural, **(extra_context or {})})

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Allow what the pages themselves link to: filters, the date navigation, `linked_columns`.

        Comparing any other column would tell, guess by guess, what no page shows: the digest of a password, say.
        """
        column, _, comparison = lookup.rpartition(LOOKUP_SEP)
        compared = column if comparison in PLAIN_COMPARISONS else lookup
        filters = {getattr(each, "parameter_name", each) for each in self.get_list_filter(request)}  # type: ignore[arg-type]
        # A word that compares nothing, such as a filter of another list, leads back to the plain list.
        is_comparison = LOOKUP_SEP in lookup or self._is_column(lookup)
        return compared in {*filters, *self.linked_columns, self.date_hierarchy} or not is_comparison

    def _is_column(self, name: str) -> bool:
        try:
            return name == "pk" or bool(self.opts.get_field(name))
        except FieldDoesNotExist:
            return False

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[CenterChangeList]:
        """Return the list that goes by key."""
        return CenterChangeList

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Return the list; an address with values that no column can hold leads back to the plain list."""
        try:
            return super().get_changelist_instance(request)
        except (ValueError, OverflowError, BadPage):
            raise IncorrectLookupParameters from None

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the record's history from the audit trail; Django's own log is not kept beside it."""
        record = self.get_record(request, object_id)
        subject = {"subject_type": record._meta.label_lower, "subject_id": record.pk}
        context = {
            **self.admin_site.each_context(request),
            "title": f"{record._meta.verbose_name}的历史",
            "subtitle": str(record),
            "opts": self.opts,
            "object": record,
            "entries": AuditEntry.objects.filter(**subject)[:TRAIL_LENGTH],
            "status_changes": StatusChange.objects.filter(**subject).order_by("-changed_at", "-pk")[:TRAIL_LENGTH],
            **(extra_context or {}),
        }
        return TemplateResponse(request, "center/history.html", context)

    def get_record(self, request: HttpRequest, object_id: str) -> Any:
        """Return the record that an address names.

        Raises PermissionDenied for the wrong role, Http404 for what is not there or not the center's to see.
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        record = self.get_object(request, unquote(object_id))
        if record is None:
            raise Http404(f"没有这条{self.opts.verbose_name}。")
        return record

    def construct_change_message(
        self,
        request: HttpRequest,
        form: BaseForm,
        formsets: Any,
        add: bool = False,  # noqa: FBT001, FBT002  Django's signature
    ) -> list[dict[str, Any]]:
        """Return what was entered, field by field, as the audit trail keeps it."""
        return [
            {
                "field": str(form[name].label),
                "before": "" if add else str(form[name].initial),
                "after": str(form.cleaned_data[name]),
            }
            for name in form.changed_data
        ]

    def log_addition(self, request: HttpRequest, obj: models.Model, message: Any) -> Any:
        """Keep the addition in the audit trail."""
        self._record(request, obj, "added", "新增", message)

    def log_change(self, request: HttpRequest, obj: models.Model, message: Any) -> Any:
        """Keep the change in the audit trail; pressing 保存 without changing anything is none."""
        if message:
            self._record(request, obj, "changed", "修改", message)

    def _record(self, request: HttpRequest, obj: models.Model, act: str, verb: str, message: Any) -> None:
        audit.record(
            act=f"{obj._meta.model_name}.{act}",
            summary=f"{verb}{obj._meta.verbose_name} {obj}",
            subject=obj,
            actor=Actor.of_request(request),
            now=timezone.now(),
            details={"changes": message},
        )


class CenterPageAdmin(CenterModelAdmin):
    """A record that is read on a page of its own and changed by acts alone: the page has no fields to save."""

    page_template: ClassVar[str]

    def page_context(self, request: HttpRequest, record: Any) -> dict[str, Any]:
        """Return what the page shows of the record."""
        raise NotImplementedError

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the record."""
        record = self.get_record(request, object_id)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return self.render_page(request, record, extra_context=extra_context)

    def render_page(
        self, request: HttpRequest, record: Any, *, status: int = 200, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """Render the record's page; acts that were refused come back to it with a reason and a status."""
        request.current_app = self.admin_site.name
        context = {
            **self.admin_site.each_context(request),
            "title": str(record),
            "opts": self.opts,
            "original": record,
            "now": timezone.now(),
            **self.page_context(request, record),
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.page_template, context, status=status)
