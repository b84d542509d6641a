"""What safer supply gives to pages that belong to no room: words, corrections, doors, a tab."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from veille.care.pages.rooms import CareRoom, Door
from veille.care.tables import SiteRow, VisitRow
from veille.ledger.facts import Body
from veille.ledger.refusal import Absent
from veille.ui.fields import ChipField, DayField
from veille.ui.number_fields import WholeField
from veille.ui.rooms import Tab
from veille.ui.words import words_of

from .. import facts, reads
from ..words import (
    Decider,
    Explanation,
    Fate,
    Mg,
    Move,
    PauseReason,
    Status,
    StopReason,
    Units,
    Way,
    Why,
    product_words,
)


def in_words(body: Body) -> str:
    """What an entry of safer supply says, in the reader's language."""
    match body:
        case facts.Dispensed():
            return " · ".join(
                (
                    str(Mg(body.units * body.product.strength_ug)),
                    f"{product_words(body.product.key)} × {body.units}",
                    _times(body.doses),
                    words_of([body.way], Way),
                )
            )
        case facts.NotTaken():
            return _("No dose given: %(why)s") % {"why": words_of([body.why], Why)}
        case facts.PartBack():
            return _("Came back: %(units)s, %(fate)s") % {
                "units": _units(body.units),
                "fate": words_of([body.fate], Fate),
            }
        case facts.DoseSigned() | facts.StockSigned() | facts.CountSigned():
            return _("Second signature")
        case facts.StockMoved():
            found = _("%(product)s · %(what)s: %(units)s") % {
                "product": product_words(body.product.key),
                "what": words_of([body.what], Move),
                "units": Units(body.units, body.product.form),
            }
            return (
                _("%(told)s, lot %(lot)s") % {"told": found, "lot": body.lot} if body.lot else found
            )
        case facts.Counted():
            return _("%(product)s · counted: %(units)s") % {
                "product": product_words(body.product.key),
                "units": Units(body.units, body.product.form),
            }
        case facts.Explained():
            return _("The difference: %(why)s") % {"why": words_of([body.why], Explanation)}
        case facts.RulesSet():
            return _("The site's rules for safer supply were set")
        case facts.ProductListed():
            return _("Kept here from now on: %(product)s") % {
                "product": product_words(body.product.key)
            }
        case facts.ProductRetired():
            return _("Kept here no longer")
    return _of_course(body)


def _of_course(body: Body) -> str:
    match body:
        case facts.Enrolled():
            return _("Enrolled in safer supply: %(plan)s") % {"plan": plan_words(body.plan)}
        case facts.PrescriptionChanged():
            return _("Prescription changed: %(plan)s") % {"plan": plan_words(body.plan)}
        case facts.Reviewed():
            return _("Seen by the prescriber; next review by %(date)s") % {
                "date": date_format(body.review_on, "DATE_FORMAT")
            }
        case facts.Paused():
            return _("Paused: %(why)s") % {"why": words_of([body.why], PauseReason)}
        case facts.Resumed():
            return _("Resumed, with the prescriber's agreement")
        case facts.Stopped():
            return _("Stopped: %(why)s; decided by: %(who)s") % {
                "why": words_of([body.why], StopReason),
                "who": words_of([body.decided_by], Decider),
            }
    return ""


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
        return [Door("safer-supply-dose", gettext_lazy("Safer supply…"), address)]
    if under_way or any(not row.retired for row in reads.products(site.slug)):
        address = reverse("safer-supply-person", args=[site.slug, visit.person])
        return [Door("safer-supply-enrol", gettext_lazy("Safer supply…"), address)]
    return ()


def _chip(words: Any, label: Any) -> Any:
    return lambda _site: ChipField(words, label=label)


def _whole(label: Any) -> Any:
    return lambda _site: WholeField(label=label)


_l = gettext_lazy

ROOM = CareRoom(
    kinds="care.safer_supply.",
    in_words=in_words,
    page_of=page_of,
    correctable={
        facts.Dispensed: {
            "units": _whole(_l("How many units")),
            "doses": _whole(_l("How many doses")),
            "way": _chip(Way, _l("How it is taken")),
        },
        facts.NotTaken: {"why": _chip(Why, _l("Why"))},
        facts.PartBack: {
            "units": _whole(_l("How many units")),
            "fate": _chip(Fate, _l("What became of them")),
        },
        facts.DoseSigned: {},
        facts.StockMoved: {
            "what": _chip(Move, _l("What happened")),
            "units": _whole(_l("How many units")),
            "lot": lambda _s: forms.CharField(
                label=_l("Lot number"), required=False, max_length=20
            ),
        },
        facts.StockSigned: {},
        facts.Counted: {"units": _whole(_l("Counted"))},
        facts.CountSigned: {},
        facts.Explained: {"why": _chip(Explanation, _l("Why it differs"))},
        facts.Enrolled: {},
        facts.PrescriptionChanged: {},
        facts.Reviewed: {"review_on": lambda _s: DayField(label=_l("To be reviewed by"))},
        facts.Paused: {"why": _chip(PauseReason, _l("Why"))},
        facts.Resumed: {},
        facts.Stopped: {
            "why": _chip(StopReason, _l("Why")),
            "decided_by": _chip(Decider, _l("On whose decision")),
        },
    },
    things_of_visit=reads.things_of_visit,
    things_of_person=reads.things_of_person,
    doors=_doors,
    tabs=[Tab("safer-supply", pgettext_lazy("tab", "Safer supply"))],
)
