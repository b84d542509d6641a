"""The area of safer supply, declared: its things, how they fold, what they fill."""

from collections.abc import Iterator

from veille.ledger.areas import Area, Row, Table, Thing

from . import facts, state, tables
from .words import DISPENSED, Fate, Move


def _rules(rules: state.Rules) -> Iterator[Row]:
    yield {
        "id": rules.id,
        "site": rules.site,
        "two_sign": rules.two_sign,
        "peers_sign": rules.peers_sign,
        "missed_days": rules.missed_days,
        "rehearsal": rules.rehearsal,
    }


def _kept(kept: state.Kept) -> Iterator[Row]:
    yield {
        "id": kept.id,
        "site": kept.site,
        "product": kept.product.key,
        "drug": kept.product.drug.value,
        "form": kept.product.form.value,
        "strength_ug": kept.product.strength_ug,
        "listed_at": kept.listed_at,
        "retired": kept.retired,
        "rehearsal": kept.rehearsal,
    }


def _enrolment(enrolment: state.Enrolment) -> Iterator[Row]:
    plan = enrolment.plan
    yield {
        "id": enrolment.id,
        "site": enrolment.site,
        "person": enrolment.person,
        "status": enrolment.status.value,
        "since": enrolment.since,
        "why": enrolment.why,
        "product": plan.product.key,
        "drug": plan.product.drug.value,
        "form": plan.product.form.value,
        "strength_ug": plan.product.strength_ug,
        "dose_ug": plan.dose_ug,
        "doses_a_day": plan.doses_a_day,
        "most_ug": plan.most_ug,
        "carried": plan.carried,
        "every_days": plan.every_days,
        "missed_days": plan.missed_days,
        "review_on": enrolment.review_on.isoformat(),
        "prescriber": enrolment.prescriber,
        "begun_at": enrolment.begun_at,
        "seen_at": enrolment.seen_at,
        "spans": [[b.isoformat(), e.isoformat() if e else None] for b, e in enrolment.spans],
        "rhythm": [[at.isoformat(), plan.every_days] for at, plan in enrolment.plans],
        "version": enrolment.version,
        "rehearsal": enrolment.rehearsal,
    }


def _dose(dose: state.Dose) -> Iterator[Row]:
    yield {
        "id": dose.id,
        "site": dose.site,
        "enrolment": dose.enrolment,
        "person": dose.person,
        "visit": dose.visit,
        "product": dose.product.key if dose.product else "",
        "form": dose.product.form.value if dose.product else "",
        "units": dose.units,
        "net_units": dose.net_units,
        "net_ug": dose.net_ug,
        "doses": dose.doses,
        "way": dose.way.value if dose.way else "",
        "why": dose.why.value if dose.why else "",
        "counts": dose.counts,
        "given_at": dose.at,
        "given_by": dose.by,
        "unsigned": bool(dose.unsigned),
        "version": dose.version,
        "rehearsal": dose.rehearsal,
    }


def _stock_of_dose(dose: state.Dose) -> Iterator[Row]:
    """What a dose takes from the stock, and what is put back of it.

    Units that came back and were destroyed left the stock when they were handed out.
    """
    if dose.product is None:
        return
    base = {
        "thing": dose.id, "site": dose.site, "product": dose.product.key, "lot": "",
        "by": dose.by, "rehearsal": dose.rehearsal,
    }  # fmt: skip
    waiting = {one.entry for one in dose.unsigned}
    parts = {part.entry for part in dose.parts}
    yield base | {"what": DISPENSED, "units": -dose.units, "at": dose.at,
                  "unsigned": bool(waiting - parts)}  # fmt: skip
    for part in dose.parts:
        if part.fate is Fate.RESTOCKED:
            yield base | {"what": Fate.RESTOCKED.value, "units": part.units, "at": part.at,
                          "unsigned": part.entry in waiting}  # fmt: skip


def _stock_of_movement(movement: state.Movement) -> Iterator[Row]:
    sign = 1 if movement.what is Move.RECEIVED else -1
    yield {
        "thing": movement.id,
        "site": movement.site,
        "product": movement.product.key,
        "what": movement.what.value,
        "units": sign * movement.units,
        "lot": movement.lot,
        "at": movement.at,
        "by": movement.by,
        "unsigned": bool(movement.unsigned),
        "rehearsal": movement.rehearsal,
    }


def _count(count: state.Count) -> Iterator[Row]:
    yield {
        "id": count.id,
        "site": count.site,
        "product": count.product.key,
        "units": count.units,
        "counted_at": count.at,
        "counted_by": count.by,
        "unsigned": bool(count.unsigned),
        "explanation": count.explanation.value if count.explanation else "",
        "version": count.version,
        "rehearsal": count.rehearsal,
    }


RULES = Thing(
    "care.safer_supply.rules",
    (facts.RulesSet,),
    state.fold_rules,
    (Table(tables.RulesRow, _rules),),
)
KEPT = Thing(
    "care.safer_supply.product",
    (facts.ProductListed, facts.ProductRetired),
    state.fold_kept,
    (Table(tables.ProductRow, _kept),),
)
ENROLMENT = Thing(
    "care.safer_supply.enrolment",
    (
        facts.Enrolled,
        facts.PrescriptionChanged,
        facts.Reviewed,
        facts.Paused,
        facts.Resumed,
        facts.Stopped,
    ),
    state.fold_enrolment,
    (Table(tables.EnrolmentRow, _enrolment),),
)
DOSE = Thing(
    "care.safer_supply.dose",
    (facts.Dispensed, facts.NotTaken, facts.PartBack, facts.DoseSigned),
    state.fold_dose,
    (Table(tables.DoseRow, _dose), Table(tables.StockRow, _stock_of_dose, key="thing")),
)
MOVEMENT = Thing(
    "care.safer_supply.stock",
    (facts.StockMoved, facts.StockSigned),
    state.fold_movement,
    (Table(tables.StockRow, _stock_of_movement, key="thing"),),
)
COUNT = Thing(
    "care.safer_supply.count",
    (facts.Counted, facts.CountSigned, facts.Explained),
    state.fold_count,
    (Table(tables.CountRow, _count),),
)

AREA = Area("care.safer_supply", (RULES, KEPT, ENROLMENT, DOSE, MOVEMENT, COUNT))
