"""Users, organisations and the audit trail at the center's site."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.auth.forms import SetPasswordForm
from django.core.exceptions import PermissionDenied
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.debug import sensitive_post_parameters

from apps.accounts.audit_pages import ActorFilter, AuditChangeList, SubjectFilter, audit_page
from apps.accounts.center_forms import NewUserForm, UserForm, roles_of
from apps.accounts.center_revised import RevisedAdmin
from apps.accounts.center_site import CenterPageAdmin, person
from apps.accounts.models import Organisation, Role, User
from apps.accounts.services import change_user, register_user, set_password
from apps.core.actors import Actor
from apps.core.exceptions import Refused
from apps.core.models import AuditEntry
from apps.core.templatetags.ui import datetime_cn

# Entries of the audit trail that a search reads when no month is chosen; it has no index for words.
MOST_SEARCHED = 100_000


@admin.register(Organisation)
class OrganisationAdmin(RevisedAdmin):
    """Agencies and other bodies, kept by the administrators."""

    menu_position = 60
    list_display = ["name", "kind", "credit_code", "contact_name", "contact_phone", "is_active"]
    list_filter = ["kind", "is_active"]
    search_fields = ["name", "credit_code"]
    search_help_text = "名称、统一社会信用代码"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Keep the kind of a body that has people, whose roles hang on it, and one's own body switched on."""
        readonly = []
        if obj is not None and obj.users.exists():
            readonly.append("kind")
        if obj is not None and obj.pk == person(request).organisation_id:
            readonly.append("is_active")
        return readonly


