"""Columns that several apps share."""

from typing import Any

from django.db import models


class NormDecimalField(models.DecimalField[Any, Any]):
    """An amount in 元 or a quantity: 14 digits before the point and 6 after, as the national data norm has it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"max_digits": 20, "decimal_places": 6}
        super().__init__(*args, **kwargs)
