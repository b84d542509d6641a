"""A sample with its tests as JSON, and what can be said of it: limits first, then estimates."""

from collections.abc import Sequence
from typing import Any

import msgspec

from .detectable import detectable, least_share
from .interpretation import Counts, Result, interpret
from .limits import OF_CONCERN, Limits, Lot, limits
from .naming import group_of, key_of
from .records import Method, Outcome, Reading

Language = str


class Strip(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    target: str
    outcome: Outcome
    mg_per_ml: float | None = None
    brand: str = ""
    lot: str = ""


class Instrument(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What FTIR or the laboratory named. An empty list is an answer: it looked, and named none."""

    method: Method
    found: tuple[str, ...] = ()


class Counted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    positive: int
    tested: int


class LotSaid(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    target: str
    brand: str = ""
    lot: str = ""
    limit_ng_per_ml: float | None = None
    stopped: bool = False


class Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`local` and `others` are positives among those tested by strip, of samples sold as the same:
    this site’s last 90 days, and each other site’s; by substance."""

    strips: tuple[Strip, ...] = ()
    instruments: tuple[Instrument, ...] = ()
    local: dict[str, Counted] = {}
    others: dict[str, tuple[Counted, ...]] = {}
    lots: tuple[LotSaid, ...] = ()


def read_asked(content: bytes) -> Asked:
    """Raises msgspec.ValidationError or msgspec.DecodeError, whose text says what is wrong and
    where; ValueError for what no test can say."""
    asked = msgspec.json.decode(content, type=Asked)
    for strip in asked.strips:
        if strip.target not in OF_CONCERN:
            raise ValueError(
                f"no strip looks for “{strip.target}”; there are {', '.join(OF_CONCERN)}"
            )
        if strip.mg_per_ml is not None and strip.mg_per_ml <= 0:
            raise ValueError(f"a dilution of {strip.mg_per_ml:g} mg/mL")
    for counts in (*asked.local.values(), *(c for of in asked.others.values() for c in of)):
        if not 0 <= counts.positive <= counts.tested:
            raise ValueError(f"{counts.positive} positive of {counts.tested} tested")
    return asked


def answer(asked: Asked, language: Language = "en", known: Limits | None = None) -> dict[str, Any]:
    """Limits first: what could be seen, and what nobody looked for; then, for each substance of
    concern, its probability with an interval. None of it ever says that a sample is safe."""
    known = known or limits()
    lots = tuple(Lot(**msgspec.structs.asdict(lot)) for lot in asked.lots)
    readings = tuple(Reading(**msgspec.structs.asdict(strip)) for strip in asked.strips)
    methods = {each.method for each in asked.instruments}
    lines = detectable(readings, methods, lots=lots, known=known)
    estimates = [
        interpret(
            substance=substance,
            results=_results(substance, asked, readings, lots, known),
            local=_counts(asked.local.get(substance)),
            others=[Counts(c.positive, c.tested) for c in asked.others.get(substance, ())],
            known=known,
        )
        for substance in OF_CONCERN
    ]
    return {
        "limits": [
            {
                "substance": line.substance,
                "seen": line.seen,
                "least_share": line.least_share,
                "says": line.says.in_words(language),
            }
            for line in lines
        ],
        "estimates": [estimate.as_json() for estimate in estimates],
    }


def _counts(counted: Counted | None) -> Counts | None:
    return Counts(counted.positive, counted.tested) if counted else None


def _results(
    substance: str, asked: Asked, readings: Sequence[Reading], lots: Sequence[Lot], known: Limits
) -> list[Result]:
    """Only what answers: a strip not done, invalid, or of a stopped lot says nothing."""
    stopped = {(lot.target, lot.brand, lot.lot) for lot in lots if lot.stopped}
    results = [
        Result(
            method=Method.STRIP,
            positive=each.outcome is Outcome.POSITIVE,
            least_share=least_share(each, lots=lots, known=known),
        )
        for each in readings
        if each.target == substance
        and each.outcome.counts
        and (each.target, each.brand, each.lot) not in stopped
    ]
    for instrument in asked.instruments:
        named = {key_of(name) for name in instrument.found}
        named |= {group_of(key) for key in named}
        results.append(Result(method=instrument.method, positive=substance in named))
    return results
