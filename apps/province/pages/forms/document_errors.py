"""Showing what is wrong with a document at the fields of the form that it came from."""

from django.forms import BaseForm

from apps.province.exceptions import InvalidDocument


def add_document_errors(form: BaseForm, error: InvalidDocument) -> None:
    """Put every fault at the field that its path ends in, or above the form."""
    for fault in error.errors:
        name = fault.path.rpartition(".")[2]
        form.add_error(name if name in form.fields else None, fault.message)
