"""The lists of values that plans, projects and announcements share."""

from django.db import models


class Method(models.TextChoices):
    """采购方式 (政府采购法 第二十六条)."""

    OPEN_TENDER = "open_tender", "公开招标"
    INVITED_TENDER = "invited_tender", "邀请招标"
    COMPETITIVE_CONSULTATION = "competitive_consultation", "竞争性磋商"
    COMPETITIVE_NEGOTIATION = "competitive_negotiation", "竞争性谈判"
    INQUIRY = "inquiry", "询价"
    SINGLE_SOURCE = "single_source", "单一来源采购"


class OrganisationForm(models.TextChoices):
    """采购组织形式."""

    CENTRALISED = "centralised", "政府集中采购"
    DEPARTMENTAL = "departmental", "部门集中采购"
    DECENTRALISED = "decentralised", "分散采购"


class Kind(models.TextChoices):
    """采购对象: the first letter of a 品目 code is A, B or C."""

    GOODS = "goods", "货物"
    WORKS = "works", "工程"
    SERVICES = "services", "服务"


class PaperKind(models.TextChoices):
    """What an attached paper is."""

    COMMISSION = "commission", "委托代理协议"
    FILING = "filing", "采购计划备案表"
    BUDGET_APPROVAL = "budget_approval", "预算批复"
    REQUIREMENTS = "requirements", "采购需求"
    OTHER = "other", "其他材料"


# The word that stands for the method in a 项目编号: 方财公开采购-2026-11.
METHOD_WORDS = {
    Method.OPEN_TENDER: "公开",
    Method.INVITED_TENDER: "邀请",
    Method.COMPETITIVE_CONSULTATION: "磋商",
    Method.COMPETITIVE_NEGOTIATION: "谈判",
    Method.INQUIRY: "询价",
    Method.SINGLE_SOURCE: "单一来源",
}
