"""When something may be said of an overdose, and what can be measured in one.

Each raises Refused with what the person at the desk can do about it.
"""

from collections.abc import Mapping
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from veille.ledger.refusal import Malformed, Refused, Who

from .state import Overdose, Visit, Vitals
from .words import Intervention, Route

#: No single dose of naloxone on the market is larger (8 mg nasal spray; 10 mg auto-injector).
LARGEST_DOSE_MG = 10.0
#: (least, most) of each: wider than what anybody survives, so that nothing true is refused.
LIMITS: Mapping[str, tuple[int, int]] = {
    "breaths": (0, 80),
    "spo2": (20, 100),
    "gcs": (3, 15),
    "oxygen_lpm": (0, 25),
    "glucose": (0, 60),
}
NAMES: Mapping[str, str | Promise] = {
    "breaths": _("Breaths a minute"),
    "spo2": _("SpO₂"),
    "gcs": _("Glasgow coma scale"),
    "oxygen_lpm": _("Oxygen flow"),
    "glucose": _("Glucose"),
}


def check_vitals(vitals: Vitals) -> None:
    """Raises Malformed where nothing was measured, or something cannot be."""
    said = {name: getattr(vitals, name) for name in LIMITS}
    if vitals.consciousness is None and all(value is None for value in said.values()):
        raise Malformed(_("Nothing was measured. Enter one vital sign, then save."))
    for name, (least, most) in LIMITS.items():
        if said[name] is not None and not least <= said[name] <= most:
            raise Malformed(
                _("%(what)s lies between %(least)s and %(most)s. Check the number."),
                what=NAMES[name],
                least=least,
                most=most,
            )


def check_overdose_can_open(open_since: datetime | None) -> None:
    if open_since is not None:
        raise Refused(
            _("An overdose of this visitor is open since %(found)s. Add to its timeline."),
            found=open_since,
        )


def check_is_open(overdose: Overdose, at: datetime | None) -> None:
    if overdose.ended_at is not None and at is None:
        raise Refused(
            _("This overdose was closed at %(ended)s. To add an earlier step, enter its time."),
            ended=overdose.ended_at,
        )


def check_can_intervene(
    overdose: Overdose,
    what: Intervention,
    route: Route | None,
    dose_mg: float | None,
    dose: int | None,
    at: datetime | None,
) -> None:
    """`dose` is the number on the button that was tapped; None where filled in afterwards."""
    check_is_open(overdose, at)
    check_step(what, route, dose_mg)
    last = overdose.last(Intervention.NALOXONE)
    if what is Intervention.NALOXONE and dose is not None and last and dose <= overdose.doses:
        raise Refused(
            _(
                "%(who)s recorded dose %(dose)s at %(when)s. Your tap wrote nothing. If you gave "
                "another one, tap dose %(next)s."
            ),
            who=Who(last.by),
            dose=overdose.doses,
            when=last.at,
            next=overdose.doses + 1,
        )


def check_step(what: Intervention, route: Route | None, dose_mg: float | None) -> None:
    """What an intervention may say of naloxone."""
    if what is not Intervention.NALOXONE:
        if route is not None or dose_mg is not None:
            raise Malformed(
                _("Only naloxone has a route and a dose. Choose naloxone, or leave both empty."),
            )
        return
    if route is None:
        raise Malformed(_("Say how the naloxone was given: in the muscle, in the nose, …"))
    if dose_mg is not None and not 0 < dose_mg <= LARGEST_DOSE_MG:
        raise Malformed(
            _("A dose of naloxone lies between 0 and %(largest)s mg. Check the number."),
            largest=int(LARGEST_DOSE_MG),
        )


def check_overdose(overdose: Overdose | None, visit: Visit) -> None:
    """What must be so of an overdose after whatever was done or corrected."""
    if overdose is None:
        return
    times = [overdose.found_at, *(step.at for step in overdose.steps)]
    times += [vitals.at for vitals in overdose.vitals]
    if overdose.ended_at is not None:
        if max(times) > overdose.ended_at:
            raise Malformed(
                _(
                    "The overdose was closed at %(ended)s; no step can be later. Check the time, "
                    "or correct when it was closed."
                ),
                ended=overdose.ended_at,
            )
        times.append(overdose.ended_at)
    if visit.left_at is not None and max(times) > visit.left_at:
        raise Malformed(
            _(
                "The visit ended at %(left)s; nothing can be given after that. Enter the time when "
                "it was given."
            ),
            left=visit.left_at,
        )
    if min(times) < visit.arrived_at:
        raise Malformed(
            _(
                "That is before the visitor arrived (%(arrived)s). Check the time, or correct "
                "the arrival first."
            ),
            arrived=visit.arrived_at,
        )
    for step in overdose.steps:
        check_step(step.what, step.route, step.dose_mg)
    for vitals in overdose.vitals:
        check_vitals(vitals)
