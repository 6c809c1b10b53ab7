"""Records of the center's own that are counted up with every change, so that of two people the second is told."""

from typing import Any

from django import forms
from django.forms import BaseForm
from django.http import HttpRequest

from apps.accounts.center_site import CenterModelAdmin
from apps.accounts.models import Role

EDITORS = frozenset({Role.CENTER_ADMINISTRATOR})


class RevisedForm(forms.ModelForm[Any]):
    """A form that knows which revision its page showed."""

    seen_revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["seen_revision"] = self.instance.revision

    def clean(self) -> dict[str, Any]:
        """Refuse a page that somebody else has overtaken; the row stays locked until the admin has saved it."""
        entered = super().clean() or self.cleaned_data
        if self.instance.pk:
            stored = self._meta.model._base_manager.select_for_update().get(pk=self.instance.pk)
            if stored.revision != entered.get("seen_revision"):
                self.add_error(None, "这条记录刚刚已被他人修改，请重新打开页面，在最新内容上修改。")
        return entered


class RevisedAdmin(CenterModelAdmin):
    """Kept by the administrators; the trail does not repeat the revision."""

    editors = EDITORS

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001  Django's signature
        """Count the change."""
        if change:
            obj.revision = form.cleaned_data["seen_revision"] + 1
        super().save_model(request, obj, form, change)

    def construct_change_message(
        self,
        request: HttpRequest,
        form: BaseForm,
        formsets: Any,
        add: bool = False,  # noqa: FBT001, FBT002  Django's signature
    ) -> list[dict[str, Any]]:
        """Return what was entered, as the audit trail keeps it."""
        changes = super().construct_change_message(request, form, formsets, add)
        seen = form.fields.get("seen_revision")
        return [change for change in changes if seen is None or change["field"] != form["seen_revision"].label]
