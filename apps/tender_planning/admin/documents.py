"""文件模板 at the center's site: administrators keep them, the others read; what was begun from one stays as it is."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import Count, F, QuerySet
from django.forms import BaseForm, BoundField, Script
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from apps.accounts.center_revised import EDITORS, NUMBERS, RevisedAdmin
from apps.accounts.center_site import has_role
from apps.accounts.models import CENTER_ROLES
from apps.core.revised_forms import RevisedForm
from apps.tender_planning.documents.block_fields import BLOCKS_BY_NAME
from apps.tender_planning.documents.fields import BY_NAME
from apps.tender_planning.documents.filling import FIELD
from apps.tender_planning.documents.sanitising import clean_chapter
from apps.tender_planning.frozen_words import plain_text
from apps.tender_planning.models import DocumentTemplate, TemplateChapter


class RichTextWidget(AdminTextareaWidget):
    """The editor of chapters (js/rich-text.js) with the menu of fields."""

    class Media:
        css = {"all": ["css/components/rich-text.css"]}
        js = [Script("js/rich-text.js", type="module")]

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Put the textarea into the place that the editor looks for."""
        tokens = [(field.name, field.group) for field in BY_NAME.values()]
        tokens += [(block, "表格") for block in BLOCKS_BY_NAME]
        items = format_html_join("", '<li data-rich-text-token="{}">{}</li>', tokens)
        textarea = super().render(name, value, attrs, renderer)
        return format_html(
            '<div class="rich-text" data-rich-text><div class="field"><div class="field__control">{}</div></div>'
            "<ul hidden>{}</ul></div>",
            textarea,
            items,
        )


class ChapterForm(RevisedForm):
    """The text of a chapter of a template."""

    class Meta:
        model = TemplateChapter
        fields = ["title", "body_html"]
        widgets = {"body_html": RichTextWidget}

    def clean(self) -> dict[str, Any]:
        """Lock the template before the chapter, in the order of the outline's page, which changes both."""
        DocumentTemplate.objects.select_for_update().filter(pk=self.instance.template_id).first()
        return super().clean()

    def in_words(self, bound: BoundField) -> str:
        """Return the text without its tags, line by line."""
        return plain_text(str(bound.value())) if bound.name == "body_html" else super().in_words(bound)

    def clean_body_html(self) -> str:
        """Keep plain structure alone, and refuse fields that nothing would fill."""
        body = clean_chapter(self.cleaned_data["body_html"])
        unknown = [name for name in FIELD.findall(body) if name.strip() not in BY_NAME | BLOCKS_BY_NAME]
        if unknown:
            raise forms.ValidationError(f"没有这些字段：{'、'.join(dict.fromkeys(unknown))}。请从字段菜单选用。")
        return body


class ChapterInline(admin.TabularInline[TemplateChapter, DocumentTemplate]):
    """The outline of a template; texts have pages of their own."""

    model = TemplateChapter
    formfield_overrides = NUMBERS
    fields = ["position", "level", "title", "is_required", "text"]
    readonly_fields = ["text"]
    extra = 0
    verbose_name_plural = "章节"

    @admin.display(description="正文")
    def text(self, chapter: TemplateChapter) -> SafeString:
        """Return the way to the text."""
        if chapter._state.adding:
            return format_html("{}", "保存后编辑")
        url = reverse("admin:tender_planning_templatechapter_change", args=[chapter.pk])
        return format_html('<a href="{}">打开<span class="visually-hidden">{}</span></a>', url, chapter.title)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Show it to whoever sees the template: its page has asked."""
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ask the role."""
        return has_role(request, EDITORS)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ask the role."""
        return has_role(request, EDITORS)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ask the role; documents that were begun from the template keep the chapter."""
        return has_role(request, EDITORS)


@admin.register(DocumentTemplate)
class DocumentTemplateAdmin(RevisedAdmin):
    """文件模板; at most one is in use for a method and kind."""

    viewers = CENTER_ROLES
    menu_position = 76
    fields: ClassVar[Any] = ["name", "method", "kind", "document_title", "is_active"]
    inlines: ClassVar[Any] = [ChapterInline]
    list_display = ["name", "method", "kind", "document_title", "chapter_count", "is_active"]
    list_filter = ["method", "is_active"]
    search_fields = ["name", "document_title"]
    search_help_text = "名称、文件名称"

    def get_queryset(self, request: HttpRequest) -> QuerySet[DocumentTemplate]:
        """Count the chapters with the templates."""
        templates: QuerySet[DocumentTemplate] = super().get_queryset(request)
        return templates.annotate(chapter_total=Count("chapters"))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:  # noqa: FBT001  Django's signature
        """Count the change of every chapter too, in its own trail: a page that shows its text shows its title."""
        for row in formset.initial_forms:
            if row.has_changed() and row not in formset.deleted_forms:
                # The row was read before its template was locked, and is saved whole.
                row.instance.refresh_from_db(fields=["body_html", "revision"])
                row.instance.revision += 1
                self.log_change(request, row.instance, [_row_change(row)])
        super().save_formset(request, form, formset, change)

    def construct_change_message(
        self,
        request: HttpRequest,
        form: BaseForm,
        formsets: Any,
        add: bool = False,  # noqa: FBT001, FBT002  Django's signature
    ) -> list[dict[str, Any]]:
        """Return what was entered, the outline included, as the audit trail keeps it."""
        return super().construct_change_message(request, form, formsets, add) + [
            _row_change(row) for rows in formsets for row in rows if row.has_changed()
        ]

    @admin.display(description="章节数")
    def chapter_count(self, template: Any) -> int:
        """Return how many chapters it has."""
        return int(template.chapter_total)


@admin.register(TemplateChapter)
class TemplateChapterAdmin(RevisedAdmin):
    """The text of one chapter; reached from its template, and not offered in the menu."""

    viewers = CENTER_ROLES
    form = ChapterForm
    list_display = ["title", "template", "level", "is_required"]
    list_filter = ["template"]
    list_select_related = ["template"]
    search_fields = ["title", "body_html"]
    search_help_text = "标题、正文"

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the text to be edited by those who may, and to be read by the others."""
        if self.has_change_permission(request, obj):
            return ["template", "title", "body_html"]
        return ["template", "title", "text"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Keep the template that a chapter belongs to."""
        return ["template", "text"]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001  Django's signature
        """Count a new title as a change of the template too, in its own trail: its outline shows the titles."""
        super().save_model(request, obj, form, change)
        if "title" in form.changed_data:
            DocumentTemplate.objects.filter(pk=obj.template_id).update(revision=F("revision") + 1)
            title = {"field": "章节标题", "before": form.initial["title"], "after": obj.title}
            self.log_change(request, obj.template, [title])

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Chapters are added in the outline of their template."""
        return False

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        """Stay out of the menu."""
        return {}

    @admin.display(description="正文")
    def text(self, chapter: TemplateChapter) -> SafeString:
        """Return the text as it is read."""
        return format_html('<div class="document-text">{}</div>', SafeString(clean_chapter(chapter.body_html)))


def _row_change(row: forms.ModelForm[TemplateChapter]) -> dict[str, str]:
    return {"field": "章节", "before": _row_in_words(row.initial), "after": _row_in_words(row.cleaned_data)}


def _row_in_words(row: Mapping[str, Any]) -> str:
    if not row.get("title") or row.get(DELETION_FIELD_NAME):
        return "—"
    needed = "，必备" if row["is_required"] else ""
    return f"{row['position']}. {row['title']}（第 {row['level']} 级{needed}）"
