"""Pages of the center's site that belong to no model."""

from typing import Any

from django import forms
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse_lazy
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.services import set_password
from apps.core.actors import Actor


class CenterPasswordChangeView(PasswordChangeView):
    """Changes one's own password, with the trail."""

    template_name = "center/password_change.html"
    success_url = reverse_lazy("admin:password_change_done")

    def form_valid(self, form: forms.BaseForm) -> HttpResponse:
        """Store the password and keep this session; all others end."""
        assert isinstance(self.request.user, User)
        set_password(
            user=self.request.user,
            password=form.cleaned_data["new_password1"],
            actor=Actor.of_request(self.request),
            now=timezone.now(),
        )
        update_session_auth_hash(self.request, self.request.user)
        return HttpResponseRedirect(self.get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the page's context in the words of the site."""
        return super().get_context_data(**kwargs) | {"title": "修改密码"}
