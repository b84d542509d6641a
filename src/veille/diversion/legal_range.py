"""Whether a decision lies within the law's range: asks the data of `veille.law`. Pure.

The law's data name, for each decision, whom it may concern, for which schedules of substances,
with which measures, and how much or how long; this module knows no jurisdiction.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from decimal import Decimal

import msgspec
from django.utils.translation import gettext_lazy as _

from veille.law import Decision as Allowed
from veille.law import book, decisions
from veille.law.books import canonical
from veille.ledger.refusal import Malformed, Refused

from .sentences import InWords
from .words import DecisionKind, Measure

Schedules = frozenset[str]
MOST_PRESENTATIONS = 200
#: Circumstances that a decision itself says: nobody knows them before it is made.
SAID_BY_DECISION = frozenset({"accepts_conditions", "treatment_not_viable"})


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A decision that a panel means to make, and of whom. `circumstances` in the law's words:
    dependent, prior_record, accepts_treatment, proceeding_resumed, accepts_conditions,
    treatment_not_viable. Other fields as in `facts.Decided`."""

    kind: DecisionKind
    day: date
    substances: tuple[str, ...]
    circumstances: frozenset[str]
    months: int | None = None
    euros: Decimal | None = None
    presentations: int | None = None
    measure: Measure | None = None
    measure_months: int | None = None


def allowing(law: str, asked: Asked, minimum_wage_euros: Decimal | None) -> Allowed:
    """The entry of the law's data that allows the decision.

    Raises Refused with what the law allows instead and where it says so, Malformed where an
    amount or a length is missing or is of no use for this kind.
    """
    of_kind = [one for one in open_to(law, asked.day) if asked.kind.value in one.decides]
    if not of_kind:
        raise Refused(
            _(
                "The law of %(law)s knew no %(kind)s on %(day)s. Choose another decision; nothing "
                "was written."
            ),
            law=law,
            kind=asked.kind.label,
            day=asked.day.isoformat(),
        )
    first = binding(law, asked.day, asked.circumstances)
    if first is not None and of_kind[0].sanction:
        raise Refused(
            _(
                "The law leaves no sanction open for this person now: “%(text)s” (%(section)s). "
                "Choose that, or an acquittal; nothing was written."
            ),
            text=InWords(first.text),
            section=InWords(first.reference.section),
        )
    of_them = [one for one in of_kind if concerns(one, asked.circumstances)]
    if not of_them:
        raise Refused(
            _(
                "The law does not allow this decision for this person: “%(text)s” (%(section)s). "
                "Choose another decision; nothing was written."
            ),
            text=InWords(of_kind[0].text),
            section=InWords(of_kind[0].reference.section),
        )
    schedules = schedules_of(law, asked.day, asked.substances)
    fitting = [one for one in of_them if not one.schedules or schedules & set(one.schedules)]
    if not fitting:
        raise Refused(
            _(
                "The law allows no %(kind)s for what was seized here. Choose another decision; "
                "nothing was written."
            ),
            kind=asked.kind.label,
        )
    return _without_fault(fitting, asked, minimum_wage_euros)


def open_to(law: str, day: date) -> list[Allowed]:
    """Every decision that the law knows on a day."""
    return [one for one in decisions(law, day) if one.kind == "decision"]


def entry_of(law: str, day: date, key: str) -> Allowed | None:
    """The law's entry of that name on a day; None where it has none, or no longer."""
    return next((one for one in decisions(law, day) if one.key == key), None)


def extension_of(law: str, day: date, kind: DecisionKind) -> Allowed | None:
    """By how long the law lets a decision of this kind be extended; None where it does not."""
    for one in decisions(law, day):
        if one.kind == "extension" and kind.value in one.decides:
            return one
    return None


def binding(law: str, day: date, circumstances: Collection[str]) -> Allowed | None:
    """The decision that the law prescribes for somebody of whom this is so; None where it leaves
    the choice."""
    return next(
        (one for one in open_to(law, day) if one.shall and concerns(one, circumstances)), None
    )


def concerns(one: Allowed, circumstances: Collection[str]) -> bool:
    """Whether it may be made of somebody of whom this is so."""
    return set(one.all_of) <= set(circumstances) and not set(one.none_of) & set(circumstances)


