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
    DemoAccount("代理机构（河南宛诚）", "/agency/", "wancheng"),
    DemoAccount("代理机构（中原信达）", "/agency/", "xinda"),
    DemoAccount("中心审核人", "/center/", "reviewer"),
    DemoAccount("中心审核人（第二人）", "/center/", "reviewer2"),
    DemoAccount("系统管理员", "/center/", "administrator"),
    DemoAccount("监督人员（只读）", "/center/", "supervisor"),
)

# The reference province is another system at another address; it keeps its own users.
PROVINCE_DEMO_ACCOUNT = DemoAccount("采购经办岗（省系统）", "/", "caigou")
