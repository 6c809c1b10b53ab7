import pytest
from django.conf import LazySettings
from django.test import RequestFactory

from apps.core.client_address import client_address, client_network


@pytest.mark.parametrize(
    ("proxies", "forwarded_for", "address"),
    [
        (0, "198.51.100.7", "10.0.0.1"),
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "1.2.3.4, 198.51.100.7", "198.51.100.7"),
        (2, "1.2.3.4, 198.51.100.7, 10.0.0.2", "198.51.100.7"),
        (1, "2001:DB8::7", "2001:db8::7"),
        (2, "198.51.100.7", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "<script>", "10.0.0.1"),
    ],
    ids=[
        "without a proxy nobody is believed",
        "one proxy",
        "what the sender wrote is not believed",
        "two proxies",
        "version 6",
        "not through all proxies",
        "not through the proxy",
        "no address",
    ],
)
def test_the_sender_is_who_our_outermost_proxy_saw(
    rf: RequestFactory, settings: LazySettings, proxies: int, forwarded_for: str, address: str
) -> None:
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"trusted_proxy_count": proxies})

    request = rf.get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded_for)

    assert client_address(request) == address


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2::7", "2001:db8:1:2::/64"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("nobody", "nobody"),
    ],
    ids=["version 4", "version 6", "version 4 in the words of 6", "on one line", "no address"],
)
def test_a_client_is_an_address_of_version_4_or_a_network_of_6(address: str, network: str) -> None:
    assert client_network(address) == network
