import pytest

from apps.tender_planning.documents.printing import typesetting
from apps.tender_planning.documents.printing.typesetting import TypesettingFailed, typeset


def test_a_breakdown_is_told_in_the_words_of_the_typesetter() -> None:
    with pytest.raises(TypesettingFailed, match="TypstError"):
        typeset({"not": "a document"}, wants="pdf")


def test_what_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "LONGEST_SECONDS", 0)

    with pytest.raises(TypesettingFailed, match="more than 0 seconds"):
        typeset({}, wants="layout")
