"""A case: a person, a place, a day, what they carry. Parsed with every fault and its JSON path."""

import datetime
import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, get_args

import msgspec

from veille import numbers

#: Kinds of place and circumstances that every regime may speak of; a rule file may declare more.
PLACE_KINDS: tuple[str, ...] = (
    "street",
    "park",
    "public_transit",
    "private_residence",
    "lawful_shelter",
    "designated_clinic",
    "supervised_site",
    "school",
    "child_care",
    "airport",
    "coast_guard_vessel",
    "vehicle_driven_by_minor",
    "other_public",
)
LANDMARKS: tuple[str, ...] = ("playground", "spray_pool", "skate_park")
CIRCUMSTANCES: tuple[str, ...] = (
    "intent_to_traffic",
    "overdose_caller",
    "overdose_scene",
    "service_provider_disposal",
    "code_of_service_discipline",
    "driving",
    "minors_involved",
    "violence",
    "weapon",
    "gang",
    "workplace_safety",
    "public_disturbance",
    "own_use_shown",
    "dependent",
    "prior_record",
    "accepts_treatment",
    "cultivation",
    "prescribed",
)
Measure = Literal["grams", "grams_active", "pills", "units"]

MEASURES: tuple[str, ...] = get_args(Measure)

OLDEST = 130
#: An amount has at most this many decimals: grams are counted in whole micrograms.
DECIMALS = 6
MOST = Decimal(1_000_000_000)
MILLION = 10**DECIMALS
_MEASURES = ", ".join(MEASURES)

Number = Decimal | int | float | str


class Substance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is carried, as weighed (`grams`), as pure (`grams_active`), or counted.

    An amount is exact: a float is read as it is written, so that 2.5 is 2.5. `mixed_with`: what
    else is in the same bag, which is weighed once. `derivative_of`: what somebody says that it is
    a derivative or an analogue of, where no schedule names it.
    """

    name: str
    grams: Decimal | None = None
    grams_active: Decimal | None = None
    pills: Decimal | None = None
    units: Decimal | None = None
    mixed_with: tuple[str, ...] | None = None
    derivative_of: str | None = None

    def __post_init__(self) -> None:
        for measure in MEASURES:
            value = getattr(self, measure)
            if value is not None:
                exact = value if type(value) is Decimal else _exact(value)
                fault = _fault_of_amount(exact)
                if fault:
                    raise ValueError(f"{self.name}: {measure} {fault}")
                if exact is not value:
                    msgspec.structs.force_setattr(self, measure, exact)


class Place(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where; and how many metres from what. A landmark that is not named is taken to be far."""

    kind: str
    metres_to: dict[str, Decimal] = {}


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One person on one day. `conviction_date` and `sentence_ended`: of an earlier conviction."""

    jurisdiction: str
    date: datetime.date
    age: int
    place: Place
    substances: tuple[Substance, ...]
    circumstances: tuple[str, ...] = ()
    conviction_date: datetime.date | None = None
    sentence_ended: datetime.date | None = None


class Fault(msgspec.Struct, frozen=True):
    """What is wrong in the JSON, and where; in English and in French."""

    path: str
    what: str
    what_fr: str

    def __str__(self) -> str:
        return f"{self.path}: {self.what}"

    def in_words(self, language: str) -> str:
        return self.what_fr if language == "fr" else self.what


class Malformed(ValueError):
    """The JSON holds no case; `faults` says every reason."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


_decode_case = msgspec.json.Decoder(Case)
_decode_cases = msgspec.json.Decoder(list[Case])
_decode_anything = msgspec.json.Decoder(Any, float_hook=Decimal)


class Declared(msgspec.Struct, frozen=True):
    """The kinds of place and the circumstances that the rules of one jurisdiction speak of."""

    places: tuple[str, ...] = PLACE_KINDS
    circumstances: tuple[str, ...] = CIRCUMSTANCES


#: Every jurisdiction that has rules, with what it declares.
Known = Mapping[str, Declared]


#: What some editors write before a text in UTF-8.
_BOM = b"\xef\xbb\xbf"


