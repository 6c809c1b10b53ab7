"""The tables of the sheets."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.forms import BoundField
from django.forms.formsets import DELETION_FIELD_NAME

from apps.acceptance.models import Lot
from apps.announcements.drafts.forms.fields import amount, choice, credit_code, figure, line, lot_choices, text
from apps.announcements.facts import CommitteeRole
from apps.core.keyed_rows import BaseKeyedRowFormSet, KeyedRowForm, keyed_row_formset

Table = BaseKeyedRowFormSet[Any]

MOST_ROWS = 100
WORDS = 500


class RowForm(KeyedRowForm):
    """A row, which may name one of the project's lots."""

    use_required_attribute = False
    # Heads of the columns that have several fields.
    columns: ClassVar[Mapping[str, Sequence[str]]] = {}

    def __init__(self, *args: Any, lots: Sequence[Lot] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "lot_no" in self.fields:
            self.fields["lot_no"].choices = [("", "请选择"), *lot_choices(lots)]  # type: ignore[attr-defined]

    @property
    def cells(self) -> list[tuple[str, list[BoundField]]]:
        """Return the columns of the table with their heads; fields that belong together share one."""
        shared = {name: head for head, names in self.columns.items() for name in names}
        cells: dict[str, list[BoundField]] = {}
        for field in self.visible_fields():
            if field.name != DELETION_FIELD_NAME:
                cells.setdefault(shared.get(field.name, str(field.label)), []).append(field)
        return list(cells.items())


class ItemForm(RowForm):
    """更正项."""

    label = line("更正项", most=200)
    before = text("更正前", rows=2, most=2000)
    after = text("更正后", rows=2, most=2000)


class AwardForm(RowForm):
    """中标（成交）信息 of a lot."""

    columns: ClassVar = {
        "供应商": ("supplier_name", "supplier_code", "supplier_address"),
        "联系人": ("supplier_contact", "supplier_phone"),
        "金额与得分": ("amount", "rate", "score"),
    }

    lot_no = choice("标段")
    supplier_name = line("供应商名称")
    supplier_code = credit_code("统一社会信用代码")
    supplier_address = line("供应商地址")
    supplier_contact = line("联系人", most=100)
    supplier_phone = line("联系电话", most=50)
    amount = amount("金额（元）")
    rate = line("下浮率（费率）", most=100)
    score = figure("评审得分")


class MainItemForm(RowForm):
    """主要标的信息 of goods."""

    columns: ClassVar = {"品牌、规格型号": ("brand", "model"), "数量、单价": ("quantity", "unit_price")}

    lot_no = choice("标段")
    name = line("名称", most=WORDS)
    brand = line("品牌")
    model = line("规格型号", most=WORDS)
    quantity = line("数量", most=100)
    unit_price = amount("单价（元）")


class ServiceItemForm(RowForm):
    """主要标的信息 of services."""

    columns: ClassVar = {"服务范围、要求": ("scope", "requirement"), "服务时间、标准": ("period", "standard")}

    lot_no = choice("标段")
    name = line("名称", most=WORDS)
    scope = text("服务范围", rows=2)
    requirement = text("服务要求", rows=2)
    period = line("服务时间", most=WORDS)
    standard = text("服务标准", rows=2)


class WorksItemForm(RowForm):
    """主要标的信息 of works."""

    columns: ClassVar = {"施工范围、工期": ("scope", "period"), "项目经理、证书": ("manager", "certificate")}

    lot_no = choice("标段")
    name = line("名称", most=WORDS)
    scope = text("施工范围", rows=2)
    period = line("施工工期", most=WORDS)
    manager = line("项目经理", most=100)
    certificate = line("执业证书信息", most=WORDS)


class ExpertForm(RowForm):
    """A member of the committee; the announcement makes the name public."""

    name = line("姓名", most=50)
    role = choice("身份", CommitteeRole.choices)
    is_chair = choice("组长", [("yes", "组长")])


class TerminatedLotForm(RowForm):
    """A lot that comes to nothing."""

    lot_no = choice("标段")
    reason = text("终止的原因", rows=3, most=2000)


class ContractItemForm(RowForm):
    """主要标的 of a contract."""

    name = line("主要标的名称", most=WORDS)
    model = text("规格型号（或服务要求）", rows=2)
    quantity = line("数量", most=100)
    unit_price = amount("单价（元）")


ITEMS = keyed_row_formset(ItemForm, row_name="个更正项", most=MOST_ROWS)
AWARDS = keyed_row_formset(AwardForm, row_name="个供应商", most=MOST_ROWS)
MAIN_ITEMS: Mapping[str, type[Table]] = {
    "goods": keyed_row_formset(MainItemForm, row_name="个标的", most=MOST_ROWS),
    "services": keyed_row_formset(ServiceItemForm, row_name="个标的", most=MOST_ROWS),
    "works": keyed_row_formset(WorksItemForm, row_name="个标的", most=MOST_ROWS),
}
EXPERTS = keyed_row_formset(ExpertForm, row_name="个成员", most=MOST_ROWS)
TERMINATED_LOTS = keyed_row_formset(TerminatedLotForm, row_name="个标段", most=MOST_ROWS)
CONTRACT_ITEMS = keyed_row_formset(ContractItemForm, row_name="个标的", most=MOST_ROWS)
