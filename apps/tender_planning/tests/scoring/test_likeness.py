from dataclasses import replace

import pytest

from apps.tender_planning.scoring.likeness import duplicate_findings, qualification_findings, qualification_phrases
from apps.tender_planning.tests.scoring.examples import AFTER_SALES, INSTALLATION, REFERENCES, WARRANTY


@pytest.mark.parametrize("name", ["质保期", "质保期 ", "质 保 期", "“质保期”"])
def test_the_same_name_twice_is_refused_however_it_is_written(name: str) -> None:
    (finding,) = duplicate_findings([WARRANTY, replace(AFTER_SALES, name=name)])

    assert (finding.level, finding.place) == ("error", f"items-{AFTER_SALES.key}-name")


@pytest.mark.parametrize(
    ("earlier", "later", "is_alike"),
    [
        ("安装调试方案", "安装和调试方案", True),
        ("项目实施方案", "项目实施的方案", True),
        ("售后服务方案", "售后服务响应", False),
        ("项目经理业绩", "项目经理学历", False),
        ("技术方案", "实施方案", False),
    ],
)
def test_names_that_are_nearly_the_same_are_warned_of(earlier: str, later: str, is_alike: bool) -> None:
    findings = list(duplicate_findings([replace(WARRANTY, name=earlier), replace(AFTER_SALES, name=later)]))

    assert [finding.level for finding in findings] == (["warning"] if is_alike else [])


def test_two_items_with_one_description_are_warned_of() -> None:
    (finding,) = duplicate_findings([REFERENCES, replace(WARRANTY, description=REFERENCES.description)])

    assert (finding.level, finding.place) == ("warning", f"items-{WARRANTY.key}-description")


def test_different_items_are_not_alike() -> None:
    assert list(duplicate_findings([WARRANTY, INSTALLATION, REFERENCES, AFTER_SALES])) == []


def test_a_qualification_condition_is_found_wherever_it_is_scored() -> None:
    phrases = ["安全生产许可证", "信用记录查询"]
    in_name = replace(WARRANTY, name="安全生产许可证")
    in_description = replace(AFTER_SALES, description="具有有效的 安全生产许可证 得10分。")

    findings = list(qualification_findings([in_name, in_description, REFERENCES], phrases))

    assert [(finding.place, finding.article) for finding in findings] == [
        (f"items-{WARRANTY.key}-name", "财政部令第87号第五十五条"),
        (f"items-{AFTER_SALES.key}-description", "财政部令第87号第五十五条"),
    ]


def test_evidence_that_is_asked_for_is_not_scored() -> None:
    item = replace(WARRANTY, evidence="营业执照复印件")

    assert list(qualification_findings([item], ["营业执照"])) == []


def test_short_words_match_by_chance_and_are_left_out() -> None:
    assert list(qualification_findings([replace(WARRANTY, name="信用评价")], ["信用"])) == []


def test_certificates_are_picked_out_of_a_requirement() -> None:
    assert qualification_phrases(
        "特定资质要求", "供应商须具有有效的《安全生产许可证》和建筑业企业资质证书。", "提供营业执照复印件"
    ) == ["特定资质要求", "安全生产许可证", "建筑业企业资质证书", "营业执照"]
