"""What the law's interface takes and answers, as frozen structs: `openapi.py` describes these."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

import msgspec

from .. import Answer, Beside, Case, Difference, Malformed, book, codes, known, read_cases
from ..answer import Words
from ..books import every_name, name_of
from ..case import Declared, Fault
from ..caveats import Caveat
from ..parameters import Parameter
from ..readings import Possibilities

#: Names in one case, mixtures counted: each that is not known is looked for among all names.
MOST_NAMES = 20
VERSION = 1


class Named(msgspec.Struct, frozen=True):
    """A substance: its name in a case, and as people read it."""

    name: str
    words: Words


class AskedBack(msgspec.Struct, frozen=True):
    """A name that is not taken as it is. `readings`: what it may mean; `suggestions`: what has a
    name that is written alike, at most three."""

    name: str
    readings: list[Named]
    suggestions: list[Named]


class Assessed(msgspec.Struct, frozen=True):
    """`asked_back`: names of the case for which the answer could tell nothing; `caveats`: how far
    the answer reaches, and until when the law is known here. `possibilities`: for who cannot say
    what such a name stands for, what follows of each thing that it may be; null where no name means
    several things, or where there are more than 125 readings."""

    answer: Answer
    asked_back: list[AskedBack]
    caveats: list[Caveat]
    possibilities: Possibilities | None


class Comparison(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A case, the jurisdictions to lay it beside (none: all), and another day in its own."""

    case: Case
    jurisdictions: list[str] | None = None
    day: date | None = None


class Compared(msgspec.Struct, frozen=True):
    """`beside`: the case's own jurisdiction first; `days`: the earlier of the two days first."""

    beside: list[Beside]
    days: Difference | None
    asked_back: list[AskedBack]


class JurisdictionTold(msgspec.Struct, frozen=True, rename={"begins": "from"}):
    """`begins`: the day of the first rule; `changes`: each day on which something changed;
    `checked`: the day by which the rules were last compared with their sources."""

    code: str
    name: Words
    within: str | None
    time_zone: str
    begins: date
    checked: date | None
    changes: list[date]
    places: list[str]
    circumstances: list[str]


class Jurisdictions(msgspec.Struct, frozen=True):
    jurisdictions: list[JurisdictionTold]


class Parameters(msgspec.Struct, frozen=True):
    parameters: list[Parameter]


Code = Literal[
    "method",
    "too_many",
    "language",
    "type",
    "size",
    "malformed",
    "no_such_place",
    "day",
    "broken",
]


class ProblemFault(msgspec.Struct, frozen=True):
    """What is wrong in the body, and where."""

    path: str
    what: str


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """A request that is not answered (RFC 9457). `code` for the machine, the others in words."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: Code
    faults: list[ProblemFault] = []


class NotAsked(ValueError):
    """The body holds no question; `faults` says every reason."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = list(faults)


def read_case(body: bytes) -> Case:
    """The one case in a body. Raises NotAsked."""
    try:
        cases, many = read_cases(body, known())
    except Malformed as malformed:
        raise NotAsked(malformed.faults) from None
    if many:
        raise NotAsked(
            [Fault("$", "is an array; send one case", "est un tableau\u202f; envoyez un seul cas")]
        )
    _check_names(cases[0])
    return cases[0]


class _Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    case: msgspec.Raw
    jurisdictions: list[str] | None = None
    day: date | None = None


_decode_envelope = msgspec.json.Decoder(_Envelope)


def read_comparison(body: bytes) -> Comparison:
    """Raises NotAsked; a fault in the case has its path within it."""
    try:
        said = _decode_envelope.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise NotAsked(
            [
                Fault(
                    "$",
                    "is not an object with case, and if you like jurisdictions (a list of codes) "
                    "and day (such as 2023-06-01)",
                    "n’est pas un objet qui contient case et, au besoin, jurisdictions (une liste "
                    "de codes) et day (par exemple 2023-06-01)",
                )
            ]
        ) from None
    try:
        case = read_case(bytes(said.case))
    except NotAsked as wrong:
        inside = [
            msgspec.structs.replace(each, path=f"$.case{each.path[1:]}") for each in wrong.faults
        ]
        raise NotAsked(inside) from None
    unknown = [
        Fault(
            f"$.jurisdictions[{n}]",
            f"is none of {', '.join(codes())}",
            f"n’est aucun de {', '.join(codes())}",
        )
        for n, code in enumerate(said.jurisdictions or ())
        if code not in codes()
    ]
    if unknown:
        raise NotAsked(unknown)
    once = list(dict.fromkeys(said.jurisdictions)) if said.jurisdictions else None
    return Comparison(case, once, said.day)


def _check_names(case: Case) -> None:
    names = sum(1 + len(each.mixed_with or ()) for each in case.substances)
    if names > MOST_NAMES:
        raise NotAsked(
            [
                Fault(
                    "$.substances",
                    f"names more than {MOST_NAMES} substances",
                    f"nomme plus de {MOST_NAMES} substances",
                )
            ]
        )


def asked_back(case: Case) -> list[AskedBack]:
    """Each name that means several things, or nothing that is known here."""
    names = dict.fromkeys(
        name for each in case.substances for name in (each.name, *(each.mixed_with or ()))
    )
    found = [every_name().find(name) for name in names]
    return [
        AskedBack(each.name, _named(each.readings), _named(each.suggestions))
        for each in found
        if not each.key
    ]


def _named(keys: Sequence[str]) -> list[Named]:
    return [Named(key, name_of(key)) for key in keys]


def jurisdiction(code: str) -> JurisdictionTold:
    place = book(code)
    said = place.texts[0].jurisdiction
    declared: Declared = place.declared
    return JurisdictionTold(
        code=code,
        name=place.name,
        within=said.within or None,
        time_zone=said.time_zone,
        begins=place.changes[0],
        checked=place.checked,
        changes=list(place.changes),
        places=list(declared.places),
        circumstances=list(declared.circumstances),
    )
