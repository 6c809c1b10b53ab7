"""Words that point to a brand, to begin with; the center's administrators keep the list from here."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# Only names that do not stand in ordinary sentences by chance: 用友 is in 使用友好, 格力 in 严格力求.
WORDS = {
    "教学和会议设备": ("希沃", "seewo", "鸿合", "HITEVISION", "MAXHUB", "皓丽"),
    "计算机和打印设备": (
        "联想", "Lenovo", "ThinkPad", "戴尔", "Dell", "惠普", "佳能", "Canon", "爱普生", "EPSON", "兄弟牌", "奔图", "京瓷",
        "富士施乐", "苹果公司", "MacBook", "iPad",
    ),
    "网络和安全设备": (
        "华为", "HUAWEI", "新华三", "H3C", "锐捷", "中兴通讯", "思科", "Cisco", "深信服", "天融信", "奇安信", "启明星辰",
    ),
    "视频监控": ("海康威视", "HIKVISION", "浙江大华", "大华股份", "天地伟业"),
    "软件": ("Oracle", "SQL Server", "达梦数据库", "人大金仓", "麒麟软件", "统信UOS", "用友软件", "金蝶", "永中软件"),
    "空调和家电": ("格力空调", "美的空调", "海尔", "海信", "奥克斯", "大金空调", "三菱电机"),
    "车辆和机械": ("宇通客车", "比亚迪", "三一重工", "卡特彼勒"),
    "医疗设备": ("迈瑞", "联影", "西门子", "飞利浦", "通用电气", "GE医疗"),
}  # fmt: skip


def enter_words(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    brand_word = apps.get_model("tender_planning", "BrandWord")
    brand_word.objects.bulk_create(brand_word(word=word, note=note) for note, words in WORDS.items() for word in words)


class Migration(migrations.Migration):
    dependencies = [("tender_planning", "0007_document_templates")]

    # Going back leaves the words: the table itself goes with the first migration.
    operations = [migrations.RunPython(enter_words, migrations.RunPython.noop)]
