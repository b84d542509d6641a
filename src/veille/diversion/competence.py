"""What the law answers on a case as it is filed, and as a laboratory found it. Pure."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import msgspec

from veille.law import Answer, Place, Substance, assess
from veille.law import Case as LawCase

from .facts import UNKNOWN_SUBSTANCE, Seized
from .state import Case
from .words import Unit

#: Answers that make a case the commission's.
OURS = ("administrative", "diverted")
#: Nothing that is sold as a drug holds less of it (assumed): an amount that is too much even so is
#: not left to a laboratory, before anybody asks whose case it is.
LEAST_PURITY_PERCENT = Decimal(1)
_HUNDRED = Decimal(100)
_MICROGRAMS = Decimal("0.000001")


class Says(msgspec.Struct, frozen=True):
    """The law's answer on a case; and where it hangs on a purity that nobody measured, what it
    would be at `LEAST_PURITY_PERCENT`."""

    answer: Answer
    if_weak: Answer | None = None


def says(law: str, case: Case, found_on: date) -> Says:
    """What the law says of the person on the day of the finding. What the panel held to be shown
    counts as such; where they were found is taken to be a street."""
    found = _assessed(law, case, found_on, None)
    if found.outcome != "undetermined":
        return Says(found)
    return Says(found, _assessed(law, case, found_on, LEAST_PURITY_PERCENT))


def _assessed(law: str, case: Case, found_on: date, unmeasured: Decimal | None) -> Answer:
    """`unmeasured`: the purity, in percent, of what nobody measured; None: it is not known."""
    shown = case.competence is not None and case.competence.own_use_shown
    return assess(
        LawCase(
            law,
            found_on,
            case.age_years,
            Place("street"),
            tuple(_as_analysed(case, unmeasured)),
            ("own_use_shown",) if shown else (),
        )
    )


def is_open(case: Case, said: Says) -> bool:
    """Whether the panel has to say whether the case is the commission's: the law's answer is that
    it is another's, whatever the purity, and nobody has decided."""
    return case.competence is None and (_is_anothers(said.answer) or is_too_much(said))


def is_too_much(said: Says) -> bool:
    """Whether the purity is not known, and the law's answer is that the case is another's however
    weak it is."""
    return said.if_weak is not None and _is_anothers(said.if_weak)


def _is_anothers(answer: Answer) -> bool:
    return answer.outcome not in (*OURS, "undetermined")


def awaits_laboratory(case: Case) -> bool:
    """Whether something was filed as unknown, and no laboratory has said what it is."""
    return any(
        one.substance == UNKNOWN_SUBSTANCE and line not in case.analyses
        for line, one in enumerate(case.seized, 1)
    )


def substances(case: Case) -> tuple[str, ...]:
    """What was seized, as far as anybody knows what it is."""
    return tuple(
        name for one in _as_analysed(case, None) for name in (one.name, *(one.mixed_with or ()))
    )


def _as_analysed(case: Case, unmeasured: Decimal | None) -> Iterator[Substance]:
    """Each thing as what a laboratory found in it, else as it was filed. Of several substances in
    one, the first stands for its weight."""
    for line, one in enumerate(case.seized, 1):
        found = case.analyses.get(line, ())
        name = found[0].substance if found else one.substance
        first = _measured(name, one, (found[0].purity_percent if found else None) or unmeasured)
        others = [(each.substance, each.purity_percent or unmeasured) for each in found[1:]]
        weighed = one.unit == Unit.GRAMS
        mixed = tuple(other for other, purity in others if not weighed or purity is None)
        yield msgspec.structs.replace(first, mixed_with=mixed or None)
        for other, purity in others:
            if weighed and purity is not None:
                yield Substance(other, grams_active=_pure(one.amount, purity))


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
    return Substance(name, grams=one.amount, grams_active=_pure(one.amount, purity_percent))


def _pure(grams: Decimal, purity_percent: Decimal) -> Decimal:
    return (grams * purity_percent / _HUNDRED).quantize(_MICROGRAMS)
