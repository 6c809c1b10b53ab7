"""Forms of rows that are edited as a whole: of two who edit one at a time the second is told, and nothing is lost."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.http import QueryDict

from apps.core.field_words import field_words
from apps.core.models import AuditEntry
from apps.core.templatetags.ui import datetime_cn

# How the trail calls what counts a revision; it tells more than that of a record, of a person who signed in too.
COUNTED_ACTS = r"\.(changed|replaced)$"
REMOVED = "这条记录刚刚已被他人删除，不能再保存；您填写的内容仍在下面，可以复制。"


@dataclass(frozen=True)
class StoredField:
    """A field where what is stored now differs from what was typed."""

    label: str
    words: str


class RevisedForm(forms.ModelForm[Any]):
    """A form that knows which revision its page showed.

    Sent after somebody else has saved, it stores nothing: it keeps what was typed, says in `stored_fields` what is
    stored now otherwise, and takes over the newer revision, so that pressing 保存 again is a decision made knowingly.
    """

    seen_revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_overtaken = False
        self.stored_fields: list[StoredField] = []
        if self.instance.pk:
            self.initial["seen_revision"] = self.instance.revision

    def clean(self) -> dict[str, Any]:
        """Refuse a page that somebody else has overtaken; the row stays locked until the admin has saved it."""
        entered = super().clean() or self.cleaned_data
        if self.instance.pk:
            stored = self._meta.model._base_manager.select_for_update(of=("self",)).filter(pk=self.instance.pk).first()
            if stored is None:
                self.add_error(None, REMOVED)
            elif stored.revision != entered.get("seen_revision"):
                self._tell_overtaken(stored)
        return entered

    def in_words(self, bound: BoundField) -> str:
        """Return what is stored in a field as it is read; for forms that know better than `field_words`."""
        return field_words(bound)

    def _tell_overtaken(self, stored: Any) -> None:
        self.is_overtaken = True
        now = type(self)(instance=stored)
        for name, field in self.fields.items():
            if field.widget.is_hidden or not field.has_changed(now[name].initial, self[name].data):
                continue
            self.stored_fields.append(StoredField(str(now[name].label), now.in_words(now[name])))
        assert isinstance(self.data, QueryDict)
        typed = self.data.copy()
        typed[self.add_prefix("seen_revision")] = str(stored.revision)
        self.data = typed
        trail = AuditEntry.objects.filter(subject_type=stored._meta.label_lower, subject_id=stored.pk)
        last = trail.filter(act__regex=COUNTED_ACTS).first()
        who = f"{last.actor_name}于{datetime_cn(last.acted_at)}" if last else "他人刚刚"
        self.add_error(
            None,
            ValidationError(
                f"{who}修改过这条记录，您的修改没有保存，填写的内容没有丢失。"
                "请对照现在保存的内容；再按“保存”，即以您填写的为准。",
                code="overtaken",
            ),
        )
