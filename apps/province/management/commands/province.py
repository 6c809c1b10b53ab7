"""`manage.py province …`: the commands of the reference province.

`manage.py` gives this command the province's own settings, so Django's commands are reached through it.
"""

import argparse
import socket
from typing import Any

from django.core.management import execute_from_command_line
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from apps.province.server import serve
from apps.province.services.demo import load_demo

DELEGATED = ("migrate", "makemigrations", "check", "showmigrations", "shell")


class Command(BaseCommand):
    """Serve the province, prepare its database, or load its demonstration data."""

    help = "参考省采购系统：serve 启动，migrate 建表，load_demo 载入示例数据。"
    # Serving with a half-migrated database or an unreachable one is told in our own words below.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the subcommands."""
        commands = parser.add_subparsers(dest="subcommand", required=True)
        serve_parser = commands.add_parser("serve", help="启动服务")
        serve_parser.add_argument("--host", default="127.0.0.1")
        serve_parser.add_argument("--port", type=_port, default=8100)
        commands.add_parser("load_demo", help="载入示例用户和采购计划，不覆盖已有数据")
        for name in DELEGATED:
            commands.add_parser(name, help=f"Django 的 {name}，参数相同")

    def run_from_argv(self, argv: list[str]) -> None:
        """Hand Django's own commands over before parsing: their options are theirs to know."""
        if argv[2:3] and argv[2] in DELEGATED:
            execute_from_command_line([argv[0], *argv[2:]])
        else:
            super().run_from_argv(argv)

    def handle(self, *args: Any, **options: Any) -> None:
        """Run one subcommand."""
        self._require_database()
        if options["subcommand"] == "load_demo":
            report = load_demo()
            self.stdout.write(f"示例数据：新增 {report.plans} 个采购计划，{report.users} 个用户。")
        else:
            self._require_free_port(options["host"], options["port"])
            self.stdout.write(f"参考省系统：http://{options['host']}:{options['port']}/")
            self.stdout.flush()
            serve(host=options["host"], port=options["port"])

    def _require_database(self) -> None:
        try:
            executor = MigrationExecutor(connection)
        except OperationalError as error:
            raise CommandError(f"连接不上参考省系统的数据库：{str(error).splitlines()[0]}") from None
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise CommandError("参考省系统的数据库还没有建表，请先运行 manage.py province migrate")
        connection.close()

    def _require_free_port(self, host: str, port: int) -> None:
        # The server would fail too, but with a traceback of its runtime.
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(address)
            except OSError:
                raise CommandError(f"端口 {port} 已被占用，请用 --port 另选一个") from None


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError("端口应为 1 至 65535 的整数")
    return int(text)
