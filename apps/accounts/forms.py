"""Signing in."""

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError

from apps.accounts.models import Role, User


class SignInForm(AuthenticationForm):
    """What both doors have in common."""

    error_messages = {
        "invalid_login": "登录名或密码不正确。连续多次输错将被暂时锁定。",
        "inactive": "该账号已停用，请联系中心系统管理员。",
    }

    def clean_username(self) -> str:
        """Write the name in one way: failed tries are counted by it, and signing in does not mind its case."""
        # By way of the capitals, as the database compares: ı and i are two letters in small and one in capitals.
        username = str(self.cleaned_data["username"]).upper().lower()
        # A longer one is nobody's, and the count of failed tries has no room for it.
        longest = self.username_field.max_length
        if longest is not None and len(username) > longest:
            raise ValidationError(f"登录名最多 {longest} 个字符。", code="too_long")
        return username


class AgencySignInForm(SignInForm):
    """Signs in agency staff; others are told where their own door is."""

    def confirm_login_allowed(self, user: Any) -> None:
        """Let in agency staff of an active agency only."""
        super().confirm_login_allowed(user)
        assert isinstance(user, User)
        if user.is_staff:
            raise ValidationError("这是代理机构入口，中心工作人员请从“中心工作台”登录。", code="wrong_door")
        if not user.has_role(Role.AGENCY_STAFF):
            raise ValidationError("该账号未开通代理机构业务，请联系中心系统管理员。", code="no_role")
