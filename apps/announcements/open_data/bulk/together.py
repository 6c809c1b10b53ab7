"""The files of all years in one.

Compressed files may simply follow each other; of tables the first one's headings are kept. A workbook holds a million
rows at most, so there is none of all years.
"""

from datetime import datetime
from pathlib import Path
from typing import IO

from apps.announcements.open_data.bulk.shelf import BulkFile, chunks, digest, files, put, take_away, writing

WHOLE = (("announcements", "jsonl.gz"), ("announcements", "csv"), ("ocds", "jsonl.gz"))


def put_together(*, now: datetime) -> None:
    """Make the files of all years, where the file of a year is another one."""
    for dataset, suffix in WHOLE:
        name = f"{dataset}-all.{suffix}"
        years = _years(dataset, suffix)
        source = " ".join(file.sha256 for file in years)
        known = files().get(name)
        if not years:
            take_away({name})
        elif known is None or known.source != source:
            _make(name, dataset, years, source, now)


def _years(dataset: str, suffix: str) -> list[BulkFile]:
    found = [file for file in files().values() if file.year is not None and file.dataset == dataset]
    return sorted((file for file in found if file.name.endswith(suffix)), key=lambda file: file.year or 0)


def _make(name: str, dataset: str, years: list[BulkFile], source: str, now: datetime) -> None:
    with writing() as path:
        with path.open("wb") as whole:
            for place, file in enumerate(years):
                _append(whole, file.path, is_table=name.endswith("csv") and place > 0)
        put(
            BulkFile(
                name=name,
                dataset=dataset,
                year=None,
                rows=sum(file.rows for file in years),
                size=path.stat().st_size,
                sha256=digest(path),
                made_at=now,
                source=source,
            ),
            path,
        )


def _append(whole: IO[bytes], path: Path, *, is_table: bool) -> None:
    with path.open("rb") as part:
        if is_table:
            part.readline()
        for chunk in chunks(part):
            whole.write(chunk)
