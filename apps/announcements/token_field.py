"""The column of tokens that searches go by, and the question it answers."""

from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Lookup
from django.db.models.sql.compiler import SQLCompiler


class TokensField(SearchVectorField):  # type: ignore[type-arg]  # it takes none when it runs
    """Tokens without positions; filled by the database, see the function `announcement_tokens`."""


@TokensField.register_lookup
class Meets(Lookup[str]):
    """`tokens__meets=condition`: the row fulfils a condition in the language of tsquery."""

    lookup_name = "meets"

    def get_prep_lookup(self) -> Any:
        """Take the condition as it is: text, or an expression of text."""
        return self.rhs

    def get_db_prep_lookup(self, value: Any, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """Pass text on unchanged."""
        return "%s", (value,)

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """Compile to `@@`."""
        tokens, token_params = self.process_lhs(compiler, connection)
        condition, condition_params = self.process_rhs(compiler, connection)
        return f"{tokens} @@ {condition}::tsquery", (*token_params, *condition_params)
