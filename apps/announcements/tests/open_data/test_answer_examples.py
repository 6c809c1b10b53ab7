"""Examples of answers: one for each, true to the schema, and of the same fields as what is really answered."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator

from apps.announcements.open_data.api.openapi import description
from apps.announcements.tests.open_data.conftest import Get, Story
from apps.announcements.tests.pages import read

OPERATIONS = ("listAnnouncements", "readAnnouncement", "readVersion", "readProject", "listChanges")


def operations() -> Iterator[dict[str, Any]]:
    for path in description()["paths"].values():
        yield from path.values()


def answers() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield every answer that the description tells of: the operation, the status, the content."""
    for operation in operations():
        for status, response in operation["responses"].items():
            yield operation["operationId"], status, response["content"]["application/json"]


def examples_of(operation_id: str, status: str = "200") -> list[Any]:
    content = next(content for name, code, content in answers() if (name, code) == (operation_id, status))
    return [example["value"] for example in content["examples"].values()]


def test_every_answer_has_an_example() -> None:
    known = {(operation, status): len(content["examples"]) for operation, status, content in answers()}

    assert {operation for operation, _ in known} == set(OPERATIONS)
    assert {status for _, status in known} == {"200", "400", "404", "410", "429", "503"}
    assert min(known.values()) == 1
    assert len(known) == 20


def test_every_example_is_as_its_schema_says() -> None:
    components = description()["components"]

    checked = 0
    for operation, status, content in answers():
        validator = Draft202012Validator(content["schema"] | {"components": components})
        for example in content["examples"].values():
            assert list(validator.iter_errors(example["value"])) == [], f"{operation} {status}"
            checked += 1

    assert checked == 21


def test_the_schema_would_find_an_example_that_drifted() -> None:
    operation, status, content = next(answers())
    validator = Draft202012Validator(content["schema"] | {"components": description()["components"]})

    assert not validator.is_valid({"results": [{"title": "没有别的"}], "next": None}), f"{operation} {status}"


def test_the_code_of_a_refusal_is_the_one_of_its_status() -> None:
    codes = {status: content for _, status, content in answers() if status != "200"}

    found = {
        status: [one["value"]["error"]["code"] for one in content["examples"].values()]
        for status, content in codes.items()
    }

    assert found == {
        "400": ["invalid_parameter"],
        "404": ["not_found"],
        "410": ["cursor_expired"],
        "429": ["throttled"],
        "503": ["unavailable"],
    }


@pytest.mark.django_db
@pytest.mark.usefixtures("as_committed")
def test_what_is_really_answered_has_the_same_fields(story: Story, get: Get) -> None:
    addresses = {
        "listAnnouncements": "/api/v1/announcements/",
        "readAnnouncement": "/api/v1/announcements/HN-2026-0001/",
        "readVersion": "/api/v1/announcements/HN-2026-0001/versions/1/",
        "readProject": f"/api/v1/projects/{story.project.project_no}/",
        "listChanges": "/api/v1/changes/",
    }

    for operation, address in addresses.items():
        real, example = get(address), examples_of(operation)[0]
        assert set(real) == set(example), operation
        lists = [name for name in real if isinstance(real[name], list) and real[name] and example[name]]
        assert lists
        assert {name: set(real[name][0]) for name in lists} == {name: set(example[name][0]) for name in lists}


def test_a_refusal_that_is_really_answered_is_the_example(client: Client, db: None) -> None:
    response = client.get("/api/v1/announcements/", {"limit": "0"})

    assert response.status_code == 400
    assert response.json() == examples_of("listAnnouncements", "400")[0]


def test_the_page_shows_what_is_answered(client: Client, db: None) -> None:
    page = read(client.get("/open-data/"))

    assert page.words.count("答复示例") >= 5
    assert '"announcement_no": "HN-2026-0003"' in page.words
    assert '"code": "cursor_expired"' in page.words
    assert "出错时的答复示例（400、404、410、429、503）" in page.words
