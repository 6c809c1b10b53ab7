"""Fields of the read API: how a value is written, and how the description of the interface says so."""

from datetime import datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any

from django.db import models
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import build_object_type
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.announcements.canonical import canonical
from apps.announcements.open_data.values import amount_text, moment_text

AMOUNT_PATTERN = r"^-?[0-9]+\.[0-9]{2,}$"


@extend_schema_field({"type": "string", "pattern": AMOUNT_PATTERN, "examples": ["4860000.00"]})
class AmountField(serializers.Field[Decimal, Any, str, Any]):
    """金额: a string, because a number of JSON is not exact everywhere."""

    def to_representation(self, value: Decimal) -> str:
        """Write it with two decimals at least."""
        return amount_text(value)


@extend_schema_field(OpenApiTypes.DATETIME)
class MomentField(serializers.Field[datetime, Any, str, Any]):
    """A moment in China's time."""

    def to_representation(self, value: datetime) -> str:
        """Write it with its offset."""
        return moment_text(value)


class CodedField(serializers.Field[str, Any, dict[str, str], Any]):
    """One value of a list: its code for machines, its label for people."""

    def __init__(self, choices: type[models.TextChoices], **kwargs: Any) -> None:
        self.choices = choices
        super().__init__(**kwargs)

    def to_representation(self, value: str) -> dict[str, str]:
        """Write both."""
        member = self.choices(value)
        return {"code": member.value, "label": str(member.label)}


class ConstantField(serializers.Field[Any, Any, str, Any]):
    """A value that tells one shape of an object from another."""

    def __init__(self, constant: str, **kwargs: Any) -> None:
        self.constant = constant
        super().__init__(source="*", read_only=True, **kwargs)

    def to_representation(self, value: Any) -> str:
        """Write it."""
        return self.constant


@extend_schema_field(OpenApiTypes.URI)
class AddressField(serializers.Field[Any, Any, str, Any]):
    """The full address of what has that name; `arguments` are read from the object."""

    def __init__(self, name: str, *arguments: str, **kwargs: Any) -> None:
        self.name, self.arguments = name, arguments
        super().__init__(source="*", read_only=True, **kwargs)

    def to_representation(self, value: Any) -> str:
        """Write it."""
        return canonical(self.name, *(attrgetter(argument)(value) for argument in self.arguments))


class CodedFieldDescription(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """Lists the codes of a coded value with their labels."""

    target_class = CodedField
    match_subclasses = True

    def map_serializer_field(self, auto_schema: AutoSchema, direction: str) -> dict[str, Any]:
        """Return an object of code and label."""
        choices: type[models.TextChoices] = self.target.choices
        words = "；".join(f"{code} {label}" for code, label in choices.choices)
        return build_object_type(
            properties={
                "code": {"type": "string", "enum": list(choices.values), "description": words},
                "label": {"type": "string", "description": "中文名称"},
            },
            required=["code", "label"],
        )


class ConstantFieldDescription(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """Says that there is but one value."""

    target_class = ConstantField

    def map_serializer_field(self, auto_schema: AutoSchema, direction: str) -> dict[str, Any]:
        """Return a string of one value."""
        return {"type": "string", "enum": [self.target.constant]}
