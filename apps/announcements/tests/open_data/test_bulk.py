"""Files with everything in them: complete, safe to open, made only when something changed."""

import csv
import gzip
import hashlib
import io
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from openpyxl import load_workbook

from apps.announcements.models import BulkMaking
from apps.announcements.open_data.bulk.columns import HEADINGS, plain
from apps.announcements.open_data.bulk.rounds import go_on, start_making
from apps.announcements.open_data.bulk.shelf import files, shelf
from apps.announcements.open_data.tasks import go_on_making_bulk_files, make_bulk_files
from apps.announcements.tests.conftest import Receive
from apps.announcements.tests.open_data.conftest import CANARY, Story
from apps.core.actors import PLATFORM

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_committed")]

NAMES = {
    "announcements-2026.jsonl.gz",
    "announcements-2026.csv",
    "announcements-2026.xlsx",
    "announcements-all.jsonl.gz",
    "announcements-all.csv",
    "ocds-2026.jsonl.gz",
    "ocds-all.jsonl.gz",
}


def make_all(now: datetime, *, is_anew: bool = False) -> int:
    """Make what is out of date, or everything, and return how many parts that were."""
    start_making(is_anew=is_anew, actor=PLATFORM, now=now)
    while go_on(lambda: now):
        pass
    return BulkMaking.objects.latest("pk").done


def body(client: Client, name: str) -> bytes:
    return bytes(client.get(f"/open-data/files/{name}").getvalue())


def lines(client: Client, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in gzip.decompress(body(client, name)).decode().splitlines()]


def test_every_format_holds_every_public_announcement(story: Story, client: Client, now: datetime) -> None:
    assert make_all(now) == 2

    assert set(files()) == NAMES
    public = [f"HN-2026-000{number}" for number in range(1, 6)]
    assert [line["announcement"]["announcement_no"] for line in lines(client, "announcements-all.jsonl.gz")] == public
    table = list(csv.reader(io.StringIO(body(client, "announcements-2026.csv").decode("utf-8-sig"))))
    assert table[0] == HEADINGS
    assert [row[0] for row in table[1:]] == public
    sheet = load_workbook(io.BytesIO(body(client, "announcements-2026.xlsx"))).active
    assert sheet is not None
    assert [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)] == table
    assert [line["id"] for line in lines(client, "ocds-2026.jsonl.gz")][-1] == "HN-2026-0005-1"


def test_a_line_is_what_the_read_api_says(story: Story, client: Client, now: datetime) -> None:
    make_all(now)

    line = lines(client, "announcements-2026.jsonl.gz")[0]

    document = client.get("/api/v1/announcements/HN-2026-0001/").json()
    assert line == {"announcement": document["announcement"], "version": document["version"]}


def test_what_is_not_public_is_in_no_file(story: Story, client: Client, now: datetime) -> None:
    make_all(now)

    for name in files():
        found = body(client, name)
        words = gzip.decompress(found) if name.endswith("gz") else found
        assert CANARY.encode() not in words
        assert story.hidden.announcement_no.encode() not in words


def test_nothing_is_made_again_until_something_changes(
    story: Story, withdraw: Callable[..., None], client: Client, now: datetime
) -> None:
    make_all(now)
    before = files()

    assert make_all(now) == 0
    assert files() == before

    withdraw("HN-2026-0005", 2, type="contract", lot_nos=["2"], at=now + timedelta(days=61))
    assert make_all(now) == 2
    states = [line["announcement"]["state"]["code"] for line in lines(client, "announcements-all.jsonl.gz")]
    assert states == ["in_force"] * 4 + ["withdrawn"]
    assert len([path for path in shelf().iterdir() if path.name != "index.json"]) == len(NAMES)


def test_what_a_worker_left_that_was_killed_is_thrown_away(story: Story, now: datetime) -> None:
    shelf().mkdir(parents=True, exist_ok=True)
    left = shelf() / "0123.part"
    left.write_bytes(b"half of it")

    make_all(now)

    assert not left.exists()


