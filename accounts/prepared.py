"""Statements that the ORM writes once: afterwards only their values are said.

Building a query costs the ORM several times what the database needs to answer it. The few
statements behind every page and every save are therefore kept as they were compiled at their
first use. What they ask is still said in the ORM's words, and their rows are its instances.
"""

import copy
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.sql import UpdateQuery
from django.db.models.sql.constants import ROW_COUNT

Values = Mapping[str, Any]


class Given(models.Expression):
    """The place of a value that is said when the statement is asked: an id unless told."""

    def __init__(self, name: str, field: "models.Field[Any, Any] | None" = None) -> None:
        super().__init__(output_field=field or models.BigIntegerField())
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Leave room for the value; the parameter is this place itself."""
        return "%s", [self]

    def told(self, values: Values, connection: Any) -> Any:
        """Return the value as the database's driver takes it."""
        return self.output_field.get_db_prep_save(values[self.name], connection)


class _Statement:
    """A compiler whose statement is written already, up to what ``ending`` adds."""

    def __init__(self, compiler: Any, ending: str = "") -> None:
        self._compiler = compiler
        text, self._params = compiler.as_sql()
        self._sql = text + ending
        chosen = compiler.select or ()
        self._converters = compiler.get_converters([column for column, *_ in chosen])

    def ready(self, values: Values) -> Any:
        """Return a compiler of this thread's own that asks with ``values``."""
        ready = copy.copy(self._compiler)
        ready.connection = connections[DEFAULT_DB_ALIAS]
        params = tuple(
            each.told(values, ready.connection) if isinstance(each, Given) else each
            for each in self._params
        )
        ready.as_sql = lambda *_, **__: (self._sql, params)
        ready.get_converters = lambda _: self._converters
        return ready


class Prepared:
    """A query set that is built at its first use only; its values are ``Given``.

    ``shares`` share-locks the rows of the query set's own model where the database locks rows:
    Django itself offers exclusive locks only. A value that is not said raises ``KeyError``.
    """

    def __init__(
        self, build: Callable[[], "models.QuerySet[Any, Any]"], *, shares: bool = False
    ) -> None:
        self._build, self._shares = build, shares
        self._made: tuple[models.QuerySet[Any, Any], _Statement] | None = None

    def rows(self, **values: Any) -> list[Any]:
        """Return the rows for these values: instances or tuples, as the query set says."""
        if self._made is None:
            self._made = self._compiled()
        built, statement = self._made
        ready = statement.ready(values)
        asked: Any = built._clone()
        asked.query.get_compiler = lambda *_, **__: ready
        return list(asked._iterable_class(asked))

    def first(self, **values: Any) -> Any:
        """Return the first row, None without any."""
        return next(iter(self.rows(**values)), None)

    def _compiled(self) -> tuple["models.QuerySet[Any, Any]", _Statement]:
        built, on = self._build(), connections[DEFAULT_DB_ALIAS]
        table = on.ops.quote_name(built.model._meta.db_table)
        locks = self._shares and on.features.has_select_for_update
        ending = f" FOR SHARE OF {table}" if locks else ""
        return built, _Statement(built.query.get_compiler(using=DEFAULT_DB_ALIAS), ending)


class PreparedUpdate:
    """An UPDATE of the fields ``names`` in the rows of a query set, built at its first use only.

    It sends no signals, as a query set's own ``update`` does not.
    """

    def __init__(
        self, build: Callable[[], "models.QuerySet[Any, Any]"], names: Sequence[str]
    ) -> None:
        self._build, self._names = build, tuple(names)
        self._made: tuple[list[str], _Statement] | None = None

    def write(self, row: models.Model, **values: Any) -> int:
        """Write the fields as ``row`` has them; return how many rows were met."""
        if self._made is None:
            self._made = self._compiled()
        names, statement = self._made
        told = {name: getattr(row, name) for name in names}
        met: int = statement.ready(told | values).execute_sql(ROW_COUNT)
        return met

    def _compiled(self) -> tuple[list[str], _Statement]:
        query: Any = self._build().query.chain(UpdateQuery)
        fields = [query.get_meta().get_field(name) for name in self._names]
        query.add_update_fields(
            [(field, None, Given(field.attname, field)) for field in fields],
        )
        compiler = query.get_compiler(using=DEFAULT_DB_ALIAS)
        return [field.attname for field in fields], _Statement(compiler)
