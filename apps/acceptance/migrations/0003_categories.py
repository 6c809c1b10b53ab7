"""The first entries of the 品目 catalogue; the center's administrators keep it from here."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# 政府采购品目分类目录 (2022).
CATEGORIES = [
    ("A02010104", "服务器", "goods"),
    ("A02010105", "台式计算机", "goods"),
    ("A02010108", "便携式计算机", "goods"),
    ("A02010200", "网络设备", "goods"),
    ("A02010300", "信息安全设备", "goods"),
    ("A02020700", "电子白板", "goods"),
    ("A02021004", "A4彩色打印机", "goods"),
    ("A02061804", "空调机", "goods"),
    ("A02091104", "平板显示设备", "goods"),
    ("A05010203", "教学、实验用桌", "goods"),
    ("A05010301", "办公椅", "goods"),
    ("A05010502", "文件柜", "goods"),
    ("A05040403", "教具", "goods"),
    ("B01000000", "房屋施工", "works"),
    ("B07000000", "装修工程", "works"),
    ("B08000000", "修缮工程", "works"),
    ("C16010000", "软件开发服务", "services"),
    ("C21040000", "物业管理服务", "services"),
    ("C23090000", "印刷和出版服务", "services"),
]


def load_categories(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Add the entries that are not there yet."""
    category = apps.get_model("acceptance", "Category")
    for code, name, kind in CATEGORIES:
        category.objects.get_or_create(code=code, defaults={"name": name, "kind": kind})


class Migration(migrations.Migration):
    dependencies = [("acceptance", "0002_append_only_submissions")]

    # Going back leaves the entries: lots may use their codes.
    operations = [migrations.RunPython(load_categories, migrations.RunPython.noop)]
