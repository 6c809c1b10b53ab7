"""How the platform sends mail, as its environment says: through a server, into files, or not at all."""

from dataclasses import dataclass
from email.utils import formataddr
from typing import Self
from urllib.parse import unquote

from pydantic_core import Url

from fangcheng_platform.environment import Environment

PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
DEMO_SENDER = "notice@fangcheng.example"


@dataclass(frozen=True)
class Mail:
    """What Django is told, by the names of its settings."""

    sender: str = ""
    backend: str = "django.core.mail.backends.dummy.EmailBackend"
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    use_tls: bool = False
    use_ssl: bool = False
    is_sent: bool = False

    @classmethod
    def of(cls, environment: Environment) -> Self:
        """Return how mail goes out here.

        Without a server the demonstration writes its mails into files, which a newcomer opens; a deployment sends
        none, and offers nothing that would need it.
        """
        if environment.email_url is not None:
            return cls._through(environment.email_url, formataddr((environment.center_name, environment.email_from)))
        if environment.is_demo:
            sender = formataddr((environment.center_name, environment.email_from or DEMO_SENDER))
            return cls(sender=sender, backend="apps.core.mail_files.MailFiles", is_sent=True)
        return cls()

    @classmethod
    def _through(cls, url: Url, sender: str) -> Self:
        return cls(
            sender=sender,
            backend="django.core.mail.backends.smtp.EmailBackend",
            host=url.host or "",
            port=url.port or PORTS[url.scheme],
            user=unquote(url.username or ""),
            password=unquote(url.password or ""),
            use_tls=url.scheme == "smtp+tls",
            use_ssl=url.scheme == "smtps",
            is_sent=True,
        )
