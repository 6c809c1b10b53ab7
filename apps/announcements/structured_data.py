"""Public pages in the words of schema.org (JSON-LD), for search engines and whoever reads pages by machine.

An announcement is an `Article`. `NewsArticle` would claim journalism, `SpecialAnnouncement` was made for one
pandemic and is read by nobody since, `GovernmentService` is a service and not the word of one; `Article` is
what every reader knows, with the dates, the publisher and what it is about. What a tender is about is a `Demand`,
the announcement of somebody who seeks goods or services; what everything else is about is its project.

Organisations and amounts only: nobody's name and telephone are here, though the text of the page may have them.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from apps.acceptance.models import Project
from apps.announcements.announced_times import AnnouncedTimes
from apps.announcements.canonical import canonical
from apps.announcements.in_a_line import line_of
from apps.announcements.models import Announcement
from apps.announcements.platform_name import PLATFORM_NAME
from apps.announcements.selectors.projects import ProjectLife
from apps.announcements.selectors.reading import Reading
from apps.announcements.wording import wording_of

Data: TypeAlias = dict[str, Any]
Type = Announcement.Type

CONTEXT = "https://schema.org"
CURRENCY = "CNY"
# What could end the element that the data stands in, or begin another one within it.
_IN_SCRIPT = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def as_script(*things: Data) -> SafeString:
    """Return the things as JSON that stands in a `<script type="application/ld+json">` and cannot leave it."""
    graph = {"@context": CONTEXT, "@graph": list(things)}
    text = json.dumps(graph, ensure_ascii=False, separators=(",", ":")).translate(_IN_SCRIPT)
    return mark_safe(text)  # noqa: S308  nothing is left in it that HTML knows


def home_data() -> SafeString:
    """Return the center, the site, and how the site is searched."""
    target = f"{canonical('announcements:search')}?q={{search_term_string}}"
    site = {
        "@type": "WebSite",
        "@id": f"{canonical('announcements:home')}#site",
        "url": canonical("announcements:home"),
        "name": PLATFORM_NAME,
        "inLanguage": "zh-Hans",
        "publisher": {"@id": _center()["@id"]},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": target},
            "query-input": "required name=search_term_string",
        },
    }
    return as_script(_center(), site)


def announcement_data(reading: Reading) -> SafeString:
    """Return an announcement in the version in force, and where on the site it stands."""
    announcement = reading.announcement
    label = announcement.get_type_display()
    address = canonical("announcements:detail", announcement.pk)
    article = {
        "@type": "Article",
        "@id": f"{address}#announcement",
        "url": address,
        "mainEntityOfPage": address,
        "headline": reading.version.title,
        "description": line_of(announcement),
        "identifier": announcement.announcement_no,
        "genre": label,
        "inLanguage": "zh-Hans",
        "isAccessibleForFree": True,
        "image": canonical("announcements:share", announcement.pk),
        "datePublished": _moment(announcement.first_published_at),
        "dateModified": _moment(_changed_at(reading)),
        "author": _organisation(announcement.agency_name),
        "sourceOrganization": _organisation(announcement.purchaser_name),
        "publisher": _center(),
        "about": _demand(reading) if announcement.type == Type.TENDER else _project(announcement.project),
        **({"isBasedOn": canonical("announcements:detail", reading.original.pk)} if reading.original else {}),
        **({"creativeWorkStatus": "已撤回"} if announcement.is_withdrawn else {}),
        **({"expires": _moment(announcement.withdrawn_at)} if announcement.withdrawn_at else {}),
    }
    column = canonical("announcements:column", announcement.type)
    return as_script(article, _trail((label, column), (reading.version.title, address)))


def project_data(life: ProjectLife) -> SafeString:
    """Return a project with its announcements and its opening, and where on the site it stands."""
    project = life.project
    announcements = [
        {
            "@type": "Article",
            "headline": one.title,
            "url": canonical("announcements:detail", one.pk),
            "datePublished": _moment(one.first_published_at),
        }
        for one in life.announcements
    ]
    data = _project(project) | {"subjectOf": announcements} | _opening(project, life.times)
    address = canonical("announcements:project", project.project_no or "")
    return as_script(data, _trail(("全部公告", canonical("announcements:list")), (project.name, address)))


def _center() -> Data:
    return {
        "@type": "GovernmentOrganization",
        "@id": f"{canonical('announcements:home')}#center",
        "name": settings.ENVIRONMENT.center_name,
        "url": canonical("announcements:home"),
        "areaServed": {"@type": "AdministrativeArea", "name": "河南省南阳市方城县"},
        **({"telephone": settings.ENVIRONMENT.center_phone} if settings.ENVIRONMENT.center_phone else {}),
    }


def _organisation(name: str) -> Data:
    return {"@type": "Organization", "name": name}


def _project(project: Project) -> Data:
    address = canonical("announcements:project", project.project_no or "")
    return {
        "@type": "Project",
        "@id": f"{address}#project",
        "url": address,
        "name": project.name,
        "identifier": project.project_no,
        "sponsor": _organisation(project.purchaser_name),
    }


def _demand(reading: Reading) -> Data:
    announcement = reading.announcement
    closes = {"availabilityEnds": _moment(reading.closes_at)} if reading.closes_at else {}
    budget = (
        {
            "priceSpecification": {
                "@type": "PriceSpecification",
                "maxPrice": f"{announcement.budget.normalize():f}",
                "priceCurrency": CURRENCY,
            }
        }
        if announcement.budget is not None
        else {}
    )
    return {
        "@type": "Demand",
        "name": announcement.project.name,
        "identifier": announcement.project.project_no,
        **closes,
        **budget,
    }


def _opening(project: Project, times: AnnouncedTimes | None) -> Data:
    """Return the opening as an event of the project, as long as its tender announcement is in force."""
    if times is None or not times.tender.is_published:
        return {}
    event = {
        "@type": "Event",
        "name": f"{project.name}{wording_of(times.table.method).opening}",
        "startDate": _moment(times.opening_at),
        "eventAttendanceMode": f"{CONTEXT}/MixedEventAttendanceMode",
        "location": {"@type": "Place", "name": times.opening_place, "address": times.opening_place},
        "organizer": _organisation(project.agency.name),
    }
    return {"event": event}


def _trail(*places: tuple[str, str]) -> Data:
    """Return the way from the first page to this one."""
    steps: Sequence[tuple[str, str]] = (("首页", canonical("announcements:home")), *places)
    items: list[Mapping[str, Any]] = [
        {"@type": "ListItem", "position": position, "name": name, "item": address}
        for position, (name, address) in enumerate(steps, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _changed_at(reading: Reading) -> datetime:
    """Return when what stands on the page was last changed."""
    return reading.announcement.withdrawn_at or max(
        reading.announcement.first_published_at, reading.version.received_at
    )


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
