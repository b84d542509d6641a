"""What the law answers on a case as it is filed, and as a laboratory found it. Pure."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from veille.law import Answer, Place, Substance, assess
from veille.law import Case as LawCase

from .facts import UNKNOWN_SUBSTANCE, Seized
from .state import Case
from .words import Unit

#: Answers that make a case the commission's.
OURS = ("administrative", "diverted")
_HUNDRED = Decimal(100)
_MICROGRAMS = Decimal("0.000001")


def answer(law: str, case: Case, found_on: date) -> Answer:
    """What the law says of the person on the day of the finding. What the panel held to be shown
    counts as such; where they were found is taken to be a street."""
    shown = case.competence is not None and case.competence.own_use_shown
    return assess(
        LawCase(
            law,
            found_on,
            case.age_years,
            Place("street"),
            tuple(_as_analysed(case)),
            ("own_use_shown",) if shown else (),
        )
    )


def is_open(case: Case, said: Answer) -> bool:
    """Whether the panel has to say whether the case is the commission's: the law's answer is that
    it is another's, and nobody has decided."""
    return case.competence is None and said.outcome not in (*OURS, "undetermined")


def awaits_laboratory(case: Case) -> bool:
    """Whether something was filed as unknown, and no laboratory has said what it is."""
    return any(
        one.substance == UNKNOWN_SUBSTANCE and line not in case.analyses
        for line, one in enumerate(case.seized, 1)
    )


def substances(case: Case) -> tuple[str, ...]:
    """What was seized, as far as anybody knows what it is."""
    return tuple(one.name for one in _as_analysed(case))


def _as_analysed(case: Case) -> Iterator[Substance]:
    for line, one in enumerate(case.seized, 1):
        found = case.analyses.get(line)
        name = found.substance if found else one.substance
        purity = found.purity_percent if found else None
        yield _measured(name, one, purity)


def _measured(name: str, one: Seized, purity_percent: Decimal | None) -> Substance:
    match one.unit:
        case Unit.PILLS:
            return Substance(name, pills=one.amount)
        case Unit.UNITS:
            return Substance(name, units=one.amount)
        case Unit.GRAMS_ACTIVE:
            return Substance(name, grams_active=one.amount)
    if purity_percent is None:
        return Substance(name, grams=one.amount)
    pure = (one.amount * purity_percent / _HUNDRED).quantize(_MICROGRAMS)
    return Substance(name, grams=one.amount, grams_active=pure)
