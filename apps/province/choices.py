"""The enumerations of the exchange, with the Chinese words that people know them by."""

from django.db.models import TextChoices


class Feed(TextChoices):
    """What the platform pulls."""

    PLANS = "plans", "采购计划"
    ANNOUNCEMENTS = "announcements", "公告"
    EXPERT_DRAWS = "expert-draws", "专家抽取"


class PushKind(TextChoices):
    """What the platform pushes."""

    LOTS = "lots", "标段"
    SCHEDULES = "schedules", "变更时间"
    OPENING_RECORDS = "opening-records", "开标记录"
    EVALUATIONS = "evaluations", "评审结果"


class Operation(TextChoices):
    """What happened to a record of a feed."""

    UPSERT = "upsert", "推送"
    WITHDRAW = "withdraw", "撤回"


class Method(TextChoices):
    """采购方式."""

    OPEN_TENDER = "open_tender", "公开招标"
    INVITED_TENDER = "invited_tender", "邀请招标"
    COMPETITIVE_CONSULTATION = "competitive_consultation", "竞争性磋商"
    COMPETITIVE_NEGOTIATION = "competitive_negotiation", "竞争性谈判"
    INQUIRY = "inquiry", "询价"
    SINGLE_SOURCE = "single_source", "单一来源"


class OrganisationForm(TextChoices):
    """采购组织形式."""

    CENTRALISED = "centralised", "政府集中采购"
    DEPARTMENTAL = "departmental", "部门集中采购"
    DECENTRALISED = "decentralised", "分散采购"


class Kind(TextChoices):
    """项目类别."""

    GOODS = "goods", "货物"
    WORKS = "works", "工程"
    SERVICES = "services", "服务"


class AnnouncementType(TextChoices):
    """公告类型."""

    TENDER = "tender", "采购公告"
    CHANGE = "change", "变更公告"
    RESULT = "result", "结果公告"
    RESULT_CORRECTION = "result_correction", "结果更正公告"
    TERMINATION = "termination", "终止公告"
    CONTRACT = "contract", "合同公告"


class ExpertStatus(TextChoices):
    """What became of a drawn expert."""

    CONFIRMED = "confirmed", "确认参加"
    ABSENT = "absent", "缺席"
    REPLACED = "replaced", "已更换"


class CommitteeRole(TextChoices):
    """Whom a member of the committee sits for."""

    EXPERT = "expert", "评审专家"
    PURCHASER_REPRESENTATIVE = "purchaser_representative", "采购人代表"


class TradingCenter(TextChoices):
    """交易平台: where a plan may be sent. Only the first one is connected to this province."""

    FANGCHENG = "411322", "方城县公共资源交易中心"
    NANYANG = "411300", "南阳市公共资源交易中心"
    NONE = "000000", "不进场交易"
