"""The demonstration's share of the environment: public on purpose, and never a default.

`DEMO=1` says that an environment is the demonstration's; only there do `DEMO_VALUES` stand for
what it does not name. The start command and the embedded services say so unless they are told
`DEMO=0`: they are what a newcomer runs.
"""

from collections.abc import Mapping

DEMO = "DEMO"

DEMO_VALUES = {
    "ALLOWED_HOSTS": "127.0.0.1,localhost,[::1]",
    "CENTER_NAME": "方城县公共资源交易中心",
    "CENTER_CREDIT_CODE": "12411322AEBA000110",
    "PROVINCE_BASE_URL": "http://127.0.0.1:8100",
    "PROVINCE_APP_ID": "fangcheng",
    "PROVINCE_APP_SECRET": "fangcheng-demo-secret",
    "PROVINCE_CENTER_CODE": "411322",
}


def is_demo(environment: Mapping[str, str]) -> bool:
    """Tell whether what is started with this environment is the demonstration."""
    return environment.get(DEMO) != "0"
