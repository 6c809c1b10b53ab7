"""The files as the page and the catalogue list them."""

from dataclasses import dataclass

from apps.announcements.open_data.bulk.making import ANNOUNCEMENTS, OCDS
from apps.announcements.open_data.bulk.shelf import BulkFile, files


@dataclass(frozen=True)
class Dataset:
    """What is in some files, and the files: those of all years first, then year by year, the newest first."""

    key: str
    title: str
    text: str
    files: list[BulkFile]

    @property
    def newest(self) -> list[BulkFile]:
        """Return the files of all years and of the last one."""
        last = max((file.year for file in self.files if file.year is not None), default=None)
        return [file for file in self.files if file.year in {None, last}]

    @property
    def earlier(self) -> list[BulkFile]:
        """Return the files of the years before."""
        return [file for file in self.files if file not in self.newest]


def datasets() -> list[Dataset]:
    """Return both datasets with their files, also while there are none."""
    found = sorted(files().values(), key=lambda file: (-(file.year or 9999), file.name))
    return [
        Dataset(key, title, text, [file for file in found if file.dataset == key])
        for key, (title, text) in WORDS.items()
    ]


WORDS = {
    ANNOUNCEMENTS: (
        "公告",
        "每条公告的最新公开版本，已撤回的也在内并注明。JSON Lines 每行一条公告，含要素、正文、摘要和附件清单，"
        "与读取接口的内容一致；CSV 和 Excel 为主要字段的表格。按首次发布的年份分文件。",
    ),
    OCDS: (
        "OCDS 发布",
        "JSON Lines，每行一个 OCDS 1.1 发布（release），对应一个公开版本或一次撤回。按发布的年份分文件。",
    ),
}
