"""Users, organisations and the audit trail at the center's site."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.auth.forms import BaseUserCreationForm
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from apps.accounts.center_site import CenterModelAdmin
from apps.accounts.models import Organisation, Role, User
from apps.accounts.services import check_roles
from apps.core.exceptions import Refused
from apps.core.models import AuditEntry

ADMINISTRATORS = frozenset({Role.CENTER_ADMINISTRATOR})


class RoleField(forms.ModelMultipleChoiceField):
    """Roles by their Chinese names."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, group: Any) -> str:
        """Return the role's label."""
        return Role(group.name).label


class UserForm(forms.ModelForm[User]):
    """A user with roles that go together."""

    groups = RoleField(Group.objects.filter(name__in=Role.values), label="角色")

    class Meta:
        model = User
        fields = ["username", "full_name", "organisation", "phone", "groups", "is_active"]

    def clean(self) -> dict[str, Any]:
        """Refuse roles that one person may not hold."""
        entered = super().clean() or self.cleaned_data
        if entered.get("groups") and entered.get("organisation"):
            try:
                check_roles(frozenset(Role(group.name) for group in entered["groups"]), entered["organisation"])
            except Refused as error:
                raise ValidationError(error.problems) from None
        return entered


class NewUserForm(UserForm, BaseUserCreationForm[User]):
    """The same, with the first password."""

    class Meta(UserForm.Meta):
        pass


@admin.register(Organisation)
class OrganisationAdmin(CenterModelAdmin):
    """Agencies and other bodies, kept by the administrators."""

    editors = ADMINISTRATORS
    list_display = ["name", "kind", "credit_code", "contact_name", "contact_phone", "is_active"]
    list_filter = ["kind", "is_active"]
    search_fields = ["name", "credit_code"]


@admin.register(User)
class UserAdmin(CenterModelAdmin):
    """People, kept by the administrators."""

    editors = ADMINISTRATORS
    viewers = frozenset({Role.SUPERVISOR})
    form = UserForm
    list_display = ["username", "full_name", "organisation", "role_names", "is_active", "last_login"]
    list_filter = ["is_active", "organisation__kind"]
    list_select_related = ["organisation"]
    search_fields = ["username", "full_name", "organisation__name"]
    autocomplete_fields: ClassVar = ["organisation"]

    def get_queryset(self, request: HttpRequest) -> Any:
        """Fetch roles with the users."""
        return super().get_queryset(request).prefetch_related("groups")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Ask for a password when the user is new."""
        if obj is None:
            kwargs["form"] = NewUserForm
        return super().get_form(request, obj, change=change, **kwargs)

    @admin.display(description="角色")
    def role_names(self, user: User) -> str:
        """Return the names of the user's roles."""
        return "、".join(Role(group.name).label for group in user.groups.all())


@admin.register(AuditEntry)
class AuditEntryAdmin(CenterModelAdmin):
    """The trail, for everybody at the center to read and nobody to change."""

    list_display = ["acted_at", "summary", "actor_name", "actor_address", "subject_type", "subject_id"]
    list_filter = ["act"]
    search_fields = ["summary", "actor_name"]
    date_hierarchy = "acted_at"
