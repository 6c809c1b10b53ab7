"""Writes announcements one after the other into a file of each format, holding none of them back in memory."""

import csv
import gzip
import io
import json
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from apps.announcements.models import Announcement, AnnouncementVersion
from apps.announcements.open_data.api.announcement_serializers import AnnouncementRowSerializer, VersionSerializer
from apps.announcements.open_data.bulk.columns import HEADINGS, row_of

# Excel takes a file without it for one in the character set of the computer.
WITH_BOM = "utf-8-sig"


class Lines:
    """Lines of JSON, compressed. The bytes follow from the lines alone: no time and no name is in them."""

    def __init__(self, path: Path) -> None:
        self._bytes = path.open("wb")
        packed = gzip.GzipFile(filename="", mode="wb", fileobj=self._bytes, mtime=0)
        self._text = io.TextIOWrapper(packed, encoding="utf-8")

    def write(self, line: Any) -> None:
        """Write one line."""
        self._text.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")))
        self._text.write("\n")

    def close(self) -> None:
        """Finish the file."""
        self._text.close()
        self._bytes.close()


class Writer(ABC):
    """Writes announcements to a file; complete when it is closed."""

    suffix: str

    @abstractmethod
    def write(self, announcement: Announcement, version: AnnouncementVersion) -> None:
        """Write one announcement."""

    @abstractmethod
    def close(self) -> None:
        """Finish the file."""


class JsonLinesWriter(Writer):
    """Each line is what the read API says of an announcement and its newest public version."""

    suffix = "jsonl.gz"

    def __init__(self, path: Path) -> None:
        self._lines = Lines(path)
        # Kept for all lines: to set one up takes as long as to write with it.
        self._announcements, self._versions = AnnouncementRowSerializer(), VersionSerializer()

    def write(self, announcement: Announcement, version: AnnouncementVersion) -> None:
        """Write one line."""
        self._lines.write(
            {
                "announcement": self._announcements.to_representation(announcement),
                "version": self._versions.to_representation(version),
            }
        )

    def close(self) -> None:
        """Finish the file."""
        self._lines.close()


class CsvWriter(Writer):
    """A table that Excel opens with a double click."""

    suffix = "csv"

    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding=WITH_BOM, newline="")
        self._table = csv.writer(self._file)
        self._table.writerow(HEADINGS)

    def write(self, announcement: Announcement, version: AnnouncementVersion) -> None:
        """Write one row."""
        self._table.writerow(row_of(announcement, version))

    def close(self) -> None:
        """Finish the file."""
        self._file.close()


class XlsxWriter(Writer):
    """The same table as a workbook; every cell is text, so that no number of a code is lost."""

    suffix = "xlsx"

    def __init__(self, path: Path) -> None:
        self._path = path
        self._book = Workbook(write_only=True)
        self._sheet = self._book.create_sheet("公告")
        self._sheet.append(HEADINGS)

    def write(self, announcement: Announcement, version: AnnouncementVersion) -> None:
        """Write one row."""
        self._sheet.append([self._text(cell) for cell in row_of(announcement, version)])

    def close(self) -> None:
        """Write the workbook to its place."""
        self._book.save(self._path)

    def _text(self, cell: str) -> Any:
        written = WriteOnlyCell(self._sheet, value=cell)
        written.data_type = "s"
        return written


WRITERS: tuple[type[Writer], ...] = (JsonLinesWriter, CsvWriter, XlsxWriter)
