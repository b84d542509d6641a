"""Cases in JSON: read at once where all is well, else walked, so that every fault is named with its
path."""

import datetime
import json
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import msgspec

from .case import (
    AMOUNTS_FR,
    LANDMARKS,
    MEASURES,
    NOT_A_NUMBER,
    OLDEST,
    Case,
    Declared,
    Fault,
    Known,
    Malformed,
    NotExact,
    exact,
    fault_of_amount,
    sound,
)

_MEASURES = ", ".join(MEASURES)
_decode_case = msgspec.json.Decoder(Case)
_decode_cases = msgspec.json.Decoder(list[Case])
_decode_anything = msgspec.json.Decoder(Any, float_hook=Decimal)


#: What some editors write before a text in UTF-8.
_BOM = b"\xef\xbb\xbf"


def read_cases(text: bytes | str, known: Known) -> tuple[list[Case], bool]:
    """The cases in a JSON document, and whether it is an array; raises Malformed."""
    raw = (text.encode() if isinstance(text, str) else text).removeprefix(_BOM)
    many = raw.lstrip()[:1] == b"["
    try:
        cases = _decode_cases.decode(raw) if many else [_decode_case.decode(raw)]
        if all(sound(case, known) for case in cases) and not _named_twice(raw):
            return cases, many
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass
    raise Malformed(_faults(raw, known) or [Fault("$", "is not a case", "n’est pas un cas")])


def _named_twice(raw: bytes) -> list[str]:
    """The names that stand twice in one object: a parser would take the last of them in silence."""
    found: list[str] = []

    def look(pairs: list[tuple[str, Any]]) -> None:
        if len({name for name, _value in pairs}) < len(pairs):
            names = [name for name, _value in pairs]
            found.extend(name for name in dict.fromkeys(names) if names.count(name) > 1)

    json.loads(raw, object_pairs_hook=look)
    return found


_NOTHING = (
    "is nothing; leave it out, or give how much",
    "est nul ; omettez-le ou indiquez combien",
)
# Where the quick way fails, this one walks the document and names every fault.

Walk = Callable[[str, Any], list[Fault]]


def _faults(raw: bytes, known: Known) -> list[Fault]:
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        return [
            Fault(
                "$",
                f"is not UTF-8 (line {line}); save it as UTF-8",
                f"n’est pas en UTF-8 (ligne {line}) ; enregistrez-le en UTF-8",
            )
        ]
    try:
        document = _decode_anything.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return [Fault("$", f"is not JSON: {error}", _not_json_fr(str(error)))]
    if twice := _named_twice(raw):
        return [
            Fault(
                "$",
                f"says “{name}” twice in one object; say it once",
                f"dit deux fois «\u202f{name}\u202f» dans un même objet\u202f; dites-le une fois",
            )
            for name in twice
        ]
    if isinstance(document, list):
        return [f for n, each in enumerate(document) for f in _case(f"$[{n}]", each, known)]
    return _case("$", document, known)


def _not_json_fr(error: str) -> str:
    """What the parser says in English, as far as it says where."""
    if "truncated" in error:
        return "n’est pas du JSON : le texte s’arrête trop tôt"
    at = re.search(r"\(byte (\d+)\)", error)
    return f"n’est pas du JSON (octet {at[1]})" if at else "n’est pas du JSON"


def _case(path: str, value: Any, known: Known) -> list[Fault]:
    declared = Declared()
    if isinstance(value, dict) and isinstance(value.get("jurisdiction"), str):
        declared = known.get(value["jurisdiction"], declared)
    fields: dict[str, Walk] = {
        "jurisdiction": _one_of(tuple(known)),
        "date": _date,
        "age": _age,
        "place": _place(declared.places),
        "substances": _substances,
        "circumstances": _list_of(_one_of(declared.circumstances)),
        "conviction_date": _or_null(_date),
        "sentence_ended": _or_null(_date),
    }
    required = {"jurisdiction", "date", "age", "place", "substances"}
    found = _object(path, value, fields, required)
    if not found and value.get("sentence_ended") and not value.get("conviction_date"):
        found.append(Fault(f"{path}.sentence_ended", *_NO_CONVICTION))
    if not found and (convicted := value.get("conviction_date")) and convicted > value["date"]:
        found.append(Fault(f"{path}.conviction_date", *_CONVICTED_LATER))
    return found


_NO_CONVICTION = ("needs conviction_date beside it", "doit être accompagné de conviction_date")
_CONVICTED_LATER = (
    "is after the day of the case; a record is of an earlier conviction, so give one that came "
    "before, or leave it out",
    "est postérieur au jour du cas ; les antécédents tiennent à une condamnation antérieure : "
    "donnez-en une, ou n’indiquez rien",
)