def read_cases(text: bytes | str, known: Known) -> tuple[list[Case], bool]:
    """The cases in a JSON document, and whether it is an array; raises Malformed."""
    raw = (text.encode() if isinstance(text, str) else text).removeprefix(_BOM)
    many = raw.lstrip()[:1] == b"["
    try:
        cases = _decode_cases.decode(raw) if many else [_decode_case.decode(raw)]
        if all(sound(case, known) for case in cases):
            return cases, many
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass
    raise Malformed(_faults(raw, known) or [Fault("$", "is not a case", "n’est pas un cas")])


def sound(case: Case, known: Known) -> bool:
    """What the types alone do not say of a case."""
    declared = known.get(case.jurisdiction)
    return (
        declared is not None
        and case.place.kind in declared.places
        and all(each in declared.circumstances for each in case.circumstances)
        and 0 <= case.age <= OLDEST
        and bool(case.substances)
        and all(s.name.strip() and _measured(s) for s in case.substances)
        and all(what in LANDMARKS for what in case.place.metres_to)
        and all(_fault_of_amount(metres) == "" for metres in case.place.metres_to.values())
        and not (case.sentence_ended and not case.conviction_date)
        and not (case.conviction_date and case.conviction_date > case.date)
    )


def _measured(s: Substance) -> bool:
    if s.grams == 0 or s.grams_active == 0 or s.pills == 0 or s.units == 0:
        return False
    if s.grams is not None and s.grams_active is not None and s.grams_active > s.grams:
        return False
    return not (s.grams is s.grams_active is s.pills is s.units is None)


class _NotExact(ValueError):
    """An amount that is no number as JSON writes one."""

    def __init__(self, en: str, fr: str) -> None:
        super().__init__(en)
        self.en, self.fr = en, fr


def _exact(value: Number) -> Decimal:
    """A text is a number as JSON writes it; what people write otherwise is told, not taken."""
    if isinstance(value, bool):
        raise _NotExact("an amount is a number", "une quantité est un nombre")
    try:
        return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    except InvalidOperation:
        raise _not_exact(str(value)) from None


def _not_exact(written: str) -> _NotExact:
    try:
        found = numbers.read(written, "fr")  # the stricter of the two ways of writing
    except numbers.NotRead as refused:
        return _NotExact(refused.in_words("en"), refused.in_words("fr"))
    exact = numbers.plain(found, "en")
    return _NotExact(
        f"“{written}” is written as people do; write {exact}",
        f"« {written} » est écrit comme on l’écrit à la main ; écrivez {exact}",
    )


_NOTHING = (
    "is nothing; leave it out, or give how much",
    "est nul ; omettez-le ou indiquez combien",
)
_NOT_A_NUMBER = ("is not a number", "n’est pas un nombre")
#: Each fault of an amount, in French.
_AMOUNTS_FR = {
    _NOT_A_NUMBER[0]: _NOT_A_NUMBER[1],
    "is less than nothing": "est inférieur à zéro",
    f"is more than {MOST:,}": f"dépasse {numbers.plain(MOST, 'fr')}",
    f"has more than {DECIMALS} decimals": f"a plus de {DECIMALS} décimales",
}


def _fault_of_amount(value: Decimal) -> str:
    """Empty where the amount can be counted in millionths."""
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int):
        return _NOT_A_NUMBER[0]
    if value < 0:
        return "is less than nothing"
    if value > MOST:
        return f"is more than {MOST:,}"
    if exponent < -DECIMALS and value != round(value, DECIMALS):
        return f"has more than {DECIMALS} decimals"
    return ""


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
    return found or ([] if _exact(value) else [Fault(path, *_NOTHING)])


def _amount(path: str, value: Any) -> list[Fault]:
    if not isinstance(value, int | Decimal | str) or isinstance(value, bool):
        return [Fault(path, *_NOT_A_NUMBER)]
    try:
        wrong = _fault_of_amount(_exact(value))
    except _NotExact as error:
        return [Fault(path, error.en, error.fr)]
    return [Fault(path, wrong, _AMOUNTS_FR[wrong])] if wrong else []
