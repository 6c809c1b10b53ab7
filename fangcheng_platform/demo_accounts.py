"""The people of the demo data; a platform that was not filled with demo data knows none of them."""

from dataclasses import dataclass

# Public on purpose: it opens nothing but example data on a newcomer's machine.
DEMO_PASSWORD = "Fangcheng-demo-1"  # noqa: S105  see above


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One sign-in of the demo: who it is, where to sign in, and with what."""

    role: str
    address_path: str
    username: str
    password: str = DEMO_PASSWORD


DEMO_ACCOUNTS = (
    DemoAccount("代理机构经办人（河南宛诚工程咨询有限公司）", "/agency/", "wancheng"),
    DemoAccount("代理机构经办人（中原信达招标代理有限公司）", "/agency/", "xinda"),
    DemoAccount("中心业务科室审核人", "/center/", "reviewer"),
    DemoAccount("中心业务科室审核人（第二人）", "/center/", "reviewer2"),
    DemoAccount("系统管理员", "/center/", "administrator"),
    DemoAccount("监督人员（财政，只读）", "/center/", "supervisor"),
)

# The reference province is another system at another address; it keeps its own users.
PROVINCE_DEMO_ACCOUNT = DemoAccount("采购经办岗（省采购系统）", "/", "caigou")
