"""A sheet: the form of a format with its tables, read and written as the content of a draft."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.forms import BoundField

from apps.announcements.drafts.forms.formats import FORMS, TENDER_FORMS, DraftForm, TenderForm
from apps.announcements.drafts.forms.rows import (
    AWARDS,
    CONTRACT_ITEMS,
    EXPERTS,
    ITEMS,
    MAIN_ITEMS,
    TERMINATED_LOTS,
    Table,
)
from apps.announcements.drafts.forms.sections import WIDE, Section, sections_of
from apps.announcements.formats.about import About
from apps.announcements.formats.values import typed
from apps.announcements.models import Announcement, AnnouncementDraft
from apps.tender_planning.forms.schedule import MomentField

Type = Announcement.Type


@dataclass(frozen=True)
class ShownSection:
    """A part of a sheet as the page shows it: moments apart from the other fields, for what is proved of them."""

    section: Section
    moments: list[BoundField]
    fields: list[tuple[BoundField, bool]]
    table: Table | None


@dataclass(frozen=True)
class DraftSheet:
    """The form and the tables of one draft, bound to what was sent or showing what is stored."""

    form: DraftForm
    tables: Mapping[str, Table]
    layout: tuple[Section, ...]

    def is_valid(self) -> bool:
        """Tell whether everything has the shape that can be stored; every part is asked, for its errors."""
        return all([self.form.is_valid(), *[table.is_valid() for table in self.tables.values()]])

    def content(self) -> dict[str, Any]:
        """Return what was written."""
        return {**self.form.cleaned_data, **{name: table.rows() for name, table in self.tables.items()}}

    @property
    def sections(self) -> list[ShownSection]:
        """Return its parts in their order; the second of a field's pair says that it takes a whole line."""
        return [self._shown(section) for section in self.layout]

    def _shown(self, section: Section) -> ShownSection:
        bound = [self.form[name] for name in section.fields]
        return ShownSection(
            section=section,
            moments=[field for field in bound if isinstance(field.field, MomentField)],
            fields=[(field, field.name in WIDE) for field in bound if not isinstance(field.field, MomentField)],
            table=self.tables.get(section.table),
        )

    @property
    def all_tables(self) -> list[Table]:
        """Return the tables; a template cannot ask a mapping that has `items` among its keys."""
        return list(self.tables.values())

    @property
    def parts(self) -> tuple[Any, ...]:
        """Return the form and the tables, for the answer to an autosave."""
        return (self.form, *self.tables.values())


def sheet_of(draft: AnnouncementDraft, about: About, data: Mapping[str, Any] | None = None) -> DraftSheet:
    """Return the sheet of a draft."""
    stored = typed(draft.content)
    form = _form_of(draft, about)(data, initial=stored, about=about)
    tables = {
        name: table(
            data,
            prefix=name,
            initial=stored.get(name) or [],
            form_kwargs={"lots": about.lots},
        )
        for name, table in _tables_of(draft.type, about.project.kind).items()
    }
    return DraftSheet(form, tables, sections_of(draft.type, about.project.method))


def _form_of(draft: AnnouncementDraft, about: About) -> type[DraftForm]:
    if draft.type == Type.TENDER:
        return TENDER_FORMS.get(about.project.method, TenderForm)
    return FORMS[draft.type]


def _tables_of(announcement_type: str, kind: str) -> Mapping[str, type[Table]]:
    awards = {"awards": AWARDS, "main_items": MAIN_ITEMS[kind]}
    tables: Mapping[str, Mapping[str, type[Table]]] = {
        Type.CHANGE: {"items": ITEMS},
        Type.RESULT: awards | {"experts": EXPERTS},
        Type.RESULT_CORRECTION: {"items": ITEMS} | awards,
        Type.TERMINATION: {"lots": TERMINATED_LOTS},
        Type.CONTRACT: {"contract_items": CONTRACT_ITEMS},
    }
    return tables.get(announcement_type, {})
