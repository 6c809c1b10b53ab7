"""What the start command shows at the terminal."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from apps.accounts.demo_accounts import DEMO_ACCOUNTS, DEMO_PASSWORD, PROVINCE_DEMO_ACCOUNT
from fangcheng_platform.startup.configuration import Configuration


@contextmanager
def progress(console: Console, title: str) -> Iterator[None]:
    """Show that something is going on, and afterwards that it is done and how long it took."""
    started = time.monotonic()
    with console.status(f"{title}…"):
        yield
    console.print(f"[green]✓[/] {title} [dim]{time.monotonic() - started:.1f} 秒[/]")


def show_error(console: Console, error: Exception) -> None:
    """Say what is wrong; the text is not ours and may hold square brackets."""
    console.print(f"[bold red]错误：[/]{escape(str(error))}", soft_wrap=True, highlight=False)


def show_addresses(console: Console, configuration: Configuration, log_directory: Path) -> None:
    """Show where everything is and, in the demonstration, how to sign in."""
    addresses = Table(title="地址", title_justify="left", show_header=False)
    addresses.add_row("公共网站", f"{configuration.platform_url}/")
    addresses.add_row("代理机构", f"{configuration.platform_url}/agency/")
    addresses.add_row("交易中心", f"{configuration.platform_url}/center/")
    if configuration.has_reference_province:
        addresses.add_row("省采购系统（参考实现）", f"{configuration.province_url}/")
    addresses.add_row("日志", str(log_directory))
    console.print(addresses)
    if configuration.is_demo:
        console.print(_demo_accounts(configuration))
        console.print("演示环境：示例账号的密码是公开的。正式部署请设 DEMO=0，见 README。")
    console.print("按 Ctrl-C 停止。")


def _demo_accounts(configuration: Configuration) -> Table:
    accounts = Table(title=f"示例账号（密码均为 {DEMO_PASSWORD}）", title_justify="left")
    for heading in ("身份", "登录地址", "用户名"):
        accounts.add_column(heading, overflow="fold")
    for account in DEMO_ACCOUNTS:
        accounts.add_row(account.role, f"{configuration.platform_url}{account.address_path}", account.username)
    if configuration.has_reference_province:
        province = PROVINCE_DEMO_ACCOUNT
        accounts.add_row(province.role, f"{configuration.province_url}{province.address_path}", province.username)
    return accounts
