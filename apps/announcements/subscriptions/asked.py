"""What is subscribed: the filters of a search in one canonical form, read back as the search reads them, in words."""

from collections.abc import Mapping
from typing import Any

from django import forms

from apps.announcements.forms import AnnouncementFilterForm, BiddingState
from apps.announcements.selectors.filtering import Filters
from apps.core.facts import Fact
from apps.core.figures import write_figure

EVERYTHING = "全部公告"
# Whoever subscribes asks for what comes from now on; days that are over would find nothing.
DAYS = ("published_from", "published_until")


class SubscribedFilterForm(AnnouncementFilterForm):
    """The filters of a search, as far as new announcements can meet them."""

    def clean_state(self) -> str:
        """Refuse what no new announcement is."""
        state: str = self.cleaned_data["state"]
        if state == BiddingState.CLOSED:
            raise forms.ValidationError("新发布的公告都还没有截止，请去掉“已截止”这个条件后再订阅。")
        return state


def canonical_filters(cleaned: Mapping[str, Any]) -> dict[str, str]:
    """Return the checked filters in the form in which they are stored: the same search, the same value."""
    return {
        name: _written(value)
        for name, value in sorted(cleaned.items())
        if name not in DAYS and value not in ("", None)
    }


def filters_of(stored: Mapping[str, str]) -> Filters:
    """Return stored filters as the search takes them. Raises ValueError for what the search knows no longer."""
    form = AnnouncementFilterForm(stored)
    if not form.is_valid():
        raise ValueError(f"filters that the search does not take: {', '.join(form.errors)}")
    return Filters(**form.cleaned_data)


def facts_of(stored: Mapping[str, str]) -> list[Fact]:
    """Return what is subscribed as terms and values, in the order of the search page."""
    return [
        Fact(str(field.label), _shown(field, stored[name]))
        for name, field in AnnouncementFilterForm.base_fields.items()
        if name in stored
    ]


def words_for(stored: Mapping[str, str]) -> str:
    """Return what is subscribed in one line."""
    return "；".join(f"{fact.label}：{fact.value}" for fact in facts_of(stored)) or EVERYTHING


def _written(value: Any) -> str:
    # Words are looked for one by one: how many spaces stand between them says nothing.
    return " ".join(value.split()) if isinstance(value, str) else write_figure(value).replace(",", "")


def _shown(field: forms.Field, value: str) -> str:
    if not isinstance(field, forms.ChoiceField):
        return value
    # An iterator of pairs, which Django's types do not say.
    labels: dict[str, str] = dict(field.choices)  # type: ignore[arg-type]
    return str(labels.get(value, value))
