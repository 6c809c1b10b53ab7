"""What no line of the log may say."""

import re

from structlog.typing import EventDict

# Whoever has such an address can end or change a subscription: the address is the secret.
SECRET_ADDRESS = re.compile(r"(/subscriptions/(?:confirm|unsubscribe|manage)/\d+/)[^/\s\"']+")


def mask_secret_addresses(_: object, __: str, event: EventDict) -> EventDict:
    """Take the secret out of every address in a line, whoever writes it; a processor of structlog."""
    return {name: SECRET_ADDRESS.sub(r"\1…", said) if isinstance(said, str) else said for name, said in event.items()}
