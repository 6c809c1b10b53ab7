"""Says to the clerk what was refused."""

from collections.abc import Iterator
from contextlib import contextmanager

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from apps.core.exceptions import DomainError


@contextmanager
def refusals_told(
    request: HttpRequest, *, but: type[DomainError] | tuple[type[DomainError], ...] = ()
) -> Iterator[None]:
    """Turn a refusal of the act inside into a message on the next page; `but` are for the view to answer."""
    try:
        yield
    except but:
        raise
    except DomainError as refusal:
        messages.error(request, str(refusal))


def tell_form_errors(request: HttpRequest, form: forms.Form) -> None:
    """Say what is wrong with a form that consists of hidden fields: the page was altered or is broken."""
    for texts in form.errors.values():
        for text in texts:
            messages.error(request, f"提交的内容不完整，请刷新页面后重试：{text}")
