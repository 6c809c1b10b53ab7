"""What the pages of 招标文件 ask for."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from apps.core.keyed_rows import BaseKeyedRowFormSet, KeyedRowForm, keyed_row_formset
from apps.core.unseen_characters import refuse_unseen_characters
from apps.tender_planning.models import DocumentChapter
from apps.tender_planning.services.documents import ChapterFacts

MOST_CHAPTERS = 120
LONGEST_BODY = 300_000
DEEPEST_LEVEL = 3
LEVELS = [(1, "章"), (2, "节"), (3, "小节")]


class RevisionForm(forms.Form):
    """The revision that the page showed."""

    revision = forms.IntegerField(
        min_value=0,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid", "min_value"), "提交的内容不完整，请刷新页面后重试。"),
    )


class ChapterForm(RevisionForm):
    """The text of a chapter; what it may hold is settled when it is stored."""

    body_html = forms.CharField(
        label="正文",
        required=False,
        strip=False,
        max_length=LONGEST_BODY,
        widget=forms.Textarea(attrs={"rows": 24}),
        error_messages={"max_length": "正文过长，请拆分为几个章节，或者作为附件上传。"},
    )

    def clean_body_html(self) -> str:
        """Refuse a form that lost its text on the way: an empty chapter is sent as an empty text."""
        if self.add_prefix("body_html") not in self.data:
            raise ValidationError("提交的内容不完整，请刷新页面后重试。", code="incomplete")
        body_html: str = self.cleaned_data["body_html"]
        return body_html


class FileForm(forms.Form):
    """A file to hand out with the document."""

    file = forms.FileField(
        label="文件",
        help_text="图纸、工程量清单等；PDF、OFD、Word、Excel 或图片，每个不超过 50 MB。",
        error_messages={"required": "请选择要上传的文件。", "empty": "文件是空的，请检查后重新选择。"},
    )


class ChapterRowForm(KeyedRowForm):
    """One entry of the outline."""

    use_required_attribute = False

    level = forms.TypedChoiceField(
        label="层级", choices=LEVELS, coerce=int, initial=2, error_messages={"invalid_choice": "请选择层级。"}
    )
    title = forms.CharField(label="标题", max_length=200, error_messages={"required": "请填写标题。"})

    def __init__(
        self, *args: Any, stored: Mapping[str, DocumentChapter], addresses: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._stored, self._addresses = stored, addresses
        title = self.fields["title"]
        assert isinstance(title, forms.CharField)
        refuse_unseen_characters(title)

    @property
    def chapter(self) -> DocumentChapter | None:
        """Return the stored chapter of the row; None for a new one."""
        return self._stored.get(str(self["key"].value()))

    @property
    def url(self) -> str:
        """Return where the text of the chapter is edited; empty for a new one."""
        return self._addresses.get(str(self["key"].value()), "")


class BaseChapterFormSet(BaseKeyedRowFormSet[ChapterRowForm]):
    """The outline: it begins with a chapter, and no entry lies more than one level below the one before."""

    def clean(self) -> None:
        """Check the levels after the rows."""
        super().clean()
        above = 0
        for form in self.entered_forms():
            level = form.cleaned_data.get("level")
            if level is None:
                continue
            if level > above + 1:
                form.add_error("level", "层级不能跳过上一级：“节”须在“章”之下，“小节”须在“节”之下。")
            above = level


_ChapterFormSet = keyed_row_formset(
    ChapterRowForm, row_name="个章节", most=MOST_CHAPTERS, least=1, formset=BaseChapterFormSet
)


def chapter_formset(
    stored: Sequence[DocumentChapter], data: Mapping[str, Any] | None = None, *, addresses: Mapping[str, str]
) -> BaseKeyedRowFormSet[ChapterRowForm]:
    """Return the outline, bound to `data` or showing what is stored; `addresses` of the chapters by their keys."""
    initial = [
        {"key": chapter.key, "position": place, "level": chapter.level, "title": chapter.title}
        for place, chapter in enumerate(stored)
    ]
    by_key = {str(chapter.key): chapter for chapter in stored}
    return _ChapterFormSet(
        data, prefix="chapters", initial=initial, form_kwargs={"stored": by_key, "addresses": addresses}
    )


def chapter_facts(formset: BaseKeyedRowFormSet[ChapterRowForm]) -> list[ChapterFacts]:
    """Return what was entered, row by row."""
    return [ChapterFacts(**row) for row in formset.rows()]
