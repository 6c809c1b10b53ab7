"""The kinds of field that the pages' forms are made of."""

from decimal import Decimal
from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from apps.province.identifiers import is_valid_uscc
from apps.province.services.announcements import NewAttachment

LARGEST_AMOUNT = Decimal(99999999999999)
YES_NO = [("True", "是"), ("False", "否")]
MAX_FILE_BYTES = 20 * 1024 * 1024
FILE_SUFFIXES = (".pdf", ".doc", ".docx", ".xls", ".xlsx", ".zip", ".jpg", ".jpeg", ".png")
BROWSER_MINUTES = "%Y-%m-%dT%H:%M"


class _SeveralFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """Any number of files of the kinds that announcements carry."""

    def __init__(self, **options: Any) -> None:
        accept = ",".join(FILE_SUFFIXES)
        super().__init__(widget=_SeveralFilesInput(attrs={"accept": accept}), **options)

    def clean(self, data: Any, initial: Any = None) -> list["UploadedFile[Any]"]:
        """Return the files, each checked."""
        files: list[UploadedFile[Any]] = [super(SeveralFilesField, self).clean(file, initial) for file in data or []]
        for file in files:
            if PurePath(file.name or "").suffix.lower() not in FILE_SUFFIXES:
                raise forms.ValidationError(f"{file.name}：只接受 {'、'.join(FILE_SUFFIXES)}")
            if (file.size or 0) > MAX_FILE_BYTES:
                raise forms.ValidationError(f"{file.name}：超过 {MAX_FILE_BYTES // 1024 // 1024} MB")
        return files


def minute_field(label: str, **options: Any) -> forms.DateTimeField:
    """Return a field for a point in time, to the minute."""
    return forms.DateTimeField(
        label=label,
        input_formats=[BROWSER_MINUTES],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=BROWSER_MINUTES),
        **options,
    )


def day_field(label: str, **options: Any) -> forms.DateField:
    """Return a field for a day."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


def yes_no_field(label: str, help_text: str = "") -> forms.TypedChoiceField:
    """Return a field that must be answered with yes or no."""
    return forms.TypedChoiceField(
        label=label,
        choices=YES_NO,
        coerce=lambda value: value == "True",
        widget=forms.RadioSelect,
        help_text=help_text,
    )


def amount_field(label: str, **options: Any) -> forms.DecimalField:
    """Return a field for an amount or a quantity that the exchange can carry."""
    options.setdefault("min_value", Decimal("0.01"))
    return forms.DecimalField(label=label, max_value=LARGEST_AMOUNT, decimal_places=6, **options)


class WordsField(forms.CharField):
    """Some lines of text; browsers break lines in two characters, announcements in one."""

    def __init__(self, label: str, *, rows: int = 2, max_length: int = 2000, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows})
        super().__init__(label=label, max_length=max_length, widget=widget, **options)

    def clean(self, value: Any) -> str:
        """Return the text with single line breaks."""
        return str(super().clean(value)).replace("\r\n", "\n")


class CreditCodeField(forms.CharField):
    """统一社会信用代码, however it was typed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(label="统一社会信用代码", **options)

    def clean(self, value: Any) -> str:
        """Return the code in capitals, its check character proved."""
        code: str = super().clean(value).upper()
        if code and not is_valid_uscc(code):
            raise ValidationError("统一社会信用代码不正确，请核对 18 位代码（GB 32100 校验未通过）")
        return code


def new_attachments(files: list["UploadedFile[Any]"]) -> list[NewAttachment]:
    """Return uploaded files as the services take them."""
    return [NewAttachment(name=PurePath(file.name or "附件").name[:200], content=file.read()) for file in files]
