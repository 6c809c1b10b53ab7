import pytest
from django.test import Client
from django.urls import reverse

from apps.acceptance.models import Category

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def catalogue(db: None) -> None:
    Category.objects.all().delete()
    for code, name, is_active in [
        ("A02020700", "电子白板", True),
        ("A02020800", "触控一体机", True),
        ("C02020700", "白板维护", True),
        ("A02020701", "停用的白板", False),
    ]:
        Category.objects.create(code=code, name=name, kind="goods", is_active=is_active)


def search(client: Client, words: str) -> list[str]:
    response = client.get(reverse("acceptance:category-search"), {"q": words})
    return [found["code"] for found in response.json()["categories"]]


def test_an_entry_comes_with_code_and_name(agency_client: Client) -> None:
    response = agency_client.get(reverse("acceptance:category-search"), {"q": "触控"})

    assert response.json() == {"categories": [{"code": "A02020800", "name": "触控一体机"}]}


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("a0202", ["A02020700", "A02020800"]),
        ("白板", ["A02020700", "C02020700"]),
        # A code is found from its beginning only.
        ("020207", []),
        ("%", []),
        ("没有的", []),
        ("", []),
        ("白" * 101, []),
    ],
)
def test_a_code_is_found_by_its_beginning_and_a_name_by_any_part(
    agency_client: Client, words: str, codes: list[str]
) -> None:
    assert search(agency_client, words) == codes


def test_twenty_are_enough(agency_client: Client) -> None:
    for number in range(30):
        Category.objects.create(code=f"B{number:08}", name="工程", kind="works")

    codes = search(agency_client, "B")

    assert codes == [f"B{number:08}" for number in range(20)]
