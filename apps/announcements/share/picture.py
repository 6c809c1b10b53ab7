"""Draws the share pictures: 1200 by 630 pixels, as every reader of OpenGraph takes them."""

import struct
import zlib
from pathlib import Path

from django.conf import settings

from apps.announcements.in_a_line import amount_label
from apps.announcements.models import Announcement
from apps.core.printing.block_data import Data
from apps.core.printing.characters import cleaned, drawable
from apps.core.printing.typesetting import fingerprint_of, typeset
from apps.core.templatetags.ui import datetime_cn, money_short

TEMPLATE = Path(__file__).parent / "typst" / "share.typ"
WIDTH, HEIGHT = 1200, 630
# A picture has one page and few words.
LONGEST_SECONDS = 20
# The signature and the header of a PNG, behind which words about the picture may stand.
HEAD_LENGTH = 33


def picture_of(announcement: Announcement, *, earlier: bytes = b"") -> bytes:
    """Return the picture of an announcement as PNG: what it is, who buys, for how much, until when.

    Nothing of it follows the clock. `earlier` is a picture from before: it is returned where nothing has changed
    since. Raises TypesettingFailed.
    """
    facts = [("采购人", announcement.purchaser_name)]
    if announcement.worth is not None:
        facts.append((amount_label(announcement), money_short(announcement.worth)))
    if announcement.bid_deadline is not None:
        facts.append((announcement.wording.deadline, datetime_cn(announcement.bid_deadline)))
    else:
        facts.append(("首次发布", datetime_cn(announcement.first_published_at)))
    mark = "已撤回" if announcement.is_withdrawn else "示例数据" if announcement.is_sample else ""
    return _drawn(
        kind=announcement.get_type_display(), mark=mark, title=announcement.title, facts=facts, earlier=earlier
    )


def picture_of_site(*, earlier: bytes = b"") -> bytes:
    """Return the picture of the site as PNG, or `earlier` where nothing has changed. Raises TypesettingFailed."""
    return _drawn(
        kind="政府采购信息公开",
        mark="",
        title="方城县公共资源交易信息公开",
        facts=[("公告", "采购、变更、结果、更正、终止、合同"), ("查阅", "任何人，免费")],
        earlier=earlier,
    )


def _drawn(*, kind: str, mark: str, title: str, facts: list[tuple[str, str]], earlier: bytes) -> bytes:
    document: Data = {
        "width": WIDTH,
        "height": HEIGHT,
        "kind": kind,
        "mark": mark,
        "title": _word(title),
        "facts": [[_word(label), _word(value)] for label, value in facts],
        "center": _word(settings.ENVIRONMENT.center_name),
    }
    fingerprint = fingerprint_of(document, template=TEMPLATE).encode()
    if fingerprint in earlier:
        return earlier
    drawn = typeset(document, template=TEMPLATE, wants="png", seconds=LONGEST_SECONDS)
    return drawn[:HEAD_LENGTH] + _comment(fingerprint) + drawn[HEAD_LENGTH:]


def _comment(words: bytes) -> bytes:
    """Return words as a part of a PNG that nobody draws."""
    part = b"tEXtComment\0" + words
    return struct.pack(">I", len(part) - 4) + part + struct.pack(">I", zlib.crc32(part))


def _word(text: str) -> str:
    return drawable(cleaned(text).strip())
