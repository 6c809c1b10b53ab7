"""Prints an announcement, in the version in force, to PDF."""

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path

from apps.announcements.canonical import canonical
from apps.announcements.changes.inspecting import LABELS, shown_moment
from apps.announcements.fact_rows import details_of, summary_of
from apps.announcements.plain_text import lines_of
from apps.announcements.selectors.reading import Reading
from apps.core.facts import Fact
from apps.core.printing.block_data import Data, blocks_data
from apps.core.printing.blocks import Blocks, Paragraph, Run
from apps.core.printing.characters import cleaned, drawable
from apps.core.printing.grid import UnprintableTable
from apps.core.printing.reading import read_blocks
from apps.core.printing.typesetting import TypesettingFailed, fingerprint_of, typeset
from apps.core.templatetags.ui import datetime_cn, file_size

TEMPLATE = Path(__file__).parent / "typst" / "announcement.typ"
# An announcement takes half a second, a table of a hundred pages ten; the same words without tables a tenth of it.
LONGEST_SECONDS = 20
LONGEST_PARAGRAPH = 2_000

logger = logging.getLogger(__name__)


def print_announcement(reading: Reading, *, earlier: bytes = b"") -> bytes:
    """Return the announcement as PDF; the same announcement gives the same bytes.

    A text that cannot be laid out in time, or whose tables no page can hold, is printed as lines of words, and the
    file says so. `earlier` is a PDF of the announcement from before: it is returned where nothing has changed since.
    Raises TypesettingFailed when the lines of words fail too.
    """
    laid_out = _laid_out(reading)
    document = laid_out or _plain(reading)
    fingerprint = fingerprint_of(document, template=TEMPLATE)
    if fingerprint.encode() in earlier:
        return earlier
    try:
        return _set(document, fingerprint)
    except TypesettingFailed as problem:
        if laid_out is None:
            raise
        logger.warning("announcement %s is printed without its layout: %s", reading.announcement.pk, problem)
    return _set(_plain(reading), fingerprint)


def _set(document: Data, fingerprint: str) -> bytes:
    return typeset(document | {"fingerprint": fingerprint}, template=TEMPLATE, wants="pdf", seconds=LONGEST_SECONDS)


def _laid_out(reading: Reading) -> Data | None:
    """Return the announcement with its text as it stands on the page; None for a table that no page can hold."""
    try:
        blocks = read_blocks(reading.version.body_safe)
    except UnprintableTable:
        return None
    return _document(reading, blocks, is_plain=False)


def _plain(reading: Reading) -> Data:
    return _document(reading, tuple(_plain_paragraphs(reading.version.body_safe)), is_plain=True)


def _plain_paragraphs(text: str) -> Iterator[Paragraph]:
    """Yield the words of the text in paragraphs that are never long: what cannot be laid out may be one long word."""
    for line in lines_of(text):
        words = cleaned(line).strip()
        for start in range(0, len(words), LONGEST_PARAGRAPH):
            yield Paragraph((Run(words[start : start + LONGEST_PARAGRAPH]),))


def _document(reading: Reading, blocks: Blocks, *, is_plain: bool) -> Data:
    announcement, version = reading.announcement, reading.version
    address = canonical("announcements:detail", announcement.pk)
    return {
        "title": _word(version.title),
        "kind": announcement.get_type_display(),
        "address": address,
        "notices": [_word(words) for words in _notices(reading, is_plain=is_plain)],
        "heads": _rows(
            [
                Fact("项目编号", announcement.project.project_no or ""),
                Fact("来源", announcement.get_origin_display()),
                Fact("首次发布", datetime_cn(version.first_published_at)),
                Fact("本平台发布", datetime_cn(announcement.published_at)),
            ]
        ),
        "facts": _rows([*summary_of(reading.table, method=announcement.method), *_moved(reading)]),
        "details": _rows(details_of(reading.table)),
        "blocks": blocks_data(blocks, level=1),
        "attachments": [
            [_word(attachment.name), file_size(attachment.size) or ""] for attachment in reading.attachments
        ],
        "evidence": _rows(
            [
                Fact("公告编号", announcement.announcement_no),
                Fact("版本", f"第{version.version}版，{datetime_cn(version.received_at)} 收到"),
                Fact("来源地址", version.source_url),
                Fact("本页地址", address),
                Fact("原文 SM3", version.body_sm3),
                Fact("页面 SM3", version.body_safe_sm3),
            ]
        ),
    }


def _notices(reading: Reading, *, is_plain: bool) -> list[str]:
    """Return what has to be known before anything is read."""
    announcement = reading.announcement
    notices = []
    if announcement.is_withdrawn:
        why = f"撤回原因：{announcement.withdrawal_reason}" if announcement.withdrawal_reason else ""
        notices.append(f"已撤回：本公告已于 {datetime_cn(announcement.withdrawn_at)} 撤回，不再有效，仅供查阅。{why}")
    notices += [f"{overtaken.words}（{overtaken.by.title}）" for overtaken in reading.overtaken]
    if announcement.is_sample:
        notices.append("示例数据：其中的项目、单位、人员、金额和时间均为虚构。")
    if is_plain:
        notices.append("本公告的表格无法按原样排版，下面只列出文字；表格请看公告页面。")
    return notices


def _moved(reading: Reading) -> list[Fact]:
    return [Fact(f"{LABELS[name]}（经变更）", shown_moment(move.value)) for name, move in reading.moves.items()]


def _rows(facts: Sequence[Fact]) -> list[list[str]]:
    """Return terms and values; what has no value is left out."""
    return [
        [_word(fact.label), _word(f"{fact.value}（{fact.note}）" if fact.note else fact.value)]
        for fact in facts
        if fact.value
    ]


def _word(text: str) -> str:
    return drawable(cleaned(text).strip())
