"""Safer supply, declared: its things, how they fold, what must hold of them, what they fill."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from veille.care import reads as floor
from veille.ledger.areas import Area, Change, Row, Table, Thing
from veille.ledger.recording import Pen
from veille.ledger.refusal import Malformed, Refused

from . import facts, policies, reads, state, tables
from .words import DISPENSED, Fate, Move


def _spans(enrolment: state.Enrolment) -> list[list[str | None]]:
    return [[b.isoformat(), e.isoformat() if e else None] for b, e in enrolment.spans]


def _rhythm(enrolment: state.Enrolment) -> list[list[Any]]:
    return [[at.isoformat(), plan.every_days] for at, plan in enrolment.plans]


def _is_unsigned(one: state.Dose | state.Count) -> bool:
    return bool(one.unsigned)


def _stock_row(
    one: state.Dose | state.Movement,
    product: facts.Product,
    *,
    what: str,
    units: int,
    at: datetime,
    unsigned: bool,
    lot: str = "",
) -> Row:
    return {
        "thing": one.id,
        "site": one.site,
        "product": product.key,
        "what": what,
        "units": units,
        "lot": lot,
        "at": at,
        "by": one.by,
        "unsigned": unsigned,
        "rehearsal": one.rehearsal,
    }


def _stock_of_dose(dose: state.Dose) -> Iterator[Row]:
    """What a dose takes from the stock, and what is put back of it.

    Units that came back and were destroyed left the stock when they were handed out.
    """
    if dose.product is None:
        return
    waiting = {one.entry for one in dose.unsigned}
    unsigned = bool(waiting - {part.entry for part in dose.parts})
    yield _stock_row(
        dose, dose.product, what=DISPENSED, units=-dose.units, at=dose.at, unsigned=unsigned
    )
    for part in dose.parts:
        if part.fate is Fate.RESTOCKED:
            yield _stock_row(
                dose,
                dose.product,
                what=part.fate.value,
                units=part.units,
                at=part.at,
                unsigned=part.entry in waiting,
            )


def _stock_of_movement(movement: state.Movement) -> Iterator[Row]:
    comes = movement.what is Move.RECEIVED
    yield _stock_row(
        movement,
        movement.product,
        what=movement.what.value,
        units=movement.units if comes else -movement.units,
        at=movement.at,
        unsigned=bool(movement.unsigned),
        lot=movement.lot,
    )


def _rules_hold(_pen: Pen, change: Change[state.Rules]) -> None:
    if change.now is not None:
        policies.check_rule(change.now.missed_days)


def _kept_holds(_pen: Pen, change: Change[state.Kept]) -> None:
    if change.now is not None:
        policies.check_product(change.now.product)


def _enrolment_holds(_pen: Pen, change: Change[state.Enrolment]) -> None:
    if change.now is not None or not isinstance(change.entry.body, facts.Enrolled):
        return
    if reads.was_used(change.entry.about):
        raise Refused(
            _("Doses were given under this enrolment: it cannot be struck out. Stop it instead."),
        )


def _dose_holds(pen: Pen, change: Change[state.Dose]) -> None:
    dose = change.now
    if dose is None:
        return
    policies.check_parts(dose)
    if not change.amended or dose.product is None:
        return
    policies.check_units(dose.units)
    enrolment = pen.state(ENROLMENT, dose.enrolment)
    if enrolment is None or dose.way is None:  # it has not arrived from another node yet
        return
    plan = enrolment.plan_at(dose.at)
    if dose.doses < 1 or dose.units % dose.doses:
        raise Malformed(_("So many units are not whole doses. Check both numbers."))
    day = floor.day_of(floor.site(dose.site), dose.at)
    given = reads.given_on(dose.enrolment, day, but=dose.id)
    each = dose.product.strength_ug * dose.units // dose.doses
    policies.check_dose_fits(plan=plan, ug=each, doses=dose.doses, way=dose.way, given=given)


def _movement_holds(_pen: Pen, change: Change[state.Movement]) -> None:
    if change.now is not None:
        policies.check_units(change.now.units)
        policies.check_lot(change.now.lot)


def _count_holds(_pen: Pen, change: Change[state.Count]) -> None:
    if change.now is not None:
        policies.check_units(change.now.units, least=0)


RULES = Thing(
    "care.safer_supply.rules",
    facts,
    state.Rules,
    state.fold_rules,
    tables=(Table(tables.RulesRow),),
    holds=_rules_hold,
)
KEPT = Thing(
    "care.safer_supply.product",
    facts,
    state.Kept,
    state.fold_kept,
    tables=(Table(tables.ProductRow, within=("product",), also={"product": "product.key"}),),
    holds=_kept_holds,
)
ENROLMENT = Thing(
    "care.safer_supply.enrolment",
    facts,
    state.Enrolment,
    state.fold_enrolment,
    tables=(
        Table(
            tables.EnrolmentRow,
            within=("plan", "plan.product"),
            also={
                "product": "plan.product.key",
                "review_on": lambda enrolment: enrolment.review_on.isoformat(),
                "spans": _spans,
                "rhythm": _rhythm,
            },
        ),
    ),
    holds=_enrolment_holds,
)
DOSE = Thing(
    "care.safer_supply.dose",
    facts,
    state.Dose,
    state.fold_dose,
    tables=(
        Table(
            tables.DoseRow,
            within=("product",),
            also={"product": "product.key", "unsigned": _is_unsigned},
        ),
        Table(tables.StockRow, _stock_of_dose, key="thing"),
    ),
    holds=_dose_holds,
)
MOVEMENT = Thing(
    "care.safer_supply.stock",
    facts,
    state.Movement,
    state.fold_movement,
    tables=(Table(tables.StockRow, _stock_of_movement, key="thing"),),
    holds=_movement_holds,
)
COUNT = Thing(
    "care.safer_supply.count",
    facts,
    state.Count,
    state.fold_count,
    tables=(Table(tables.CountRow, also={"product": "product.key", "unsigned": _is_unsigned}),),
    holds=_count_holds,
)

AREA = Area("care.safer_supply", (RULES, KEPT, ENROLMENT, DOSE, MOVEMENT, COUNT))
