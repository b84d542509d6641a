"""What could be seen at all: for each substance of concern, from which share up each test that
was done would see it, and what nobody looked for. Said before any result.

    for line in detectable(sample.readings, sample.methods):
        line.says.in_words("fr")
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from veille.tabular import Message

from .limits import OF_CONCERN, USUAL_MG_PER_ML, Limits, Lot, Test, limits
from .records import Method, Outcome, Reading
from .sight import least_share_percent

#: In French with the article, as it stands in a sentence.
_NAMES = {
    "fentanyl": Message("fentanyl", "le fentanyl"),
    "carfentanil": Message("carfentanil", "le carfentanil"),
    "furanylfentanyl": Message("furanylfentanyl", "le furanylfentanyl"),
    "nitazene": Message("nitazenes", "les nitazènes"),
    "desnitazenes": Message("“desnitazenes”", "les « desnitazènes »"),
    "benzodiazepine": Message("benzodiazepines", "les benzodiazépines"),
    "medetomidine": Message("medetomidine", "la médétomidine"),
    "xylazine": Message("xylazine", "la xylazine"),
}


class Seen(StrEnum):
    FROM = "from"  # a test looked for it, and sees it from a share up
    NOT_LOOKED_FOR = "not-looked-for"
    NO_RESULT = "no-result"  # a test was begun and says nothing: invalid, or of a stopped lot


@dataclass(frozen=True, kw_only=True)
class Detectable:
    """One substance and one method. `least_share` is of the mass, 0 to 1; None where nobody
    looked. `assumed`: the dilution was not written down, and the usual one was taken."""

    substance: str
    seen: Seen
    says: Message
    method: Method | None = None
    least_share: float | None = None
    assumed: bool = False


def detectable(
    readings: Sequence[Reading],
    methods: Iterable[Method],
    *,
    lots: Sequence[Lot] = (),
    known: Limits | None = None,
) -> list[Detectable]:
    """Every substance of concern, with the methods that looked for it, the finest first; those
    that nobody looked for last."""
    known = known or limits()
    done = set(methods)
    found: list[Detectable] = []
    for substance in OF_CONCERN:
        lines = [_of_strip(r, lots, known) for r in readings if r.target == substance]
        lines += [
            _of_instrument(m, substance, known)
            for m in (Method.LABORATORY, Method.FTIR)
            if m in done
        ]
        found += [each for each in lines if each is not None] or [_nobody(substance)]
    return sorted(found, key=lambda line: (line.seen is not Seen.FROM, line.least_share or 0.0))


def least_share(
    reading: Reading, *, lots: Sequence[Lot] = (), known: Limits | None = None
) -> float | None:
    """The smallest share of the mass that this strip sees, by its lot and dilution; None for a
    strip that `limits` does not know."""
    test = (known or limits()).test(Method.STRIP, reading.target)
    lot = _lot(reading, lots)
    limit = (lot.limit_ng_per_ml if lot else None) or (test.limit_ng_per_ml if test else None)
    if limit is None:
        return None
    dilution = reading.mg_per_ml or USUAL_MG_PER_ML
    return least_share_percent(limit_ng_per_ml=limit, sample_mg_per_ml=dilution) / 100


def _lot(reading: Reading, lots: Sequence[Lot]) -> Lot | None:
    wanted = reading.target, reading.brand, reading.lot
    return next((lot for lot in lots if (lot.target, lot.brand, lot.lot) == wanted), None)


def _of_strip(reading: Reading, lots: Sequence[Lot], known: Limits) -> Detectable | None:
    name = _NAMES[reading.target]
    lot = _lot(reading, lots)
    if reading.outcome is Outcome.NOT_DONE:
        return None
    if not reading.outcome.counts or (lot is not None and lot.stopped):
        return Detectable(
            substance=reading.target,
            seen=Seen.NO_RESULT,
            method=Method.STRIP,
            says=Message(
                f"The strip for {name.en} gave no result.",
                f"La bandelette pour {name.fr} n’a pas donné de résultat.",
            ),
        )
    least = least_share(reading, lots=lots, known=known)
    if least is None:
        return None
    test = known.test(Method.STRIP, reading.target)
    return Detectable(
        substance=reading.target,
        seen=Seen.FROM,
        method=Method.STRIP,
        least_share=least,
        assumed=reading.mg_per_ml is None,
        says=Message(
            f"This strip at this dilution sees {name.en} from {percent(least, 'en')} up"
            f"{_but_misses(test, 'en')}.",
            f"Cette bandelette, à cette dilution, voit {name.fr} à partir de "
            f"{percent(least, 'fr')}{_but_misses(test, 'fr')}.",
        ),
    )


def _but_misses(test: Test | None, language: str) -> str:
    if test is None or not test.misses:
        return ""
    names = [_NAMES[m].in_words(language) if m in _NAMES else m for m in test.misses]
    return (
        f"; it misses {' and '.join(names)}"
        if language == "en"
        else (f"; elle ne voit pas {' ni '.join(names)}")
    )


def _of_instrument(method: Method, substance: str, known: Limits) -> Detectable | None:
    name = _NAMES[substance]
    if method is Method.LABORATORY:
        return Detectable(
            substance=substance,
            seen=Seen.FROM,
            method=method,
            least_share=0.0,
            says=Message(
                f"The laboratory looked for {name.en}, traces included.",
                f"Le laboratoire a cherché {name.fr}, traces comprises.",
            ),
        )
    test = known.test(method, substance)
    if test is None or test.least_share is None:
        return None
    return Detectable(
        substance=substance,
        seen=Seen.FROM,
        method=method,
        least_share=test.least_share,
        says=Message(
            f"FTIR sees {name.en} from about {percent(test.least_share, 'en')}.",
            f"L’IRTF voit {name.fr} à partir d’environ {percent(test.least_share, 'fr')}.",
        ),
    )


def _nobody(substance: str) -> Detectable:
    name = _NAMES[substance]
    return Detectable(
        substance=substance,
        seen=Seen.NOT_LOOKED_FOR,
        says=Message(f"Nobody looked for {name.en}.", f"Personne n’a cherché {name.fr}."),
    )


def percent(share: float, language: str) -> str:
    """“0.02%”, « 0,02 % »: two digits that mean something."""
    written = f"{share * 100:.2g}" if share < 1 else "100"
    if "e" in written:
        written = f"{share * 100:.5f}".rstrip("0")
    return f"{written.replace('.', ',')} %" if language == "fr" else f"{written}%"
