from pathlib import Path
from typing import Literal

import pytest

from apps.core.printing import typesetting
from apps.core.printing.typesetting import TypesettingFailed, typeset

TEMPLATE = b"#json(bytes(sys.inputs.document)).word"


@pytest.fixture
def template(tmp_path: Path) -> Path:
    file = tmp_path / "word.typ"
    file.write_bytes(TEMPLATE)
    return file


def test_a_breakdown_is_told_in_the_words_of_the_typesetter(template: Path) -> None:
    with pytest.raises(TypesettingFailed, match="TypstError"):
        typeset({"not": "a word"}, template=template, wants="pdf")


def test_what_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch, template: Path) -> None:
    monkeypatch.setattr(typesetting, "LONGEST_SECONDS", 0)

    with pytest.raises(TypesettingFailed, match="more than 0 seconds"):
        typeset({"word": "一"}, template=template, wants="layout")


def test_a_caller_may_be_less_patient(template: Path) -> None:
    with pytest.raises(TypesettingFailed, match=r"more than 0\.001 seconds"):
        typeset({"word": "一"}, template=template, wants="pdf", seconds=0.001)


@pytest.mark.parametrize(("wants", "beginning"), [("pdf", b"%PDF-"), ("png", b"\x89PNG")])
def test_a_template_gives_a_file_or_a_picture(template: Path, wants: Literal["pdf", "png"], beginning: bytes) -> None:
    assert typeset({"word": "一"}, template=template, wants=wants).startswith(beginning)


def test_a_template_reads_nothing_but_what_templates_share(tmp_path: Path) -> None:
    (tmp_path / "beside.txt").write_text("秘密")
    template = tmp_path / "reader.typ"
    template.write_text('#read("beside.txt")')

    with pytest.raises(TypesettingFailed, match="file not found"):
        typeset({}, template=template, wants="pdf")
