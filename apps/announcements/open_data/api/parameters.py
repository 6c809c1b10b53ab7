"""Reads what stands behind the question mark; what is not understood is refused, never passed over."""

from typing import Any, TypeVar

from django import forms
from django.http import QueryDict

from apps.announcements.forms import AnnouncementFilterForm
from apps.announcements.open_data.api.problems import BadParameter

DEFAULT_LIMIT = 20
MOST_A_PAGE = 100
BAD_LIMIT = f"limit 应为 1 至 {MOST_A_PAGE} 的整数。"
LIMIT_ERRORS = ("invalid", "min_value", "max_value")

Form = TypeVar("Form", bound=forms.Form)


class PageForm(forms.Form):
    """How many, and after what."""

    limit = forms.IntegerField(
        label="每页条数",
        required=False,
        min_value=1,
        max_value=MOST_A_PAGE,
        error_messages=dict.fromkeys(LIMIT_ERRORS, BAD_LIMIT),
    )
    # Whether it can be read is the cursor's own to say.
    after = forms.CharField(
        label="续读位置",
        required=False,
        strip=False,
        max_length=200,
        error_messages={
            "max_length": "after 不是本接口返回的值。",
            "null_characters_not_allowed": "after 不是本接口返回的值。",
        },
    )

    def clean_limit(self) -> int:
        """Return how many are wanted, or as many as there are when nothing is said."""
        return self.cleaned_data["limit"] or DEFAULT_LIMIT


class ListForm(PageForm, AnnouncementFilterForm):
    """The filters of the search page, by the same names, and the page."""


class NoForm(forms.Form):
    """An address that takes no parameters."""


def read_parameters(form: type[Form], query: QueryDict) -> dict[str, Any]:
    """Return the checked parameters. Raises BadParameter naming the first that is wrong."""
    for name, values in query.lists():
        if name not in form.base_fields:
            known = "、".join(form.base_fields)
            raise BadParameter(name, f"没有这个参数；可以使用的参数：{known}。" if known else "这个地址不接受参数。")
        if len(values) > 1:
            raise BadParameter(name, "同一个参数只能出现一次。")
    filled = form(query)
    for name, messages in filled.errors.items():
        raise BadParameter(name, str(messages[0]))
    return filled.cleaned_data
