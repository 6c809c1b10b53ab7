"""Forms of the center's site: signing in, users, organisations."""

from typing import Any

from django import forms
from django.contrib.auth.forms import BaseUserCreationForm
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError

from apps.accounts.forms import SignInForm
from apps.accounts.models import Organisation, Role, User
from apps.accounts.services import KINDS_OF_ROLE, check_roles, check_username
from apps.core.exceptions import Refused
from apps.core.revised_forms import RevisedForm

EMPLOYERS = frozenset().union(*KINDS_OF_ROLE.values())


class CenterSignInForm(SignInForm):
    """Signs in people of the center and supervisors; others are told where their own door is."""

    def confirm_login_allowed(self, user: Any) -> None:
        """Let in whoever has a role at the center's site."""
        super().confirm_login_allowed(user)
        assert isinstance(user, User)
        if user.has_role(Role.AGENCY_STAFF):
            raise ValidationError("这是中心工作台，代理机构经办人请从“代理机构入口”登录。", code="wrong_door")
        if not user.is_staff:
            raise ValidationError("该账号未开通中心业务，请联系中心系统管理员。", code="no_role")


class RoleField(forms.ModelMultipleChoiceField[Group]):
    """Roles by their Chinese names."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, group: Any) -> str:
        """Return the role's label."""
        return Role(group.name).label


class UserForm(RevisedForm):
    """A user with roles that go together."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.filter(kind__in=EMPLOYERS).order_by("kind", "name"), label="单位"
    )
    groups = RoleField(Group.objects.filter(name__in=Role.values).order_by("pk"), label="角色")

    class Meta:
        model = User
        fields = ["username", "full_name", "organisation", "phone", "groups", "is_active"]

    def clean_username(self) -> str:
        """Refuse a name that somebody else signs in with, in whatever case."""
        username: str = self.cleaned_data["username"]
        try:
            check_username(username)
        except Refused as error:
            raise ValidationError(error.problems["username"]) from None
        return username

    def clean(self) -> dict[str, Any]:
        """Refuse roles that one person may not hold."""
        entered = super().clean()
        if entered.get("groups") and entered.get("organisation"):
            try:
                check_roles(roles_of(entered["groups"]), entered["organisation"])
            except Refused as error:
                self.add_error(None, ValidationError(error.problems))
        return entered


class NewUserForm(UserForm, BaseUserCreationForm[User]):
    """The same, with the first password."""

    class Meta(UserForm.Meta):
        fields = ["username", "full_name", "organisation", "phone", "groups"]


def roles_of(groups: Any) -> frozenset[Role]:
    """Return the roles that groups stand for."""
    return frozenset(Role(group.name) for group in groups)
