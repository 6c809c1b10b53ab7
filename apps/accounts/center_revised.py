"""Pages where the administrators edit a record of the center's own; every change is counted in its `revision`."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib.admin.widgets import AdminTextInputWidget
from django.db import models
from django.http import HttpRequest

from apps.accounts.center_site import CenterModelAdmin
from apps.accounts.models import Role
from apps.core.number_fields import WholeNumberField, ZeroOrMoreField
from apps.core.revised_forms import RevisedForm

EDITORS = frozenset({Role.CENTER_ADMINISTRATOR})

# How numbers are typed in a page of the center's and in the rows below it.
NUMBERS: Mapping[type[models.Field[Any, Any]], Mapping[str, Any]] = {
    models.IntegerField: {"form_class": WholeNumberField, "widget": AdminTextInputWidget({"class": "vIntegerField"})},
    models.DecimalField: {"form_class": ZeroOrMoreField},
}


class RevisedAdmin(CenterModelAdmin):
    """A page of a `RevisedModel`, edited by a `RevisedForm`: whoever was overtaken is told and loses nothing."""

    editors: ClassVar[frozenset[Role]] = EDITORS
    form = RevisedForm
    formfield_overrides = NUMBERS

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001  Django's signature
        """Count the change."""
        if change:
            obj.revision = form.cleaned_data["seen_revision"] + 1
        super().save_model(request, obj, form, change)
