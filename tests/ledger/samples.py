"""A body of every kind, made from its type alone: each field is filled, each list holds one."""

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import inspect

from veille.ledger.areas import Thing, registry
from veille.ledger.facts import OWN_KINDS, Body
from veille.ledger.words import Words

#: Long past, so that every clock takes it.
MOMENT, DAY, LATER_DAY = "2026-01-05T12:00:00Z", "2026-01-05", "2026-02-05"


def bodies() -> list[type[Body]]:
    """Every kind that this version knows, by name."""
    kinds = [body for thing in registry.things() for body in thing.bodies]
    return sorted((*OWN_KINDS, *kinds), key=lambda body: body.kind)


def sample(body: type[Body], word: str | None = None) -> dict[str, Any]:
    """What a fact of this kind might say; every word in it is `word`, where that is given."""
    made: dict[str, Any] = _value(inspect.type_info(body), word, "")
    return made


def thing_of(body: type[Body]) -> Thing[Any] | None:
    return next((thing for thing in registry.things() if body in thing.bodies), None)


def vocabularies(body: type[Body]) -> set[type[Words]]:
    """The vocabularies that a kind's words come from."""
    return set(_vocabularies(inspect.type_info(body)))


def _vocabularies(of: Any) -> Iterator[type[Words]]:
    match of:
        # To msgspec before 0.23, an enum with a metaclass of its own is a custom type.
        case inspect.EnumType(cls=cls) | inspect.CustomType(cls=cls):
            yield cls
        case inspect.StructType(fields=fields):
            for field in fields:
                yield from _vocabularies(field.type)
        case inspect.UnionType(types=types):
            for each in types:
                yield from _vocabularies(each)
        case inspect.VarTupleType(item_type=item):
            yield from _vocabularies(item)
        case inspect.TupleType(item_types=items):
            for each in items:
                yield from _vocabularies(each)


def _value(of: Any, word: str | None, name: str) -> Any:
    match of:
        case inspect.StructType(fields=fields):
            return {field.encode_name: _value(field.type, word, field.name) for field in fields}
        case inspect.UnionType(types=types):
            return _value(next(t for t in types if not isinstance(t, inspect.NoneType)), word, name)
        case inspect.VarTupleType(item_type=item):
            return [_value(item, word, name)]
        case inspect.TupleType(item_types=items):
            return [_value(each, word, name) for each in items]
        case inspect.DictType(value_type=value):
            return {"text": _value(value, word, name)}
        case inspect.EnumType(cls=cls) | inspect.CustomType(cls=cls):
            return word if word is not None else next(iter(cls)).value
        case inspect.DateTimeType():
            return MOMENT
        case inspect.DateType():
            return LATER_DAY if name == "destroy_on" else DAY
        case inspect.DecimalType():
            return "2.5"
        case inspect.BoolType():
            return True
        case inspect.IntType():
            return 3
        case inspect.FloatType():
            return 0.4
        case inspect.StrType():
            return {"time_zone": "America/Toronto"}.get(name, name or "text")
        case inspect.RawType():
            return {}
    raise AssertionError(f"{name}: no sample of {of}")


def decoded(body: type[Body], word: str | None = None) -> Body:
    made: Body = msgspec.convert(sample(body, word), body)
    return made
