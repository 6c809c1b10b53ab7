"""What the province refuses, in words that can be shown."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FieldError:
    """What is wrong at one place of a document."""

    path: str
    message: str


class ProvinceError(Exception):
    """A refusal with a sentence for people."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class InvalidDocument(ProvinceError):
    """A document breaks its contract; `errors` says where."""

    def __init__(self, errors: list[FieldError]) -> None:
        super().__init__(
            "；".join(f"{error.path}：{error.message}" if error.path else error.message for error in errors)
        )
        self.errors = errors


class NotFound(ProvinceError):
    """The thing that was named does not exist."""


class UnlawfulMove(ProvinceError):
    """The act is not allowed in this status."""


class ChangedMeanwhile(ProvinceError):
    """Somebody else saved another version since this one was read."""


class SentAlready(ProvinceError):
    """The same page was sent before; `number` is what it made then."""

    def __init__(self, number: str) -> None:
        super().__init__(f"该页面已提交过，见 {number}，没有重复保存")
        self.number = number


class LotsMissing(ProvinceError):
    """A tender announcement cannot be published before the project's lots are here."""


class PlanUnknown(ProvinceError):
    """A push names a plan that is not filed here."""


class IdempotencyMismatch(ProvinceError):
    """An idempotency key came again with another body."""


class StaleVersion(ProvinceError):
    """A push is not newer than what is already held."""

    def __init__(self, current: int) -> None:
        super().__init__(f"已收到版本 {current}，不再接收更早或相同的版本")
        self.current = current
