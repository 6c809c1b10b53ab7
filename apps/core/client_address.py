"""Where a request comes from, as far as it can be known, and whose address that is."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

# A subscriber of IPv6 has a whole network of this length; its addresses are one client.
CLIENT_NETWORK_BITS = 64


def client_address(request: HttpRequest) -> str:
    """Return the address of whoever sent the request to the first of our own proxies, or to us where there is none.

    Each proxy adds at the right of X-Forwarded-For the address that it saw. What stands further
    left than our proxies wrote is the sender's own invention, and so is the whole header where
    we have no proxy.
    """
    nearest = str(request.META.get("REMOTE_ADDR", ""))
    proxies: int = settings.ENVIRONMENT.trusted_proxy_count
    seen = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if not 0 < proxies <= len(seen):
        return nearest
    try:
        return str(ipaddress.ip_address(seen[-proxies].strip()))
    except ValueError:
        return nearest


def client_network(address: str) -> str:
    """Return which client an IP address belongs to; what is no address stands for itself."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        # As a socket for both versions names an address of version 4: one network would hold all of them.
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network(f"{parsed}/{CLIENT_NETWORK_BITS}", strict=False))
