"""Every filter and tag of the ``ui`` library, as tables of a value and what the reader sees."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from apps.core.templatetags import ui

NINE_IN_CHINA = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
LATE_EVENING_IN_UTC = datetime(2026, 3, 1, 16, 5, 42, tzinfo=UTC)


@pytest.mark.parametrize("absent", [None, ""])
@pytest.mark.parametrize(
    "name", ["money", "money_short", "date_cn", "datetime_cn", "mask_phone", "file_size", "percent"]
)
def test_a_value_that_is_not_there_is_an_em_dash(name: str, absent: str | None) -> None:
    template = Template(f"{{% load ui %}}{{{{ value|{name} }}}}")

    assert template.render(Context({"value": absent})) == "—"


def test_a_variable_that_the_template_does_not_know_is_an_em_dash() -> None:
    template = Template("{% load ui %}{{ nothing.at.all|money }}")

    assert template.render(Context()) == "—"


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (Decimal(3120000), "3,120,000.00 元"),
        (Decimal("3120000.00"), "3,120,000.00 元"),
        (Decimal("3120000.000000"), "3,120,000.00 元"),
        (Decimal(0), "0.00 元"),
        (Decimal("0.5"), "0.50 元"),
        (Decimal("999.999"), "999.999 元"),
        (Decimal("1234.100001"), "1,234.100001 元"),
        (Decimal(-96500), "-96,500.00 元"),
        (Decimal("1E+7"), "10,000,000.00 元"),
        (Decimal("99999999999999.999999"), "99,999,999,999,999.999999 元"),
        (965000, "965,000.00 元"),
    ],
)
def test_money_is_written_in_full_and_never_rounded(amount: Decimal | int, shown: str) -> None:
    assert ui.money(amount) == shown


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (Decimal("3120000.00"), "312 万元"),
        (Decimal(965000), "96.5 万元"),
        (Decimal(12600000), "1,260 万元"),
        (Decimal(10000), "1 万元"),
        (Decimal(0), "0 万元"),
        (Decimal("1234567.89"), "123.456789 万元"),
        (Decimal("1234567.891"), "1,234,567.891 元"),
        (Decimal("99999999999999.999999"), "99,999,999,999,999.999999 元"),
        (Decimal(6800), "6,800.00 元"),
        (Decimal("9999.99"), "9,999.99 元"),
        (Decimal(-965000), "-96.5 万元"),
    ],
)
def test_short_money_is_exact_or_falls_back_to_yuan(amount: Decimal, shown: str) -> None:
    assert ui.money_short(amount) == shown


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (date(2026, 3, 2), "2026年3月2日"),
        (date(2026, 12, 31), "2026年12月31日"),
        (NINE_IN_CHINA, "2026年3月2日"),
        (LATE_EVENING_IN_UTC, "2026年3月2日"),
    ],
)
def test_a_day_is_the_day_in_china(day: date, shown: str) -> None:
    assert ui.date_cn(day) == shown


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (NINE_IN_CHINA, "2026年3月2日 09:00"),
        (LATE_EVENING_IN_UTC, "2026年3月2日 00:05"),
        (datetime(2026, 11, 22, 23, 59, tzinfo=ui.CHINA), "2026年11月22日 23:59"),
    ],
)
def test_a_moment_is_shown_in_the_time_of_china(moment: datetime, shown: str) -> None:
    assert ui.datetime_cn(moment) == shown


@pytest.mark.parametrize(
    ("moment", "attribute"),
    [
        (date(2026, 3, 2), "2026-03-02"),
        (NINE_IN_CHINA, "2026-03-02T09:00:00+08:00"),
        (LATE_EVENING_IN_UTC.replace(microsecond=123456), "2026-03-02T00:05:42+08:00"),
        (None, ""),
        ("", ""),
    ],
)
def test_the_machine_readable_time_carries_the_offset(moment: date | None, attribute: str) -> None:
    assert ui.datetime_iso(moment) == attribute


@pytest.mark.parametrize("show", [ui.date_cn, ui.datetime_cn, ui.datetime_iso])
def test_a_moment_without_a_time_zone_is_refused(show: Callable[[datetime], str]) -> None:
    with pytest.raises(ValueError, match="without a time zone"):
        show(datetime(2026, 3, 2, 9, 0))  # noqa: DTZ001 -- the naive moment is the case


@pytest.mark.parametrize(
    ("duration", "shown"),
    [
        (timedelta(days=3, hours=4, minutes=59), "3 天 4 小时"),
        (timedelta(days=3, minutes=59), "3 天"),
        (timedelta(hours=4, minutes=10), "4 小时 10 分钟"),
        (timedelta(hours=4), "4 小时"),
        (timedelta(minutes=59, seconds=59), "59 分钟"),
        (timedelta(seconds=59), "不到 1 分钟"),
        (timedelta(0), "不到 1 分钟"),
        (timedelta(minutes=-5), "不到 1 分钟"),
    ],
)
def test_a_waiting_time_shows_its_two_largest_units(duration: timedelta, shown: str) -> None:
    assert ui.waited(NINE_IN_CHINA, NINE_IN_CHINA + duration) == shown


def test_what_has_not_begun_has_not_waited() -> None:
    assert ui.waited(None, NINE_IN_CHINA) == "—"


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13812345678", "138****5678"),
        ("138 1234 5678", "138 **** 5678"),
        ("0377-67230012", "0377-****0012"),
        ("67230012", "****0012"),
        ("6723001", "*****01"),
        ("110", "*10"),
        ("无", "无"),
    ],
)
def test_a_phone_number_hides_its_middle(phone: str, shown: str) -> None:
    assert ui.mask_phone(phone) == shown


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        (0, "0 字节"),
        (1023, "1023 字节"),
        (1024, "1 KB"),
        (1536, "1.5 KB"),
        (1024 * 1024 - 1, "1 MB"),
        (1024 * 1024 * 5 // 2, "2.5 MB"),
        (1024**3, "1 GB"),
        (5 * 1024**4, "5,120 GB"),
    ],
)
def test_a_file_size_uses_the_largest_unit_that_fits(size: int, shown: str) -> None:
    assert ui.file_size(size) == shown


@pytest.mark.parametrize(
    ("ratio", "shown"),
    [
        (Decimal("0.305"), "30.5%"),
        (Decimal(1), "100%"),
        (Decimal(0), "0%"),
        (Decimal("0.00015"), "0.015%"),
        (1, "100%"),
    ],
)
def test_a_ratio_is_an_exact_percentage(ratio: Decimal | int, shown: str) -> None:
    assert ui.percent(ratio) == shown


@pytest.mark.parametrize(
    ("path", "is_under"),
    [("/announcements/", True), ("/announcements/7/", True), ("/", False), ("/agency/announcements/", False)],
)
def test_a_path_lies_under_its_beginning(path: str, is_under: bool) -> None:
    assert ui.starts_with(path, "/announcements/") is is_under


@pytest.mark.parametrize(
    ("present", "changes", "result"),
    [
        ("?q=教学&kind=goods&after=x", 'kind="works" after=None', "?q=%E6%95%99%E5%AD%A6&amp;kind=works"),
        ("?kind=goods", 'kind=""', "?"),
        ("", "year=2026", "?year=2026"),
        ("?kind=goods", "after=None", "?kind=goods"),
        ("?lot=1&lot=2", 'q="a b&c"', "?lot=1&amp;lot=2&amp;q=a+b%26c"),
    ],
)
def test_the_query_keeps_what_is_not_changed(present: str, changes: str, result: str) -> None:
    template = Template(f"{{% load ui %}}{{% query {changes} %}}")
    request = RequestFactory().get(f"/announcements/{present}")

    assert template.render(Context({"request": request})) == result


@pytest.mark.parametrize(
    ("count", "shown"),
    [(Decimal("2.500000"), "2.5"), (Decimal("2000.000000"), "2,000"), (3, "3"), (None, "—"), ("", "—")],
)
def test_a_quantity_is_shown_without_the_zeros_of_the_database(count: Decimal | int | None, shown: str) -> None:
    assert ui.quantity(count) == shown


def test_an_address_is_shown_with_the_characters_that_it_stands_for() -> None:
    address = "https://platform.example/projects/%E6%96%B9%E8%B4%A2-2026-11/?q=a%20b"

    assert ui.typeable(address) == "https://platform.example/projects/方财-2026-11/?q=a%20b"
