"""What corrections of safer supply must keep to: the rules that the first wording had to keep."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from veille.care import reads as floor
from veille.care.corrections import Rules
from veille.ledger.facts import Entry
from veille.ledger.recording import Pen
from veille.ledger.refusal import Malformed, Refused

from . import facts, policies, reads
from .area import ENROLMENT
from .state import Count, Dose, Movement


def _hold(pen: Pen, target: Entry, state: Any) -> None:
    if isinstance(state, Dose):
        _dose_holds(pen, state)
    elif isinstance(state, Movement):
        policies.units_hold(state.units)
        policies.lot_holds(state.lot)
    elif isinstance(state, Count):
        policies.units_hold(state.units, least=0)
    elif state is None and isinstance(target.body, facts.Enrolled) and reads.was_used(target.about):
        raise Refused(
            _("Doses were given under this enrolment: it cannot be struck out. Stop it instead."),
        )


def _dose_holds(pen: Pen, dose: Dose) -> None:
    policies.parts_hold(dose)
    if dose.product is None:
        return
    policies.units_hold(dose.units)
    enrolment = pen.state(ENROLMENT, dose.enrolment)
    if enrolment is None or dose.way is None:  # it has not arrived from another node yet
        return
    plan = enrolment.plan_at(dose.at)
    if dose.doses < 1 or dose.units % dose.doses:
        raise Malformed(_("So many units are not whole doses. Check both numbers."))
    day = floor.day_of(floor.site(dose.site), dose.at)
    given = reads.given_on(dose.enrolment, day, but=dose.id)
    each = dose.product.strength_ug * dose.units // dose.doses
    policies.dose_fits(plan, each, dose.doses, dose.way, given)


RULES = Rules("care.safer_supply.", reads.person_of, _hold)
