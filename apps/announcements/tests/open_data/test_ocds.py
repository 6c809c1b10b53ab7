"""Releases and records are valid OCDS 1.1, say what the announcements say, and never what is not public."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import requests
from django.conf import settings
from libcoveocds.api import ocds_json_output
from libcoveocds.config import LibCoveOCDSConfig
from ocdsextensionregistry import ProfileBuilder
from ocdsmerge import Merger
from ocdsmerge.rules import get_merge_rules

from apps.acceptance.models import Project
from apps.announcements.models import Announcement
from apps.announcements.open_data.ocds.history import histories_of
from apps.announcements.open_data.ocds.identifiers import LONGEST_SAFE, ocid_of, readings_of, url_safe
from apps.announcements.open_data.ocds.merging import RULES, compiled
from apps.announcements.open_data.ocds.packages import EXTENSION_NAMES
from apps.announcements.open_data.ocds.releases import releases_of
from apps.announcements.tests.conftest import Receive
from apps.announcements.tests.open_data.conftest import CANARY, Get, Story

STANDARD = Path(__file__).parent / "standard"
# The codes of open lists that we use, each of which the standard knows.
OPEN_CODES = {
    "partyRole": ("buyer", "procuringEntity", "supplier"),
    "documentType": ("tenderNotice", "biddingDocuments", "awardNotice", "contractNotice", "contractSigned"),
}
SUPPLIER_OF_LOT_1 = "CN-USCI-91411322MA9G000162"
SUPPLIER_OF_CORRECTION = "CN-USCI-91410100MA9G000325"

pytestmark = pytest.mark.django_db


def releases(project: Project) -> list[dict[str, Any]]:
    """Return the releases of a project, oldest first."""
    return [release for _, release in releases_of(histories_of([project.pk])[project.pk])]


def standard_zip() -> bytes:
    """Return the standard as its releases are packed."""
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("standard/", "")
        for schema in sorted(STANDARD.glob("schema/*.json")):
            archive.write(schema, f"standard/schema/{schema.name}")
        for name, codes in OPEN_CODES.items():
            archive.writestr(f"standard/schema/codelists/{name}.csv", "\n".join(["Code", *codes]))
    return packed.getvalue()


def checked(package: dict[str, Any], directory: Path) -> dict[str, Any]:
    """Return what the validator of the standard says of a package."""
    config = LibCoveOCDSConfig({"context": "api", "standard_zip": standard_zip()})
    return dict(ocds_json_output(str(directory), json_data=package, lib_cove_ocds_config=config))


def unresolved(package: dict[str, Any]) -> list[str]:
    """Return the files of extensions that cannot be fetched: the validator passes over them without a word."""
    wanted = [
        address.replace("extension.json", file)
        for address in package["extensions"]
        for file in ("extension.json", "release-schema.json")
    ]
    return [address for address in wanted if requests.get(address, timeout=10).status_code != 200]


def assert_valid(package: dict[str, Any], directory: Path) -> None:
    report = checked(package, directory)
    assert report["validation_errors"] == []
    assert unresolved(package) == []
    assert len(report["extensions"]["extensions"]) == len(EXTENSION_NAMES)
    assert report["extensions"]["is_extended_schema"]
    assert report["additional_closed_codelist_values"] == {}
    assert report["additional_open_codelist_values"] == {}
    assert report.get("conformance_errors", {}) == {}
    assert report["deprecated_fields"] == []
    # Where the next page is stands in the package beside what the standard knows.
    assert {(field["path"], field["field"]) for field in report["additional_fields"]} <= {("", "links")}


@pytest.mark.usefixtures("story", "as_committed", "extensions_served")
def test_a_page_of_releases_is_valid_and_every_extension_is_resolved(get: Get, tmp_path: Path) -> None:
    package = get("/ocds/releases/")

    assert len(package["releases"]) == 6
    assert_valid(package, tmp_path)


@pytest.mark.usefixtures("extensions_served")
def test_a_record_and_a_release_are_valid(story: Story, get: Get, tmp_path: Path) -> None:
    assert_valid(get(f"/ocds/records/{ocid_of(story.project)}.json"), tmp_path)
    assert_valid(get("/ocds/releases/HN-2026-0003-1.json"), tmp_path)


def test_the_validator_would_have_found_a_fault(
    story: Story, extensions_served: str, get: Get, tmp_path: Path
) -> None:
    package = get("/ocds/releases/HN-2026-0001-1.json")
    package["releases"][0]["tender"]["acceptsConsortium"] = "是"
    package["extensions"].append(f"{extensions_served}/ocds/extensions/nobody/extension.json")

    report = checked(package, tmp_path)

    assert [error["path"] for error in report["validation_errors"]] == ["releases/0/tender/acceptsConsortium"]
    assert len(unresolved(package)) == 2


def test_each_public_version_and_each_withdrawal_is_one_release(
    story: Story, withdraw: Callable[..., None], now: datetime
) -> None:
    withdraw("HN-2026-0005", 2, type="contract", lot_nos=["2"], at=now + timedelta(days=61))

    assert [(release["id"], release["tag"]) for release in releases(story.project)] == [
        ("HN-2026-0001-1", ["tender"]),
        ("HN-2026-0001-2", ["tenderAmendment"]),
        ("HN-2026-0002-1", ["tenderAmendment"]),
        ("HN-2026-0003-1", ["award"]),
        ("HN-2026-0004-1", ["awardUpdate"]),
        ("HN-2026-0005-1", ["contract"]),
        ("HN-2026-0005-2-withdrawn", ["contractUpdate"]),
    ]


def test_the_tender_is_told_as_announced(story: Story) -> None:
    release = releases(story.project)[0]

    tender = release["tender"]
    assert tender["value"] == {"amount": 4860000, "currency": "CNY"}
    assert (tender["procurementMethod"], tender["procurementMethodDetails"]) == ("open", "公开招标")
    assert (tender["mainProcurementCategory"], tender["status"]) == ("goods", "active")
    assert tender["tenderPeriod"] == {
        "startDate": "2026-03-02T09:00:00+08:00",
        "endDate": "2026-03-23T09:00:00+08:00",
    }
    assert [lot["id"] for lot in tender["lots"]] == ["1", "2"]
    assert [item["classification"] for item in tender["items"]] == [
        {"scheme": "CN-GPC", "id": "A02020700"},
        {"scheme": "CN-GPC", "id": "A05010203"},
    ]
    assert [document.get("documentType") for document in tender["documents"]] == [
        "tenderNotice",
        "tenderNotice",
        "biddingDocuments",
    ]
    assert {party["id"]: party["roles"] for party in release["parties"]} == {
        "CN-USCI-1141132200600001XJ": ["buyer"],
        "CN-USCI-91411300MA9F00015G": ["procuringEntity"],
    }
    assert release["buyer"]["name"] == "方城县教育体育局"


def test_a_change_moves_the_times_that_the_center_approved_and_says_what_it_amends(story: Story) -> None:
    change = releases(story.project)[2]

    assert change["tender"]["tenderPeriod"] == {"endDate": "2026-04-07T09:00:00+08:00"}
    assert change["tender"]["bidOpening"] == {"date": "2026-04-07T09:00:00+08:00"}
    (amendment,) = change["tender"]["amendments"]
    assert amendment["amendsReleaseID"] == "HN-2026-0001-2"
    assert amendment["changedItems"][0]["label"] == "开标时间"


def test_what_a_change_moved_stays_moved_in_a_newer_version_of_the_tender(
    story: Story, receive: Receive, now: datetime
) -> None:
    receive(version=3, title="第三版", at=now + timedelta(days=2))

    newest = next(release for release in releases(story.project) if release["id"] == "HN-2026-0001-3")

    assert newest["tender"]["tenderPeriod"]["endDate"] == "2026-04-07T09:00:00+08:00"


def test_a_correction_to_another_supplier_cancels_the_old_award(story: Story) -> None:
    correction = releases(story.project)[4]

    assert [(award["id"], award["status"]) for award in correction["awards"]] == [
        (f"1-{SUPPLIER_OF_LOT_1}", "cancelled"),
        (f"1-{SUPPLIER_OF_CORRECTION}", "active"),
    ]


def test_a_correction_that_is_taken_back_restores_the_award(
    story: Story, withdraw: Callable[..., None], now: datetime
) -> None:
    withdraw("HN-2026-0004", 2, type="result_correction", at=now + timedelta(days=62))

    newest = releases(story.project)[-1]

    assert newest["tag"] == ["awardUpdate"]
    assert {award["id"]: award["status"] for award in newest["awards"]} == {
        f"1-{SUPPLIER_OF_CORRECTION}": "cancelled",
        f"1-{SUPPLIER_OF_LOT_1}": "active",
    }


def test_a_termination_leaves_its_lot_unsuccessful(receive: Receive, accepted: Project, now: datetime) -> None:
    receive(at=now)
    receive("HN-2026-0007", type="termination", at=now + timedelta(days=22))

    release = releases(accepted)[-1]

    assert release["tag"] == ["tenderUpdate", "awardUpdate"]
    assert [(award["id"], award["status"]) for award in release["awards"]] == [("2-unsuccessful", "unsuccessful")]
    assert [lot["status"] for lot in release["tender"]["lots"]] == ["active", "unsuccessful"]
    assert release["tender"]["status"] == "active"


def test_a_tender_that_is_taken_back_is_cancelled(
    receive: Receive, withdraw: Callable[..., None], accepted: Project, now: datetime
) -> None:
    receive(at=now)
    withdraw("HN-2026-0001", 2, at=now + timedelta(days=1))

    release = releases(accepted)[-1]

    assert (release["tag"], release["tender"]["status"]) == (["tenderCancellation"], "cancelled")


def test_the_result_names_suppliers_amounts_and_who_evaluated(story: Story) -> None:
    result = releases(story.project)[3]

    first = result["awards"][0]
    assert first["value"] == {"amount": 3050000, "currency": "CNY"}
    assert first["suppliers"] == [{"id": SUPPLIER_OF_LOT_1, "name": "方城县示例商贸有限公司"}]
    assert first["items"][0]["unit"] == {"value": {"amount": 30500, "currency": "CNY"}}
    assert first["evaluators"][0] == {"name": "张某", "role": "expert", "isChair": True}
    assert first["agencyFee"]["value"]["amount"] == 41000


def test_the_contract_follows_the_award_of_its_lot(story: Story) -> None:
    (contract,) = releases(story.project)[5]["contracts"]

    assert contract["awardID"] == "2-CN-USCI-91411322MA9G000162"
    assert (contract["relatedLots"], contract["dateSigned"]) == (["2"], "2026-04-20T00:00:00+08:00")


def test_a_release_says_the_same_whatever_comes_after_it(
    story: Story, withdraw: Callable[..., None], now: datetime
) -> None:
    before = releases(story.project)

    withdraw("HN-2026-0001", 4, at=now + timedelta(days=70))

    assert releases(story.project)[: len(before)] == before


def test_the_record_says_what_holds_now(story: Story, get: Get) -> None:
    ocid = ocid_of(story.project)

    (record,) = get(f"/ocds/records/{ocid}.json")["records"]

    merged = record["compiledRelease"]
    assert merged["tender"]["tenderPeriod"]["endDate"] == "2026-04-07T09:00:00+08:00"
    assert {award["id"]: award["status"] for award in merged["awards"]} == {
        f"1-{SUPPLIER_OF_LOT_1}": "cancelled",
        f"1-{SUPPLIER_OF_CORRECTION}": "active",
        "2-CN-USCI-91411322MA9G000162": "active",
    }
    assert merged["tag"] == ["compiled"]
    assert [release["url"].rpartition("#")[2] for release in record["releases"]] == [
        release["id"] for release in releases(story.project)
    ]


def test_our_rules_of_merging_are_those_of_the_schema(story: Story, extensions_served: str) -> None:
    schema = json.loads((STANDARD / "schema/release-schema.json").read_text("utf-8"))
    addresses = [f"{extensions_served}/ocds/extensions/{name}/extension.json" for name in EXTENSION_NAMES]
    by_schema = get_merge_rules(ProfileBuilder(None, addresses).patched_release_schema(schema=schema))
    all_releases = releases(story.project)

    merged = Merger(merge_rules=by_schema).create_compiled_release(all_releases)

    assert compiled(all_releases) == merged
    assert {path: by_schema.get(path) for path in RULES} == RULES


def test_what_is_not_public_is_in_no_release(story: Story, get: Get) -> None:
    record = get(f"/ocds/records/{ocid_of(story.project)}.json")

    everything = json.dumps([releases(story.project), record], ensure_ascii=False)
    assert CANARY not in everything
    assert story.hidden.announcement_no not in everything


@pytest.mark.parametrize(
    "address",
    [
        "/ocds/records/ocds-fangch-nothing.json",
        "/ocds/records/ocds-fangch-%00.json",
        "/ocds/records/x.json",
        "/ocds/releases/HN-2026-0006-1.json",
        "/ocds/releases/HN-2026-0001-9.json",
        "/ocds/releases/%F0%9F%92%A9.json",
        "/ocds/extensions/lots/..%2Fsettings.py",
        "/ocds/extensions/../lots",
        "/ocds/",
    ],
)
def test_what_there_is_not_is_refused_in_words(story: Story, client: Any, address: str) -> None:
    response = client.get(address)

    assert response.status_code == 404
    assert response.json()["error"]["code"] == "not_found"


@pytest.mark.parametrize(
    "number", ["方财公开采购-2026-11", "泌政采【2020】237号", "HN 2026/1", "A", "重新采购（二次）"]
)
def test_every_number_can_be_written_safely_and_read_back(number: str) -> None:
    safe = url_safe(number)

    assert safe.isascii()
    assert not set(safe) & set("/?#%& ")
    assert number in readings_of(safe)


def test_the_longest_number_that_can_be_stored_is_read_back_and_what_is_longer_is_not_looked_at() -> None:
    length = Announcement._meta.get_field("announcement_no").max_length
    assert length is not None
    # Each a letter of its own, and from the far end of Unicode: nothing is longer in Punycode.
    longest = "".join(chr(0x10FFFF - 997 * number) for number in range(length))

    assert longest in readings_of(url_safe(longest))
    assert readings_of("a-" + "b" * LONGEST_SAFE) == []


def test_the_prefix_is_one_that_the_standard_allows() -> None:
    assert settings.OCID_PREFIX.startswith("ocds-")
    assert len(settings.OCID_PREFIX) == len("ocds-") + 6
