"""Who acts. Services take the actor as an argument and never look for a request."""

from dataclasses import dataclass
from typing import Self

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from apps.core.client_address import client_address


@dataclass(frozen=True)
class Actor:
    """A person, or one of the two systems. The name is kept as it was when the act was done."""

    name: str
    user_id: int | None = None
    address: str = ""

    @classmethod
    def person(cls, user: AbstractBaseUser, *, address: str = "") -> Self:
        """Return the actor for a signed-in user."""
        return cls(name=str(user), user_id=user.pk, address=address)

    @classmethod
    def of_request(cls, request: HttpRequest) -> Self:
        """Return the signed-in person behind a request, with the address they came from."""
        assert isinstance(request.user, AbstractBaseUser)
        return cls.person(request.user, address=client_address(request))


PLATFORM = Actor(name="交易平台")
PROVINCE = Actor(name="省采购系统")