def _object(path: str, value: Any, fields: dict[str, Walk], required: set[str]) -> list[Fault]:
    if not isinstance(value, dict):
        return [Fault(path, "is not an object", "n’est pas un objet")]
    missing = [
        Fault(f"{path}.{name}", "is missing", "manque")
        for name in fields
        if name in required and name not in value
    ]
    inside = [
        fault
        for name, each in value.items()
        for fault in (
            fields[name](f"{path}.{name}", each)
            if name in fields
            else [_unknown(f"{path}.{name}", fields)]
        )
    ]
    return missing + inside


def _unknown(path: str, fields: dict[str, Walk]) -> Fault:
    known = ", ".join(fields)
    return Fault(path, f"is unknown; there are {known}", f"est inconnu ; il y a {known}")


def _place(kinds: tuple[str, ...]) -> Walk:
    landmarks: dict[str, Walk] = dict.fromkeys(LANDMARKS, _amount)
    fields: dict[str, Walk] = {
        "kind": _one_of(kinds),
        "metres_to": lambda path, value: _object(path, value, landmarks, set()),
    }
    return lambda path, value: _object(path, value, fields, {"kind"})


def _substances(path: str, value: Any) -> list[Fault]:
    if value == []:
        return [
            Fault(
                path,
                "is empty; name at least one substance",
                "est vide ; nommez au moins une substance",
            )
        ]
    return _list_of(_substance)(path, value)


def _substance(path: str, value: Any) -> list[Fault]:
    fields: dict[str, Walk] = {
        "name": _name,
        **{name: _or_null(_quantity) for name in MEASURES},
        "mixed_with": _or_null(_list_of(_name)),
        "derivative_of": _or_null(_name),
    }
    found = _object(path, value, fields, {"name"})
    if found:
        return found
    if all(value.get(name) is None for name in MEASURES):
        return [
            Fault(
                path,
                f"has no amount; give one of {_MEASURES}",
                f"n’a pas de quantité ; donnez l’un de {_MEASURES}",
            )
        ]
    pure, gross = value.get("grams_active"), value.get("grams")
    if pure is not None and gross is not None and Decimal(pure) > Decimal(gross):
        return [Fault(f"{path}.grams_active", "is more than grams", "dépasse grams")]
    return []


def _one_of(known: tuple[str, ...]) -> Walk:
    def walk(path: str, value: Any) -> list[Fault]:
        if value in known:
            return []
        names = ", ".join(known)
        return [Fault(path, f"{value!r} is none of {names}", f"{value!r} n’est aucun de {names}")]

    return walk


def _list_of(walk: Walk) -> Walk:
    def each(path: str, value: Any) -> list[Fault]:
        if not isinstance(value, list):
            return [Fault(path, "is not an array", "n’est pas un tableau")]
        return [fault for n, one in enumerate(value) for fault in walk(f"{path}[{n}]", one)]

    return each


def _or_null(walk: Walk) -> Walk:
    return lambda path, value: [] if value is None else walk(path, value)


def _date(path: str, value: Any) -> list[Fault]:
    try:
        msgspec.convert(value, datetime.date)
    except msgspec.ValidationError:
        return [
            Fault(
                path,
                f"{value!r} is not a date such as 2023-06-01",
                f"{value!r} n’est pas une date comme 2023-06-01",
            )
        ]
    return []


def _age(path: str, value: Any) -> list[Fault]:
    if type(value) is int and 0 <= value <= OLDEST:
        return []
    return [
        Fault(
            path,
            f"is not a whole number of years from 0 to {OLDEST}",
            f"n’est pas un nombre entier d’années, de 0 à {OLDEST}",
        )
    ]


def _name(path: str, value: Any) -> list[Fault]:
    return (
        []
        if isinstance(value, str) and value.strip()
        else [Fault(path, "is not a name", "n’est pas un nom")]
    )


def _quantity(path: str, value: Any) -> list[Fault]:
    """Of a substance: it is more than nothing."""
    found = _amount(path, value)
    return found or ([] if exact(value) else [Fault(path, *_NOTHING)])


def _amount(path: str, value: Any) -> list[Fault]:
    if not isinstance(value, int | Decimal | str) or isinstance(value, bool):
        return [Fault(path, *NOT_A_NUMBER)]
    try:
        wrong = fault_of_amount(exact(value))
    except NotExact as error:
        return [Fault(path, error.en, error.fr)]
    return [Fault(path, wrong, AMOUNTS_FR[wrong])] if wrong else []
