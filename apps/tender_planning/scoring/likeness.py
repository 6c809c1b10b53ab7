"""Items that say the same twice, and items that score what was already a condition of taking part."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import combinations

from apps.tender_planning.findings import Finding
from apps.tender_planning.scoring.facts import Item
from apps.tender_planning.scoring.item_checks import place_of, texts_of

# Shares of equal characters: names are short, so that one word more or less makes a difference of a fifth.
LIKE_NAMES = 0.8
LIKE_DESCRIPTIONS = 0.9
# Shorter texts are alike by chance.
LEAST_NAME = 4
LEAST_DESCRIPTION = 12

_BREAKS = re.compile(
    r"具有|具备|取得|持有|提供|提交|有效期内|有效的?|合格的?|相应的?|合法的?|须|应当|应|的|及|和|或者|或|并|复印件|扫描件|原件"
    r"|[《》“”（）()、，。；：;:,\s]"
)
_PAPER = re.compile(r".{2,}(?:许可证|资质证书|资格证书|认证证书|资质|执照|许可|登记证|备案凭证)$")


def duplicate_findings(items: Sequence[Item]) -> Iterator[Finding]:
    """Yield pairs of items that are the same, or nearly; the later one is named."""
    for earlier, later in combinations(items, 2):
        names = _plain(earlier.name), _plain(later.name)
        if names[0] and names[0] == names[1]:
            yield Finding(
                "error",
                place_of(later, "name"),
                f"与前面的“{earlier.name}”重名，同一因素不能重复评分。",
                "财政部令第87号第五十五条",
            )
        elif _are_alike(names, LIKE_NAMES, LEAST_NAME):
            yield Finding(
                "warning", place_of(later, "name"), f"与前面的“{earlier.name}”名称相近，请确认没有重复评分。"
            )
        elif _are_alike(
            (_plain(earlier.description), _plain(later.description)), LIKE_DESCRIPTIONS, LEAST_DESCRIPTION
        ):
            yield Finding(
                "warning", place_of(later, "description"), f"评分标准与“{earlier.name}”几乎相同，请确认没有重复评分。"
            )


def qualification_findings(items: Sequence[Item], qualifications: Sequence[str]) -> Iterator[Finding]:
    """Yield items that name a qualification condition: who lacks it is out, so nobody can be better at it."""
    phrases = {_plain(phrase): phrase for phrase in qualifications if len(_plain(phrase)) >= LEAST_NAME}
    for item in items:
        seen: set[str] = set()
        for place, text in texts_of(item):
            for plain, phrase in phrases.items():
                if plain in _plain(text) and plain not in seen:
                    seen.add(plain)
                    yield Finding(
                        "error",
                        place,
                        f"“{phrase}”是本标段的资格条件，资格条件不得作为评审因素。",
                        "财政部令第87号第五十五条",
                    )


def qualification_phrases(name: str, *texts: str) -> list[str]:
    """Return what of a qualification item may turn up in a scheme: its name, and the certificates that it names."""
    pieces = [piece for text in texts for piece in _BREAKS.split(text)]
    return list(dict.fromkeys([name, *(piece for piece in pieces if _PAPER.fullmatch(piece))]))


def _are_alike(texts: tuple[str, str], share: float, least: int) -> bool:
    if min(map(len, texts)) < least:
        return False
    matcher = SequenceMatcher(None, *texts, autojunk=False)
    # The quick measure is an upper bound: most pairs are dismissed by it.
    return matcher.quick_ratio() >= share and matcher.ratio() >= share


def _plain(text: str) -> str:
    """Return a text without what is no part of its meaning: width, case, blanks, punctuation."""
    return "".join(each for each in unicodedata.normalize("NFKC", text).casefold() if each.isalnum())
