"""The first person of a new deployment."""

import getpass
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from apps.accounts.services import register_administrator
from apps.core.actors import PLATFORM
from apps.core.exceptions import Refused


class Command(BaseCommand):
    """Registers a system administrator of the center, who registers everybody else at /center/."""

    help = "登记一位系统管理员；中心单位（CENTER_NAME、CENTER_CREDIT_CODE）尚未登记的，一并登记。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the names; never a password, which other users of the machine could read in the process list."""
        parser.add_argument("username", metavar="USERNAME", help="登录名")
        parser.add_argument("full_name", metavar="FULL_NAME", help="姓名")
        parser.add_argument("--password-stdin", action="store_true", help="从标准输入读取密码（第一行）")

    def handle(self, *args: Any, **options: Any) -> None:
        """Register the administrator or say in one line why not."""
        password = sys.stdin.readline().rstrip("\r\n") if options["password_stdin"] else _asked_password()
        try:
            user = register_administrator(
                username=options["username"],
                full_name=options["full_name"],
                password=password,
                center_name=settings.ENVIRONMENT.center_name,
                center_credit_code=settings.ENVIRONMENT.center_credit_code,
                actor=PLATFORM,
                now=timezone.now(),
            )
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        except ValidationError as error:
            raise CommandError("；".join(error.messages)) from None
        self.stdout.write(f"已登记系统管理员 {user}，请从 /center/ 登录。")


def _asked_password() -> str:
    password = getpass.getpass("密码：")
    if getpass.getpass("再输入一次：") != password:
        raise CommandError("两次输入的密码不一致。")
    return password
