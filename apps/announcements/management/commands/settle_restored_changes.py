"""To be run once after a database was restored from a dump."""

from typing import Any

from django.core.management.base import BaseCommand

from apps.announcements.open_data.restoring import settle_restored_changes


class Command(BaseCommand):
    """Puts the restored changes of the open data in order with those to come."""

    help = "从转储恢复数据库后运行一次：把恢复的公开事项排到新事项之前，变更清单随后恢复可用。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Tell how many there were."""
        self.stdout.write(f"已重新排列 {settle_restored_changes()} 条公开事项。")
