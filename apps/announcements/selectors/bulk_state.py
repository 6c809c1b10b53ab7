"""How the files of the open data stand, for the center."""

from dataclasses import dataclass
from datetime import datetime

from apps.announcements.models import BulkMaking
from apps.announcements.open_data.bulk.listing import Dataset, datasets
from apps.core.facts import Fact
from apps.core.models import AuditEntry
from apps.core.templatetags.ui import ABSENT, datetime_cn, file_size, quantity

TRAIL_LENGTH = 10


@dataclass(frozen=True)
class BulkState:
    """What the page of the center shows."""

    making: BulkMaking | None
    datasets: list[Dataset]
    trail: list[AuditEntry]

    @property
    def is_running(self) -> bool:
        """Tell whether files are being made."""
        return self.making is not None and self.making.status == BulkMaking.Status.RUNNING

    @property
    def made_at(self) -> datetime | None:
        """Return when the newest of the files was made."""
        return max((file.made_at for dataset in self.datasets for file in dataset.files), default=None)

    @property
    def file_facts(self) -> list[Fact]:
        """Return how many files there are and how large they are together."""
        found = [file for dataset in self.datasets for file in dataset.files]
        return [
            Fact(
                "文件", f"{len(found)} 个，共 {file_size(sum(file.size for file in found))}" if found else "尚未生成"
            ),
            Fact("最近更新", datetime_cn(self.made_at)),
        ]

    @property
    def making_facts(self) -> list[Fact]:
        """Return how the last making went, or how far the present one is."""
        making = self.making
        if making is None:
            return [Fact("状态", "尚未生成过")]
        return [
            Fact("状态", making.get_status_display()),
            Fact("范围", "全部重新生成" if making.is_anew else "有变化的部分"),
            Fact("开始时间", datetime_cn(making.started_at), note=f"由{making.started_by}开始"),
            Fact("完成时间", datetime_cn(making.finished_at) if making.finished_at else ABSENT),
            Fact("已生成", f"{making.done} 个部分" if making.done or self.is_running else "没有变化，无需生成"),
            Fact("写入", f"{quantity(making.rows)} 条，{file_size(making.size)}" if making.done else ABSENT),
        ]


def bulk_state() -> BulkState:
    """Return how everything stands. Two queries."""
    trail = AuditEntry.objects.filter(subject_type=BulkMaking._meta.label_lower)
    return BulkState(
        making=BulkMaking.objects.order_by("-pk").first(),
        datasets=datasets(),
        trail=list(trail.order_by("-acted_at", "-pk")[:TRAIL_LENGTH]),
    )
