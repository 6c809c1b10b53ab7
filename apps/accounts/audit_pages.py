"""The audit trail as people read it: what an entry is about, filters, details in words."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django.apps import apps
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from apps.accounts.center_change_list import CenterChangeList
from apps.accounts.center_site import CenterSite
from apps.core.actors import PLATFORM, PROVINCE
from apps.core.models import AuditEntry

# Keys of `details` that the services write. A key that is not listed is shown as it is.
DETAIL_LABELS = {
    "version": "版本",
    "plan_no": "计划编号",
    "plan_version": "计划版本",
    "revision": "修订号",
    "sm3": "SM3",
    "size": "大小（字节）",
    "reason": "原因",
    "roles": "角色",
    "receipt": "回执",
}


@dataclass(frozen=True)
class Subject:
    """What an entry is about; without an address when the reader may not open it."""

    name: str
    url: str = ""


@dataclass(frozen=True)
class Detail:
    """One fact of an entry."""

    label: str
    value: str


@dataclass(frozen=True)
class AuditPage:
    """An entry with everything it says."""

    entry: AuditEntry
    subject: Subject
    details: list[Detail]
    changes: list[dict[str, str]]


def subjects_of(entries: Iterable[AuditEntry], request: HttpRequest) -> dict[tuple[str, int], Subject]:
    """Return what the entries are about, with one query for each kind of thing.

    What the reader may not open (a draft of an agency, say) is named by its key alone.
    """
    keys: defaultdict[str, set[int]] = defaultdict(set)
    for entry in entries:
        keys[entry.subject_type].add(entry.subject_id)
    site = cast(CenterSite, admin.site)
    readable = {model._meta.label_lower: model for model in site.readable_models(request)}
    subjects = {}
    for subject_type, ids in keys.items():
        model = readable.get(subject_type)
        found = site.get_model_admin(model).get_queryset(request).in_bulk(ids) if model else {}
        kind = apps.get_model(subject_type)._meta.verbose_name
        for pk in ids:
            subjects[subject_type, pk] = Subject(
                name=f"{kind} {found.get(pk, pk)}",
                url=reverse(f"admin:{subject_type.replace('.', '_')}_change", args=[pk]) if pk in found else "",
            )
    return subjects


def audit_page(entry: AuditEntry, request: HttpRequest) -> AuditPage:
    """Return what the page of one entry shows."""
    subject = subjects_of([entry], request)[entry.subject_type, entry.subject_id]
    details = dict(entry.details)
    changes = details.pop("changes", [])
    return AuditPage(
        entry=entry,
        subject=subject,
        details=[Detail(DETAIL_LABELS.get(key) or key, _in_words(value)) for key, value in details.items()],
        changes=changes,
    )


class AuditChangeList(CenterChangeList):
    """A page of entries that know what they are about."""

    def get_results(self, request: HttpRequest) -> None:
        """Fetch the subjects of the whole page at once."""
        super().get_results(request)
        subjects = subjects_of(self.result_list, request)
        for entry in self.result_list:
            entry.subject = subjects[entry.subject_type, entry.subject_id]


class SubjectFilter(admin.SimpleListFilter):
    """Narrows the trail to one kind of thing."""

    title = "对象"
    parameter_name = "subject_type"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the kinds that the reader may open."""
        return [
            (model._meta.label_lower, str(model._meta.verbose_name))
            for model in model_admin.admin_site.readable_models(request)
            if model is not AuditEntry
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        """Keep the entries of the chosen kind."""
        return queryset.filter(subject_type=self.value()) if self.value() else queryset


class ActorFilter(admin.SimpleListFilter):
    """Tells acts of people from acts of the two systems."""

    title = "操作人"
    parameter_name = "actor"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer people and both systems."""
        return [("person", "人员"), ("platform", PLATFORM.name), ("province", PROVINCE.name)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        """Keep the entries of the chosen kind of actor."""
        match self.value():
            case "person":
                return queryset.filter(actor_id__isnull=False)
            case "platform":
                return queryset.filter(actor_id=None, actor_name=PLATFORM.name)
            case "province":
                return queryset.filter(actor_id=None, actor_name=PROVINCE.name)
        return queryset


def _in_words(value: Any) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)