def schedules_of(law: str, day: date, substances: Sequence[str]) -> Schedules:
    """The schedules in which the seized substances stood on that day."""
    there = book(law).on(day)
    members = there.members if there else {}
    names = [canonical(name) for name in substances]
    return frozenset(members[name].schedule for name in names if name in members)


def check_months(
    bounds: tuple[int, int] | None, months: int | None, kind: DecisionKind, one: Allowed
) -> None:
    """Months where the law bounds a length, and only there."""
    if bounds is None:
        if months is not None:
            raise Malformed(_("A %(kind)s has no length in months. Take it out."), kind=kind.label)
        return
    low, high = bounds
    if months is None or not low <= months <= high:
        raise Malformed(
            _(
                "The law allows %(low)s to %(high)s months for this decision (%(kind)s; "
                "%(section)s). Enter a number of months within that; nothing was written."
            ),
            low=low,
            high=high,
            kind=kind.label,
            section=InWords(one.reference.section),
        )


def _without_fault(
    fitting: Sequence[Allowed], asked: Asked, minimum_wage_euros: Decimal | None
) -> Allowed:
    """The first entry that the decision fits. Raises the fault of the one that has its measure,
    else of the first."""
    first: Refused | None = None
    for one in sorted(fitting, key=lambda one: asked.measure not in one.measures):
        try:
            for check in _CHECKS:
                check(one, asked)
            _check_amount(one, asked, minimum_wage_euros)
        except Refused as fault:
            first = first or fault
        else:
            return one
    assert first is not None
    raise first


def _check_measure(one: Allowed, asked: Asked) -> None:
    if not one.measures or (one.presentations and asked.measure is None):
        if asked.measure is not None:
            raise Malformed(_("The law adds no measure to this decision. Take the measure out."))
        return
    if asked.measure is None:
        raise Malformed(_("Choose the measure that the law asks for here."))
    if asked.measure not in one.measures:
        raise Refused(
            _(
                "“%(measure)s” is no measure that the law has for this decision (%(section)s). "
                "Choose another measure; nothing was written."
            ),
            measure=asked.measure.label,
            section=InWords(one.reference.section),
        )
    if one.measure_months and "accepts_conditions" not in asked.circumstances:
        raise Malformed(
            _(
                "Such a measure needs the person’s own acceptance (%(section)s). Tick it once they "
                "have given it; nothing was written."
            ),
            section=InWords(one.reference.section),
        )


def _check_length(one: Allowed, asked: Asked) -> None:
    check_months(one.months, asked.months, asked.kind, one)
    if asked.measure is not None or not one.measure_months:
        check_months(one.measure_months, asked.measure_months, asked.kind, one)


def _check_presentations(one: Allowed, asked: Asked) -> None:
    if not one.presentations and asked.presentations is not None:
        raise Malformed(_("The law asks for no presentations here. Take them out."))
    if one.presentations and not 0 < (asked.presentations or 0) <= MOST_PRESENTATIONS:
        raise Malformed(_("Say how many times the person is to present themselves."))


_CHECKS: tuple[Callable[[Allowed, Asked], None], ...] = (
    _check_measure,
    _check_length,
    _check_presentations,
)


def _check_amount(one: Allowed, asked: Asked, minimum_wage_euros: Decimal | None) -> None:
    if one.euros is None:
        if asked.euros is not None:
            raise Malformed(_("Only a fine has an amount. Take it out, or choose the fine."))
        return
    if asked.euros is None or asked.euros <= 0:
        raise Malformed(_("Enter the amount of the fine, in euros."))
    low, high = one.euros[0], one.euros[1] or minimum_wage_euros
    if high is None:
        raise Refused(
            _(
                "The law bounds this fine by the minimum monthly wage, and none is set for "
                "this commission. Ask its coordinator to enter it, then decide; nothing was "
                "written."
            ),
        )
    if not low <= asked.euros <= high:
        raise Refused(
            _(
                "The law allows a fine of %(low)s to %(high)s € here (%(section)s), not "
                "%(euros)s €. Change the amount; nothing was written."
            ),
            low=low,
            high=high,
            section=InWords(one.reference.section),
            euros=asked.euros,
        )