@admin.register(User)
class UserAdmin(RevisedAdmin):
    """People, kept by the administrators; what is entered here goes through the services."""

    viewers = frozenset({Role.SUPERVISOR})
    menu_position = 61
    form = UserForm
    change_form_template = "center/user_form.html"
    list_display = ["username", "full_name", "organisation", "role_names", "is_active", "last_signed_in"]
    list_filter = ["is_active", "organisation__kind"]
    list_select_related = ["organisation"]
    search_fields = ["username", "full_name", "organisation__name"]
    search_help_text = "登录名、姓名、单位"

    def get_queryset(self, request: HttpRequest) -> Any:
        """Fetch roles with the users."""
        return super().get_queryset(request).prefetch_related("groups")

    def get_urls(self) -> list[URLPattern]:
        """Add the page that resets a password."""
        reset = path(
            "<path:object_id>/password/",
            self.admin_site.admin_view(self.password_view),
            name="accounts_user_password",
        )
        return [reset, *super().get_urls()]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002  Django's signature
        """Ask for a password when the user is new."""
        if obj is None:
            kwargs["form"] = NewUserForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the fields; roles that cannot be changed here are shown by their names."""
        if obj is None:
            return ["username", "full_name", "organisation", "phone", "groups", "password1", "password2"]
        roles = "groups" if self._may_change_standing(request, obj) else "role_names"
        return ["username", "full_name", "organisation", "phone", roles, "is_active", "last_signed_in", "created_at"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Keep the name that the trail knows a person by, and everybody's own standing."""
        if obj is None:
            return []
        fixed = ["username", "last_signed_in", "created_at"]
        if not self._may_change_standing(request, obj):
            fixed += ["organisation", "groups", "role_names", "is_active"]
        return fixed

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Show the form again with the reason when the service refuses what the form had let pass."""
        is_own = object_id == str(request.user.pk)
        try:
            return super().changeform_view(request, object_id, form_url, {"is_own": is_own, **(extra_context or {})})
        except Refused as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(request.path)

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:  # noqa: FBT001  Django's signature
        """Hand what was entered to the service; fields that are not on the form stay as they are."""
        entered = form.cleaned_data
        by: Any = {"actor": Actor.of_request(request), "now": timezone.now()}
        if not change:
            return register_user(
                username=entered["username"],
                full_name=entered["full_name"],
                phone=entered["phone"],
                password=entered["password1"],
                organisation=entered["organisation"],
                roles=roles_of(entered["groups"]),
                **by,
            )
        user = User.objects.get(pk=form.instance.pk)
        return change_user(
            user=user,
            full_name=entered["full_name"],
            phone=entered["phone"],
            organisation=entered.get("organisation", user.organisation),
            roles=roles_of(entered.get("groups", user.groups.all())),
            is_active=entered.get("is_active", user.is_active),
            **by,
        )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001  Django's signature
        """Leave it: the service has saved."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001  Django's signature
        """Leave it: the service has saved the roles."""

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Leave it: the service has written the trail."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Leave it: the service has written the trail."""

    @method_decorator(sensitive_post_parameters())
    def password_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Reset the password of somebody who forgot it."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        user = self.get_record(request, object_id)
        assert isinstance(user, User)
        if user.pk == request.user.pk:
            # One's own password asks for the old one first.
            return HttpResponseRedirect(reverse("admin:password_change"))
        form = SetPasswordForm(user, request.POST if request.method == "POST" else None)
        if form.is_valid():
            set_password(
                user=user,
                password=form.cleaned_data["new_password1"],
                actor=Actor.of_request(request),
                now=timezone.now(),
            )
            messages.success(request, f"已重置 {user.full_name} 的密码，请当面或电话告知本人，并提醒其登录后修改。")
            return HttpResponseRedirect(reverse("admin:accounts_user_change", args=[user.pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": f"重置密码：{user.full_name}",
            "opts": self.opts,
            "original": user,
            "form": form,
        }
        return TemplateResponse(request, "center/user_password.html", context)

    @admin.display(description="角色")
    def role_names(self, user: User) -> str:
        """Return the names of the user's roles."""
        return "、".join(Role(group.name).label for group in user.groups.all())

    @admin.display(description="最近登录", ordering="last_login")
    def last_signed_in(self, user: User) -> str:
        """Return when the user signed in last."""
        return datetime_cn(user.last_login)

    def _may_change_standing(self, request: HttpRequest, user: User) -> bool:
        return self.has_change_permission(request, user) and user.pk != request.user.pk


@admin.register(AuditEntry)
class AuditEntryAdmin(CenterPageAdmin):
    """The trail, for everybody at the center to read and nobody to change."""

    menu_position = 90
    page_template = "center/audit_entry.html"
    list_display = ["acted_at_cn", "summary", "subject", "actor_name", "actor_address"]
    list_display_links = ["summary"]
    list_filter = [SubjectFilter, ActorFilter]
    linked_columns = frozenset({"subject_id"})
    search_fields = ["summary", "actor_name", "actor_address"]
    search_help_text = f"操作内容、操作人、来源地址；选定月份前只查最近 {MOST_SEARCHED // 10_000} 万条"
    date_hierarchy = "acted_at"
    ordering: ClassVar = ["-acted_at", "-pk"]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[AuditChangeList]:
        """Return the list that knows what its entries are about."""
        return AuditChangeList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[AuditEntry], search_term: str
    ) -> tuple[QuerySet[AuditEntry], bool]:
        """Look for words in the newest entries, or in those of the chosen month: the trail only ever grows."""
        if search_term.strip() and f"{self.date_hierarchy}__month" not in request.GET:
            newest = AuditEntry.objects.aggregate(pk=Max("pk"))["pk"] or 0
            queryset = queryset.filter(pk__gt=newest - MOST_SEARCHED)
        return super().get_search_results(request, queryset, search_term)

    def page_context(self, request: HttpRequest, record: AuditEntry) -> dict[str, Any]:
        """Return the entry with its details in words."""
        return {"title": record.summary, "page": audit_page(record, request)}

    @admin.display(description="时间", ordering="acted_at")
    def acted_at_cn(self, entry: AuditEntry) -> SafeString:
        """Return the time as it is read in China."""
        return format_html('<span class="nowrap">{}</span>', datetime_cn(entry.acted_at))

    @admin.display(description="对象")
    def subject(self, entry: Any) -> str | SafeString:
        """Return what the entry is about, with a link where the reader may follow it."""
        if entry.subject.url:
            return format_html('<a href="{}">{}</a>', entry.subject.url, entry.subject.name)
        return str(entry.subject.name)