def test_years_follow_each_other_in_the_files_of_all_years(receive: Receive, client: Client, now: datetime) -> None:
    receive("HN-2026-0001", at=now)
    receive("HN-2025-0001", first_published_at=now - timedelta(days=365), at=now)
    make_all(now)

    table = body(client, "announcements-all.csv").decode("utf-8-sig").splitlines()

    assert [line.split(",")[0] for line in table] == ["公告编号", "HN-2025-0001", "HN-2026-0001"]


def test_a_title_that_looks_like_a_formula_is_text_in_a_table(receive: Receive, client: Client, now: datetime) -> None:
    receive(title="=HYPERLINK(1)", at=now)
    make_all(now)

    (row,) = csv.DictReader(io.StringIO(body(client, "announcements-2026.csv").decode("utf-8-sig")))

    assert row["标题"] == "'=HYPERLINK(1)"
    assert [plain(text) for text in ("+1", "-1", "@a", "\t=1", "中")] == ["'+1", "'-1", "'@a", "'\t=1", "中"]
    assert [plain(text) for text in ("＝1", "＋1", "－1", "＠a", "\n=1")] == ["'＝1", "'＋1", "'－1", "'＠a", "'\n=1"]


@pytest.mark.parametrize("character", ["\x0b", "\uffff"])
def test_a_character_that_no_workbook_holds_costs_no_file(
    receive: Receive, client: Client, now: datetime, character: str
) -> None:
    receive(title=f"采购{character}公告", at=now)
    make_all(now)

    sheet = load_workbook(io.BytesIO(body(client, "announcements-2026.xlsx"))).active

    assert sheet is not None
    assert sheet.cell(row=2, column=HEADINGS.index("标题") + 1).value == "采购公告"


@pytest.fixture
def file(story: Story, now: datetime) -> bytes:
    """The bytes of a file."""
    make_all(now)
    return files()["announcements-2026.csv"].path.read_bytes()


ADDRESS = "/open-data/files/announcements-2026.csv"


def test_the_list_tells_size_and_digest(file: bytes, client: Client) -> None:
    told = files()["announcements-2026.csv"]

    assert (told.size, told.sha256) == (len(file), hashlib.sha256(file).hexdigest())
    assert told.sha256 in client.get("/open-data/").content.decode()
    (distribution,) = [
        one
        for dataset in client.get("/open-data/catalog.jsonld").json()["dcat:dataset"]
        for one in dataset["dcat:distribution"]
        if one["dct:title"] == told.name
    ]
    assert distribution["spdx:checksum"]["spdx:checksumValue"] == told.sha256


def test_a_download_is_not_repeated_and_goes_on_where_it_stopped(file: bytes, client: Client) -> None:
    whole = client.get(ADDRESS)
    again = client.get(ADDRESS, headers={"if-none-match": whole["ETag"]})
    rest = client.get(ADDRESS, headers={"range": "bytes=100-", "if-range": whole["ETag"]})
    other = client.get(ADDRESS, headers={"range": "bytes=100-", "if-range": '"another"'})
    beyond = client.get(ADDRESS, headers={"range": f"bytes={len(file)}-"})

    assert (again.status_code, rest.status_code, other.status_code, beyond.status_code) == (304, 206, 200, 416)
    assert rest.getvalue() == file[100:]
    assert whole.getvalue() == other.getvalue() == file
    assert rest["Content-Range"] == f"bytes 100-{len(file) - 1}/{len(file)}"
    assert whole["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("name", ["index.json", "nothing.csv", "..%2Findex.json", "%00"])
def test_only_what_is_listed_is_handed_out(file: bytes, client: Client, name: str) -> None:
    assert client.get(f"/open-data/files/{name}").status_code == 404


def test_the_worker_makes_one_part_after_the_other(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[str] = []
    monkeypatch.setattr("apps.announcements.open_data.tasks.ring", rung.append)

    make_bulk_files()
    for _ in range(4):
        go_on_making_bulk_files()

    # Two parts; the third round puts together the files of all years, and the fourth finds nothing.
    assert rung == ["apps.announcements.open_data.tasks.go_on_making_bulk_files"] * 2
    assert Path(settings.MEDIA_ROOT) in shelf().parents
    assert set(files()) == NAMES
