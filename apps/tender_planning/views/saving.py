"""What a sheet answers to a saving, whether a person pressed 保存 or the page saved by itself."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect

from apps.accounts.permissions import AgencyRequest
from apps.core.autosave import is_autosave, refused, saved
from apps.core.facts import Fact
from apps.core.field_words import field_words
from apps.core.templatetags.ui import ABSENT
from apps.tender_planning.models import Planning
from apps.tender_planning.views.pages import render_page


def tell_saved(
    request: AgencyRequest,
    revision: int,
    now: datetime,
    *,
    panels: Callable[[], Mapping[str, str]],
    done: str,
    url: str,
) -> HttpResponse:
    """Answer that everything is stored; `panels` are rendered for the page's own saving alone."""
    if is_autosave(request):
        return saved(revision, now, panels=panels())
    messages.success(request, done)
    return redirect(url)


def tell_closed(
    request: AgencyRequest,
    planning: Planning,
    refusal: Exception,
    *,
    typed: Mapping[str, Iterable[BaseForm]],
    url: str,
) -> HttpResponse:
    """Answer that the sheet at `url` cannot be changed now and why, and give back what was typed, to be copied.

    The sheet itself shows what is stored, as it is read: there are no fields any more to type in. `typed` are the
    forms that were sent, under the heading that they had.
    """
    if is_autosave(request):
        return refused(str(refusal))
    blocks = [(title, [_facts(form) for form in forms]) for title, forms in typed.items()]
    context = {
        "refusal": str(refusal),
        "blocks": [(title, [facts for facts in rows if facts]) for title, rows in blocks if any(rows)],
        "sheet_url": url,
    }
    return render_page(request, "tender_planning/not_saved.html", planning, context, status=409)


def _facts(form: BaseForm) -> list[Fact]:
    """Return what was typed into a form, field by field; nothing of fields that were left empty."""
    words = [(str(bound.label), field_words(bound)) for bound in form if not bound.is_hidden]
    return [Fact(label, text) for label, text in words if text != ABSENT]
