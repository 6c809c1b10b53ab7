"""The made-up experts."""

import re

import pytest

from apps.province.expert_pool import SPECIALTIES, eligible, id_card_check_character, pool


def test_everybody_in_the_pool_is_somebody_else() -> None:
    for attribute in ("expert_no", "name", "id_card", "phone"):
        assert len({getattr(expert, attribute) for expert in pool()}) == len(pool())


@pytest.mark.parametrize(("body", "check"), [("11010519491231002", "X"), ("44052418800101001", "4")])
def test_the_check_character_is_that_of_the_standard(body: str, check: str) -> None:
    assert id_card_check_character(body) == check


def test_cards_and_phones_look_right_and_belong_to_nobody() -> None:
    for expert in pool():
        assert re.fullmatch(r"411399(19\d\d)(0[1-9]|1[0-2])(0[1-9]|1\d|2[0-8])\d{3}[\dX]", expert.id_card)
        assert id_card_check_character(expert.id_card[:17]) == expert.id_card[17]
        assert re.fullmatch(r"194\d{8}", expert.phone)


def test_nobody_is_eligible_who_works_for_the_purchaser_or_is_excluded() -> None:
    first = pool()[0].expert_no

    found = eligible(specialties=[], purchaser="方城县教育体育局", without=[first])

    employed = [expert for expert in pool() if expert.employer == "方城县教育体育局"]
    assert len(employed) > 0
    assert {expert.expert_no for expert in pool()} - {expert.expert_no for expert in found} == {
        first,
        *(expert.expert_no for expert in employed),
    }


@pytest.mark.parametrize("specialty", SPECIALTIES)
def test_every_specialty_has_enough_experts_for_a_large_committee(specialty: str) -> None:
    found = eligible(specialties=[specialty], purchaser="方城县水利局", without=[])

    assert len(found) >= 7
    assert all(specialty in expert.specialties for expert in found)


def test_who_it_is_stays_out_of_the_logs() -> None:
    expert = pool()[0]

    assert expert.name not in repr(expert)
    assert expert.id_card not in repr(expert)
