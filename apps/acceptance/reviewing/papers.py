"""The papers that an agency submitted, as the center opens them."""

from dataclasses import dataclass
from pathlib import PurePath

from django.urls import reverse

from apps.acceptance.codes import PaperKind
from apps.acceptance.models import Project, ProjectPaper, ProjectVersion, paper_path
from apps.core.uploads import KINDS


@dataclass(frozen=True)
class PaperLink:
    """A paper to open."""

    name: str
    size: int
    note: str
    url: str


def paper_links(version: ProjectVersion) -> list[PaperLink]:
    """Return the papers of a submitted version."""
    return [
        PaperLink(
            name=paper["name"],
            size=paper["size"],
            note=PaperKind(paper["kind"]).label,
            url=reverse("admin:acceptance_project_paper", args=[version.project_id, paper["sm3"]]),
        )
        for paper in version.content["papers"]
    ]


def submitted_paper(project: Project, sm3: str) -> ProjectPaper | None:
    """Return a paper as some submitted version names it, or None.

    The frozen version is asked and not the project's list of today: what the agency took off
    after a return was judged all the same, and what it has added since was not submitted.
    """
    for version in project.versions.order_by("-version"):
        for frozen in version.content["papers"]:
            if frozen["sm3"] == sm3:
                media_type, _ = KINDS[PurePath(frozen["name"]).suffix.lower()]
                paper = ProjectPaper(project=project, media_type=media_type, **frozen)
                paper.file.name = paper_path(paper, frozen["name"])
                return paper
    return None
