"""The empty DOCX that every document starts from: the readable parts under `base/`, zipped."""

from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import docx
from docx.document import Document

BASE_FOLDER = Path(__file__).parent / "base"

# The width between the margins that `base/word/document.xml` sets, in twentieths of a point.
TEXT_WIDTH = 8844


def empty_document() -> Document:
    """Return a new document with our styles, fonts, numbering and page, and nothing in it."""
    package = BytesIO()
    with ZipFile(package, "w", ZIP_DEFLATED) as archive:
        for file in sorted(BASE_FOLDER.rglob("*")):
            if file.is_file():
                archive.write(file, file.relative_to(BASE_FOLDER).as_posix())
    package.seek(0)
    return docx.Document(package)
