"""Forms that save as they are typed: what an editing view answers to the page's own saving.

js/autosave.js sends the form to the address that its 保存 button posts to, with the header
`X-Autosave: 1`; the view does the same act and answers through one of the four functions below
instead of with a page. `panels` are rendered fragments that take the place of what stands in
`[data-autosave-panel="<name>"]`: findings, totals, whatever follows from what was typed.

A view that compares revisions stands under `answered_once`: what was stored while its answer was
lost on the way would otherwise look like the work of somebody else.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import wraps
from typing import Any

from django.forms import BaseForm, BaseFormSet
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils import timezone

HEADER = "X-Autosave"
# Names one content: the page sends it again, unchanged, until it has an answer.
IDENTITY_HEADER = "X-Autosave-Id"
LONGEST_IDENTITY = 36
# Kept in the session for each person: a page has one in flight, so this is the number of pages open at once.
MOST_ANSWERS = 10
SESSION_KEY = "autosave_answers"


def is_autosave(request: HttpRequest) -> bool:
    """Tell whether the page saves by itself, and not a person by pressing a button."""
    return request.headers.get(HEADER) == "1"


def answered_once(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Answer an autosave that is sent again as it was answered before, without its panels; nothing is stored twice.

    Stands below the guard that knows the person. Two at once are not held apart here but by the
    revision: the second is told that it was overtaken, and the page keeps what was typed.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        identity = request.headers.get(IDENTITY_HEADER, "")[:LONGEST_IDENTITY]
        if not is_autosave(request) or not identity:
            return view(request, *args, **kwargs)
        name = f"{request.path} {identity}"
        answers: dict[str, dict[str, object]] = request.session.get(SESSION_KEY, {})
        if name in answers:
            return _answer(200, "saved", **answers[name], panels={})
        answer = view(request, *args, **kwargs)
        if isinstance(answer, JsonResponse) and answer.status_code == 200:
            given = json.loads(answer.content)
            latest = {**answers, name: {"revision": given["revision"], "saved_at": given["saved_at"]}}
            request.session[SESSION_KEY] = dict(list(latest.items())[-MOST_ANSWERS:])
        return answer

    return guarded


def saved(revision: int, now: datetime, panels: Mapping[str, str] | None = None) -> JsonResponse:
    """Answer that everything sent is stored; the page goes on with the new `revision`."""
    return _answer(
        200, "saved", revision=revision, saved_at=f"{timezone.localtime(now):%H:%M:%S}", panels=dict(panels or {})
    )


def invalid(*entered: BaseForm | BaseFormSet[Any], panels: Mapping[str, str] | None = None) -> JsonResponse:
    """Answer what is wrong in the bound forms and formsets of the page; nothing is stored.

    `errors` are keyed by the id that a field has on the page; `general` has what belongs to no
    visible field.
    """
    errors: dict[str, list[str]] = {}
    general: list[str] = []
    for each in entered:
        if isinstance(each, BaseFormSet):
            general += map(str, each.non_form_errors())
        for form, place in _forms(each):
            general += [f"{place}{error}" for error in form.non_field_errors()]
            for field in form:
                if field.errors and field.is_hidden:
                    general += [f"{place}{error}" for error in field.errors]
                elif field.errors:
                    errors[field.auto_id] = list(map(str, field.errors))
    return _answer(422, "invalid", errors=errors, general=general, panels=dict(panels or {}))


def overtaken(message: str, url: str) -> JsonResponse:
    """Answer that somebody else stored another revision meanwhile; `url` shows it. Nothing is stored."""
    return _answer(409, "overtaken", message=message, url=url)


def refused(message: str) -> JsonResponse:
    """Answer that what is edited can no longer be changed at all, and why. Nothing is stored."""
    return _answer(409, "refused", message=message)


def _forms(entered: BaseForm | BaseFormSet[Any]) -> Iterator[tuple[BaseForm, str]]:
    """Yield each form that counts, with the words that say where on the page it stands."""
    if isinstance(entered, BaseForm):
        yield entered, ""
        return
    shown = [form for form in entered if form.has_changed() or form.errors]
    for number, form in enumerate(shown, start=1):
        if not form.cleaned_data.get(DELETION_FIELD_NAME):
            yield form, f"第 {number} 行："


def _answer(status: int, outcome: str, **facts: object) -> JsonResponse:
    return JsonResponse({"outcome": outcome} | facts, status=status, json_dumps_params={"ensure_ascii": False})
