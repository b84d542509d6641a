"""A case: a person, a place, a day, what they carry; read from JSON in `case_json`."""

import datetime
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Literal, get_args

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
                found = value if type(value) is Decimal else exact(value)
                fault = fault_of_amount(found)
                if fault:
                    raise ValueError(f"{self.name}: {measure} {fault}")
                if found is not value:
                    msgspec.structs.force_setattr(self, measure, found)


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


class Declared(msgspec.Struct, frozen=True):
    """The kinds of place and the circumstances that the rules of one jurisdiction speak of."""

    places: tuple[str, ...] = PLACE_KINDS
    circumstances: tuple[str, ...] = CIRCUMSTANCES


#: Every jurisdiction that has rules, with what it declares.
Known = Mapping[str, Declared]


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
        and all(fault_of_amount(metres) == "" for metres in case.place.metres_to.values())
        and not (case.sentence_ended and not case.conviction_date)
        and not (case.conviction_date and case.conviction_date > case.date)
    )


def _measured(s: Substance) -> bool:
    if s.grams == 0 or s.grams_active == 0 or s.pills == 0 or s.units == 0:
        return False
    if s.grams is not None and s.grams_active is not None and s.grams_active > s.grams:
        return False
    return not (s.grams is s.grams_active is s.pills is s.units is None)


class NotExact(ValueError):
    """An amount that is no number as JSON writes one."""

    def __init__(self, en: str, fr: str) -> None:
        super().__init__(en)
        self.en, self.fr = en, fr


def exact(value: Number) -> Decimal:
    """An amount as it is written. A text is a number as JSON writes it; what people write
    otherwise is told, not taken."""
    if isinstance(value, bool):
        raise NotExact("an amount is a number", "une quantité est un nombre")
    try:
        return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    except InvalidOperation:
        raise _not_exact(str(value)) from None


def _not_exact(written: str) -> NotExact:
    try:
        found = numbers.read(written, "fr")  # the stricter of the two ways of writing
    except numbers.NotRead as refused:
        return NotExact(refused.in_words("en"), refused.in_words("fr"))
    exact = numbers.plain(found, "en")
    return NotExact(
        f"“{written}” is written as people do; write {exact}",
        f"« {written} » est écrit comme on l’écrit à la main ; écrivez {exact}",
    )


NOT_A_NUMBER = ("is not a number", "n’est pas un nombre")
#: Each fault of an amount, in French.
AMOUNTS_FR = {
    NOT_A_NUMBER[0]: NOT_A_NUMBER[1],
    "is less than nothing": "est inférieur à zéro",
    f"is more than {MOST:,}": f"dépasse {numbers.plain(MOST, 'fr')}",
    f"has more than {DECIMALS} decimals": f"a plus de {DECIMALS} décimales",
}


def fault_of_amount(value: Decimal) -> str:
    """Empty where the amount can be counted in millionths."""
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int):
        return NOT_A_NUMBER[0]
    if value < 0:
        return "is less than nothing"
    if value > MOST:
        return f"is more than {MOST:,}"
    if exponent < -DECIMALS and value != round(value, DECIMALS):
        return f"has more than {DECIMALS} decimals"
    return ""
