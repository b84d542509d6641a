"""A referral as a machine sends it: one JSON object, read with every fault and its path."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
from django.utils.translation import gettext as _

from veille.ledger import clock
from veille.ui.machine_descriptions import REFERENCE

from ..facts import Seized
from ..words import ContactBy, Language, OwnUse, Unit

#: What a person or a machine writes: no control characters, which no database keeps alike.
_PLAIN = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f]*$"
Short = Annotated[str, msgspec.Meta(max_length=80, pattern=_PLAIN)]
Line = Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=_PLAIN)]
Text = Annotated[str, msgspec.Meta(max_length=2_000, pattern=_PLAIN)]
Moment = Annotated[datetime, msgspec.Meta(tz=True)]
BirthYear = Annotated[int, msgspec.Meta(ge=1900, le=2100)]
Age = Annotated[int, msgspec.Meta(ge=0, le=110)]
#: A referral is of somebody found lately: an older day is a slip of the finger.
OLDEST = timedelta(days=366)
_MOST_SEIZED = 20


class SeizedThing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was seized: its name in the law, or `unknown` where a laboratory is to say what it is;
    how much, and in which unit."""

    substance: Annotated[str, msgspec.Meta(min_length=1, max_length=80, pattern=_PLAIN)]
    amount: Decimal
    unit: Literal["grams", "grams_active", "pills", "units"]


class Filed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One referral. `reference` is the sender's own, by which it is known again; `domicile` and
    `found_in` are beginnings of postal codes or names of places: they say which commission."""

    reference: Line
    name: Line
    found_at: Moment
    where: Annotated[str, msgspec.Meta(min_length=1, max_length=2_000, pattern=_PLAIN)]
    seized: Annotated[tuple[SeizedThing, ...], msgspec.Meta(min_length=1, max_length=_MOST_SEIZED)]
    birth_year: BirthYear | None = None
    age_years: Age | None = None
    language: Literal["fr", "en"] = "fr"
    domicile: Annotated[str, msgspec.Meta(max_length=60, pattern=_PLAIN)] = ""
    found_in: Annotated[str, msgspec.Meta(max_length=60, pattern=_PLAIN)] = ""
    contact_by: Literal["phone", "text", "mail", "email", "service", "none"] = "none"
    contact: Annotated[str, msgspec.Meta(max_length=200, pattern=_PLAIN)] = ""
    own_use: Literal["said", "denied", "unsaid"] = "unsaid"
    what: Text = ""
    service: Short = ""

    def told(self) -> dict[str, Any]:
        """What `intake.receive` is told."""
        values = {name: getattr(self, name) for name in self.__struct_fields__}
        return values | {
            "language": Language(self.language),
            "contact_by": ContactBy(self.contact_by),
            "own_use": OwnUse(self.own_use),
            "seized": [Seized(one.substance, one.amount, Unit(one.unit)) for one in self.seized],
        }


class Fault(msgspec.Struct, frozen=True):
    path: str
    what: str


class NotAReferral(ValueError):
    """The JSON holds no referral; `faults` says every reason."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(f"{one.path}: {one.what}" for one in faults))
        self.faults = faults


_decode = msgspec.json.Decoder(Any, float_hook=Decimal)


def read(body: bytes) -> Filed:
    """The referral in a JSON document. Raises NotAReferral."""
    try:
        given = _decode.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise NotAReferral([Fault("$", _("is not JSON: %(why)s") % {"why": error})]) from None
    if not isinstance(given, dict):
        raise NotAReferral([Fault("$", _("must be one object"))])
    faults = list(_faults(given, Filed, "$"))
    if faults:
        raise NotAReferral(faults)
    filed: Filed = msgspec.convert(given, Filed)
    late = _fault_of_time(filed.found_at)
    wrong = [
        Fault(f"$.seized[{n}].amount", _("must be a number above 0"))
        for n, one in enumerate(filed.seized)
        if not one.amount.is_finite() or one.amount <= 0
    ]
    if late or wrong:
        raise NotAReferral([*([Fault("$.found_at", late)] if late else []), *wrong])
    return filed


def _fault_of_time(found_at: datetime) -> str:
    now = clock.now()
    try:
        if found_at > now + clock.AHEAD_ALLOWED:
            return _("has not come yet")
        if found_at < now - OLDEST:
            return _("lies more than a year ago")
    except OverflowError:
        return _("is no time of today’s calendar")
    return ""


def _faults(given: dict[str, Any], shape: type[msgspec.Struct], path: str) -> Iterator[Fault]:
    """One fault a field, so that whoever mends them sees all of them at once."""
    kinds = get_type_hints(shape, include_extras=True)
    for name in given:
        if name not in kinds:
            yield Fault(f"{path}.{_short(name)}", _("is not a field of a referral"))
    for field in msgspec.structs.fields(shape):
        if field.name not in given:
            if field.required:
                yield Fault(f"{path}.{field.name}", _("is missing"))
            continue
        yield from _of_field(given[field.name], kinds[field.name], f"{path}.{field.name}")


def _of_field(value: Any, kind: Any, path: str) -> Iterator[Fault]:
    if isinstance(value, list) and _listed(kind) is SeizedThing:
        for n, one in enumerate(value):
            if isinstance(one, dict):
                yield from _faults(one, SeizedThing, f"{path}[{n}]")
            else:
                yield Fault(f"{path}[{n}]", _("must be an object"))
        if not 1 <= len(value) <= _MOST_SEIZED:
            yield Fault(path, _("must hold 1 to %(most)s things") % {"most": _MOST_SEIZED})
        return
    if isinstance(value, str) and _is_number(kind):
        yield Fault(path, _("must be a number of JSON without quotes, such as 2.4"))
        return
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        yield Fault(path, _said(str(error)))


def _is_number(kind: Any) -> bool:
    """Whether a field of this kind holds a number, or a number or nothing."""
    bare = get_args(kind)[0] if get_origin(kind) is Annotated else kind
    if get_origin(bare) in (Union, UnionType):
        return any(_is_number(one) for one in get_args(bare))
    return bare in (int, Decimal)


def _listed(kind: Any) -> Any:
    """What a list of this kind holds; None where it is none."""
    bare = get_args(kind)[0] if get_origin(kind) is Annotated else kind
    return get_args(bare)[0] if get_origin(bare) is tuple else None


def _said(error: str) -> str:
    """msgspec's sentence without its own path."""
    return error.split(" - at `")[0]


def _short(name: str) -> str:
    return name if len(name) <= 40 else name[:40] + "…"


def schema() -> tuple[dict[str, Any], dict[str, Any]]:
    """The JSON Schema of a referral, and the schemas that it names."""
    (main,), parts = msgspec.json.schema_components([Filed], ref_template=REFERENCE)
    # msgspec takes a text for a decimal too; here it is refused: “2,400” can be read in two ways.
    parts["SeizedThing"]["properties"]["amount"] = {"type": "number", "exclusiveMinimum": 0}
    return main, parts
