"""The example of a whole tender document, printed once."""

import pytest

from apps.tender_planning.documents.printing.pdf import print_pdf
from apps.tender_planning.documents.printing.word.document import print_docx
from apps.tender_planning.tests.documents.printing.examples import TENDER


@pytest.fixture(scope="session")
def tender_pdf() -> bytes:
    """The example as PDF."""
    return print_pdf(TENDER)


@pytest.fixture(scope="session")
def tender_docx() -> bytes:
    """The example as DOCX."""
    return print_docx(TENDER)
