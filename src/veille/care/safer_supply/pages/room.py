"""What safer supply gives to pages that belong to no room: words, corrections, doors, a tab."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext, pgettext_lazy

from veille.care.pages.rooms import CareRoom, Door
from veille.care.tables import SiteRow, VisitRow
from veille.ledger.refusal import Absent
from veille.ui.rooms import Kind, Tab, as_in

from .. import facts, reads
from ..words import Mg, Status, StopReason, Units, product_words
from .forms import (
    BackForm,
    CountForm,
    ExplanationForm,
    GivingForm,
    MoveForm,
    NotGivenForm,
    PauseForm,
    ReviewForm,
    StopForm,
)
from .to_do import to_do


def _dispensed(body: facts.Dispensed) -> str:
    return " · ".join(
        (
            str(Mg(body.units * body.product.strength_ug)),
            f"{product_words(body.product.key)} × {body.units}",
            _times(body.doses),
            str(body.way.label),
        )
    )


def _part_back(body: facts.PartBack) -> str:
    values = {"units": _units(body.units), "fate": body.fate.label}
    return _("Came back: %(units)s, %(fate)s") % values


def _stock_moved(body: facts.StockMoved) -> str:
    moved = _("%(product)s · %(what)s: %(units)s") % {
        "product": product_words(body.product.key),
        "what": body.what.label,
        "units": Units(body.units, body.product.form),
    }
    return _("%(told)s, lot %(lot)s") % {"told": moved, "lot": body.lot} if body.lot else moved


def _counted(body: facts.Counted) -> str:
    return _("%(product)s · counted: %(units)s") % {
        "product": product_words(body.product.key),
        "units": Units(body.units, body.product.form),
    }


def _stopped(body: facts.Stopped) -> str:
    if body.why is StopReason.DIED:
        return _("Stopped: a death was noted")
    values = {"why": body.why.label, "decided_by": body.decided_by.label}
    return _("Stopped: %(why)s; decided by: %(decided_by)s") % values


def _listed(body: facts.ProductListed) -> str:
    return _("Kept here from now on: %(product)s") % {"product": product_words(body.product.key)}


def _times(doses: int) -> str:
    return ngettext("%(n)s dose", "%(n)s doses", doses) % {"n": doses}


def _units(units: int) -> str:
    return ngettext("%(n)s unit", "%(n)s units", units) % {"n": units}


def plan_words(plan: facts.Plan) -> str:
    """“hydromorphone 8 mg, tablet · 16 mg, 2 doses a day”."""
    product = product_words(plan.product.key)
    times = ngettext("%(n)s dose a day", "%(n)s doses a day", plan.doses_a_day) % {
        "n": plan.doses_a_day
    }
    words = f"{product} · {Mg(plan.dose_ug)}, {times}"
    if plan.every_days > 1:
        words += " · " + ngettext("every %(n)s day", "every %(n)s days", plan.every_days) % {
            "n": plan.every_days
        }
    return words


def page_of(_kind: str, slug: str, thing: str) -> str:
    """A dose stands on the page of its enrolment, all that is of the stock on the stock's."""
    try:
        return reverse("safer-supply-enrolment", args=[slug, reads.dose(thing).enrolment])
    except Absent:
        pass
    try:
        return reverse("safer-supply-enrolment", args=[slug, reads.enrolment(thing).id])
    except Absent:
        return reverse("safer-supply-stock", args=[slug])


def _doors(site: SiteRow, visit: VisitRow) -> Sequence[Door]:
    """To the dose of somebody who is enrolled; else to enrolling, where the site keeps anything."""
    if not visit.person:
        return ()
    under_way = [row for row in reads.enrolments_of(visit.person) if row.status != Status.STOPPED]
    if len(under_way) == 1:
        address = reverse("safer-supply-enrolment", args=[site.slug, under_way[0].id])
        return [Door("safer-supply-dose", _lazy("Safer supply…"), address)]
    if under_way or any(not row.retired for row in reads.products(site.slug)):
        address = reverse("safer-supply-person", args=[site.slug, visit.person])
        return [Door("safer-supply-enrol", _lazy("Safer supply…"), address)]
    return ()


ROOM = CareRoom(
    prefix="care.safer_supply.",
    page_of=page_of,
    kinds={
        facts.RulesSet: Kind(_lazy("The site's rules for safer supply were set")),
        facts.ProductListed: Kind(_listed),
        facts.ProductRetired: Kind(_lazy("Kept here no longer")),
        facts.Enrolled: Kind(
            lambda body: _("Enrolled in safer supply: %(plan)s") % {"plan": plan_words(body.plan)},
            {},
        ),
        facts.PrescriptionChanged: Kind(
            lambda body: _("Prescription changed: %(plan)s") % {"plan": plan_words(body.plan)}, {}
        ),
        facts.Reviewed: Kind(
            _lazy("Seen by the prescriber; next review by %(review_on)s"),
            as_in(ReviewForm, "review_on"),
        ),
        facts.Paused: Kind(_lazy("Paused: %(why)s"), as_in(PauseForm, "why")),
        facts.Resumed: Kind(_lazy("Resumed, with the prescriber's agreement"), {}),
        facts.Stopped: Kind(
            _stopped,
            as_in(StopForm, "why", "decided_by"),
        ),
        facts.Dispensed: Kind(
            _dispensed,
            {
                **as_in(BackForm, "units"),
                **as_in(GivingForm, "doses", "way", required=True),
            },
        ),
        facts.NotTaken: Kind(_lazy("No dose given: %(why)s"), as_in(NotGivenForm, "why")),
        facts.PartBack: Kind(_part_back, as_in(BackForm, "units", "fate")),
        facts.DoseSigned: Kind(_lazy("Second signature"), {}),
        facts.StockMoved: Kind(_stock_moved, as_in(MoveForm, "what", "units", "lot")),
        facts.StockSigned: Kind(_lazy("Second signature"), {}),
        facts.Counted: Kind(_counted, as_in(CountForm, "units")),
        facts.CountSigned: Kind(_lazy("Second signature"), {}),
        facts.Explained: Kind(_lazy("The difference: %(why)s"), as_in(ExplanationForm, "why")),
    },
    things_of_visit=reads.things_of_visit,
    things_of_person=reads.things_of_person,
    doors=_doors,
    tabs=[Tab("safer-supply", pgettext_lazy("tab", "Safer supply"))],
    to_do=to_do,
)
