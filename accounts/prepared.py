"""Statements that the ORM writes once: afterwards only their values are said.

Building a query costs the ORM several times what the database needs to answer it. The few
statements behind every page and every save are therefore kept as they were compiled at their
first use. What they ask is still said in the ORM's words, and their rows are its instances.
"""

import copy
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.sql import InsertQuery, UpdateQuery
from django.db.models.sql.constants import ROW_COUNT

Values = Mapping[str, Any]


class Given(models.Expression):
    """The place of a value that is said when the statement is asked: an id unless told."""

    def __init__(self, name: str, field: "models.Field[Any, Any] | None" = None) -> None:
        super().__init__(output_field=field or models.BigIntegerField())
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Leave room for the value; the parameter is this place itself."""
        return "%s", (self,)

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
        params = _said(self._params, values, ready.connection)
        ready.as_sql = lambda *_, **__: (self._sql, params)
        ready.get_converters = lambda _: self._converters
        return ready


def _said(params: Sequence[Any], values: Values, connection: Any) -> tuple[Any, ...]:
    return tuple(
        each.told(values, connection) if isinstance(each, Given) else each for each in params
    )


class _Asked:
    """What Django's makers of rows want to know of a query set, without a copy of it."""

    def __init__(self, built: Any, ready: Any) -> None:
        self.db, self.model, self.query = DEFAULT_DB_ALIAS, built.model, self
        self._fields, self._known_related_objects = built._fields, built._known_related_objects
        self.extra_select = built.query.extra_select
        self.values_select = built.query.values_select
        self.annotation_select = built.query.annotation_select
        self.get_compiler = lambda *_, **__: ready


class Prepared:
    """A query set that is built at its first use only; its values are ``Given``.

    ``shares`` share-locks the rows of the query set's own model where the database locks rows:
    Django itself offers exclusive locks only. A value that is not said raises ``KeyError``.
    """

    def __init__(
        self, build: Callable[[], "models.QuerySet[Any, Any]"], *, shares: bool = False
    ) -> None:
        self._build, self._shares = build, shares
        self._made: tuple[Any, _Statement] | None = None

    def rows(self, **values: Any) -> list[Any]:
        """Return the rows for these values: instances or tuples, as the query set says."""
        if self._made is None:
            self._made = self._compiled()
        built, statement = self._made
        return list(built._iterable_class(_Asked(built, statement.ready(values))))

    def first(self, **values: Any) -> Any:
        """Return the first row, None without any."""
        return next(iter(self.rows(**values)), None)

    def _compiled(self) -> tuple[Any, _Statement]:
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


class PreparedInsert:
    """An INSERT of one row, built at its first use only; it sends no signals."""

    def __init__(self, model: type[models.Model]) -> None:
        self._model = model
        self._made: tuple[list[str], str, Sequence[Any]] | None = None

    def write(self, row: models.Model) -> None:
        """Store ``row`` and give it its key."""
        if self._made is None:
            self._made = self._compiled()
        names, text, params = self._made
        values = {name: getattr(row, name) for name in names}
        on = connections[DEFAULT_DB_ALIAS]
        with on.cursor() as cursor:
            cursor.execute(text, _said(params, values, on))
            (row.pk,) = cursor.fetchone()
        row._state.adding = False

    def _compiled(self) -> tuple[list[str], str, Sequence[Any]]:
        meta = self._model._meta
        fields = [each for each in meta.local_concrete_fields if not each.primary_key]
        row = self._model()
        for each in fields:
            row.__dict__[each.attname] = Given(each.attname, each)
        query: Any = InsertQuery(self._model)
        query.insert_values(fields, [row], raw=True)
        compiler = query.get_compiler(using=DEFAULT_DB_ALIAS)
        compiler.returning_fields = [meta.pk]
        ((text, params),) = compiler.as_sql()
        return [each.attname for each in fields], text, params
