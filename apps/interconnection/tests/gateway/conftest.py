from collections.abc import Callable, Iterator

import pytest

from apps.interconnection.gateway.client import ProvinceClient
from apps.interconnection.tests.gateway.scripted_province import APP_ID, SECRET, ScriptedProvince

# 2026-03-02 09:00:00 in China.
NOW = 1_772_413_200.0
NONCE = "00112233445566778899aabbccddeeff"

ClientFactory = Callable[..., ProvinceClient]


@pytest.fixture
def province() -> Iterator[ScriptedProvince]:
    scripted_province = ScriptedProvince()
    yield scripted_province
    scripted_province.close()


@pytest.fixture
def make_client(province: ScriptedProvince) -> ClientFactory:
    def make(path_prefix: str = "", **options: float) -> ProvinceClient:
        return ProvinceClient(
            province.base_url + path_prefix,
            APP_ID,
            SECRET,
            clock=lambda: NOW,
            nonce_factory=lambda: NONCE,
            **options,  # type: ignore[arg-type]  # max_body is the one int among the floats
        )

    return make


@pytest.fixture
def province_client(make_client: ClientFactory) -> ProvinceClient:
    return make_client()
