"""Whether a decision lies within the law's range: asks the data of `veille.law`. Pure.

The law's data name, for each decision, whom it may concern, for which schedules of substances,
and how much or how long; this module knows no jurisdiction.
"""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal

import msgspec
from django.utils.translation import gettext_lazy as _

from veille.law import Decision as Allowed
from veille.law import book, decisions
from veille.law.books import canonical
from veille.ledger.refusal import Malformed, Refused

from .sentences import InWords
from .words import DecisionKind

Schedules = frozenset[str]


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A decision that a panel means to make, and of whom. `circumstances` in the law's words:
    dependent, prior_record, accepts_treatment."""

    kind: DecisionKind
    day: date
    substances: tuple[str, ...]
    circumstances: frozenset[str]
    months: int | None = None
    euros: Decimal | None = None


def allowing(law: str, asked: Asked, minimum_wage_euros: Decimal | None) -> Allowed:
    """The entry of the law's data that allows the decision.

    Raises Refused with what the law allows instead, Malformed where an amount or a length is
    missing or is of no use for this kind.
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
    fitting = [one for one in of_them if _covers(one, law, asked)]
    if not fitting:
        raise Refused(
            _(
                "The law allows no %(kind)s for what was seized here. Choose another decision; "
                "nothing was written."
            ),
            kind=asked.kind.label,
        )
    _length_holds(law, asked, fitting[0])
    if asked.kind is DecisionKind.FINE:
        return _within_amounts(fitting, asked, minimum_wage_euros)
    if asked.euros is not None:
        raise Malformed(_("Only a fine has an amount. Take it out, or choose the fine."))
    return fitting[0]


def open_to(law: str, day: date) -> list[Allowed]:
    """Every decision that the law knows on a day."""
    return [one for one in decisions(law, day) if one.kind == "decision"]


def concerns(one: Allowed, circumstances: Collection[str]) -> bool:
    """Whether it may be made of somebody of whom this is so."""
    return set(one.all_of) <= set(circumstances) and not set(one.none_of) & set(circumstances)


def schedules_of(law: str, day: date, substances: Sequence[str]) -> Schedules:
    """The schedules in which the seized substances stood on that day."""
    there = book(law).on(day)
    members = there.members if there else {}
    names = [canonical(name) for name in substances]
    return frozenset(members[name].schedule for name in names if name in members)


def _covers(one: Allowed, law: str, asked: Asked) -> bool:
    schedules = schedules_of(law, asked.day, asked.substances)
    return not one.schedules or bool(schedules & set(one.schedules))


def _length_holds(law: str, asked: Asked, fitting: Allowed) -> None:
    """Months where the law bounds a length, and only there."""
    bounds = [fitting.months] + [
        one.months
        for one in decisions(law, asked.day)
        if one.kind == "time_limit" and asked.kind.value in one.decides
    ]
    bounded = [months for months in bounds if months is not None]
    if not bounded:
        if asked.months is not None:
            raise Malformed(
                _("A %(kind)s has no length in months. Take it out."), kind=asked.kind.label
            )
        return
    low, high = max(1, *(least for least, _most in bounded)), min(most for _l, most in bounded)
    if asked.months is None or not low <= asked.months <= high:
        raise Malformed(
            _(
                "The law allows %(low)s to %(high)s months for this decision (%(kind)s). Enter a "
                "number of months within that; nothing was written."
            ),
            low=low,
            high=high,
            kind=asked.kind.label,
        )


def _within_amounts(
    fitting: Sequence[Allowed], asked: Asked, minimum_wage_euros: Decimal | None
) -> Allowed:
    """The entry within whose amounts the fine lies; one without amounts goes up to the wage."""
    if asked.euros is None or asked.euros <= 0:
        raise Malformed(_("Enter the amount of the fine, in euros."))
    ranges = []
    for one in fitting:
        ceiling = minimum_wage_euros
        low, high = one.euros or (Decimal(0), ceiling)
        if high is None:
            raise Refused(
                _(
                    "The law bounds this fine by the minimum monthly wage, and none is set for "
                    "this commission. Ask its coordinator to enter it, then decide; nothing was "
                    "written."
                ),
            )
        if low <= asked.euros <= high:
            return one
        ranges.append(f"{low}–{high} €")
    raise Refused(
        _(
            "The law allows a fine of %(ranges)s here, not %(euros)s €. Change the amount; nothing "
            "was written."
        ),
        ranges=", ".join(ranges),
        euros=asked.euros,
    )
