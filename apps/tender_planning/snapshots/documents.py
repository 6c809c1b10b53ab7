"""招标文件 as it is frozen when a version is issued."""

from typing import Any

from apps.tender_planning.documents.assembling import assemble
from apps.tender_planning.models import Planning

LABELS: dict[str, str] = {
    "title": "文件名称",
    "project_name": "项目名称",
    "facts": "封面",
    "author": "编制单位",
    "chapters": "章节",
    "files": "附件",
    "number": "章节序号",
    "name": "名称",
    "level": "层级",
    "html": "正文",
    "size": "大小",
    "media_type": "文件类型",
    "sm3": "SM3 摘要",
}


def snapshot(planning: Planning) -> dict[str, Any]:
    """Return the document with every field filled: what bidders are given is what is frozen."""
    return assemble(planning)
