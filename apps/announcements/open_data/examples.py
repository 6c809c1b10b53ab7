"""Requests to begin with, and what they are answered, for the page."""

import json
from dataclasses import dataclass
from typing import Any

from apps.announcements.open_data.api.answer_examples import answer_examples
from apps.announcements.open_data.api.describing import REFUSALS


@dataclass(frozen=True)
class Example:
    """One address, what it answers, and a command that asks it."""

    key: str
    title: str
    path: str
    text: str
    query: str = ""
    # What the description of the interface calls it; empty for what it does not describe.
    operation: str = ""

    @property
    def answer(self) -> str:
        """Return an answer as it may be read; empty where the description has none."""
        if not self.operation:
            return ""
        return _as_text(next(iter(answer_examples()[self.operation][200].values())))


EXAMPLES = (
    Example(
        "curl-list",
        "查询公告",
        "/api/v1/announcements/",
        "与网站“查询公告”的条件同名同义。按首次发布时间从新到旧，用答复中的 next 续读，不提供总数。",
        "?type=tender&state=open&limit=50",
        "listAnnouncements",
    ),
    Example(
        "curl-announcement",
        "读取一条公告",
        "/api/v1/announcements/{公告编号}/",
        "公告网页上的全部内容：要素、正文、原文和页面两个摘要、各版本、附件、前后公告、经审核的时间。",
        operation="readAnnouncement",
    ),
    Example(
        "curl-version",
        "读取公告的一个版本",
        "/api/v1/announcements/{公告编号}/versions/{版本号}/",
        "任何一个公开过的版本。",
    ),
    Example(
        "curl-project",
        "读取项目",
        "/api/v1/projects/{项目编号}/",
        "标段、时间和法定期限、办理过程和全部公告。",
        operation="readProject",
    ),
    Example(
        "curl-changes",
        "按次序读取变化",
        "/api/v1/changes/",
        "发布、撤回、更新各一行。保存 next_cursor，下次作为 after 传回；没有新变化时也会返回它。",
        "?limit=100",
        "listChanges",
    ),
    Example(
        "curl-releases", "OCDS 发布", "/ocds/releases/", "OCDS 1.1 发布包，与变化用同一个游标续读。", "?limit=100"
    ),
    Example("curl-record", "OCDS 记录", "/ocds/records/{ocid}.json", "一个项目的合并结果和全部发布的地址。"),
)


@dataclass(frozen=True)
class Refusal:
    """A status by which a request is refused, and the body that comes with it."""

    status: int
    words: str
    answer: str


def refusals() -> list[Refusal]:
    """Return an example of each refusal."""
    found: dict[int, Any] = {}
    for answers in answer_examples().values():
        for status, examples in answers.items():
            if status in REFUSALS:
                found.setdefault(status, next(iter(examples.values())))
    return [Refusal(status, REFUSALS[status], _as_text(found[status])) for status in sorted(found)]


def _as_text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
