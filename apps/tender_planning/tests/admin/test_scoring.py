"""The list of words that point to a brand is the administrators'."""

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.conftest import signed_in
from apps.core.models import AuditEntry
from apps.tender_planning.models import BrandWord

LIST = "/center/tender_planning/brandword/"


@pytest.fixture
def client(administrator: User) -> Client:
    return signed_in(administrator)


def test_a_word_is_added_and_kept_in_the_trail(client: Client) -> None:
    client.post(f"{LIST}add/", {"word": " 某某牌 ", "note": "照明", "is_active": "on"})

    word = BrandWord.objects.get(word="某某牌")
    assert (word.note, word.is_active) == ("照明", True)
    assert AuditEntry.objects.filter(act="brandword.added", subject_id=word.pk).exists()


@pytest.mark.parametrize(("word", "text"), [("某", "太短会误判"), ("SEEWO", "该词语已登记")])
def test_a_word_that_would_mislead_is_refused(client: Client, word: str, text: str) -> None:
    count = BrandWord.objects.count()

    response = client.post(f"{LIST}add/", {"word": word, "is_active": "on"})

    assert text in response.text
    assert BrandWord.objects.count() == count


def test_a_word_is_switched_off_and_not_rewritten(client: Client) -> None:
    word = BrandWord.objects.get(word="seewo")

    client.post(f"{LIST}{word.pk}/change/", {"word": "别的", "note": "停用", "seen_revision": 1})

    word.refresh_from_db()
    assert (word.word, word.note, word.is_active) == ("seewo", "停用", False)


def test_others_of_the_center_read_the_list_alone(reviewer: User) -> None:
    client = signed_in(reviewer)

    assert client.get(LIST).status_code == 200
    assert client.post(f"{LIST}add/", {"word": "某某牌", "is_active": "on"}).status_code == 403
    assert not BrandWord.objects.filter(word="某某牌").exists()
