"""When an action of safer supply is allowed. Who is allowed stands in the addresses; who may give
a second signature is the site's choice and stands here.

Each raises Refused with what the person at the desk can do about it.
"""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from veille.ledger.refusal import Malformed, Refused, Who

from .facts import Plan, Product
from .reads import Given
from .state import Count, Dose, Enrolment, Rules, Unsigned
from .words import Mg, Status, Units, Way

#: A guard against a slip of the finger, far above any dose that is prescribed.
LARGEST_DOSE_MG = 2_000
LARGEST_UNIT_MG = 1_000
MOST_DOSES_A_DAY = 12
MOST_UNITS = 100_000
LONGEST_RHYTHM = 31
LONGEST_RULE = 30
LONGEST_PRESCRIBER = 80
LONGEST_REVIEW = timedelta(days=366)
_UG_IN_MG = 1_000
_LOT = re.compile(r"[A-Za-z0-9][A-Za-z0-9./-]{0,19}")


class Day:
    """A date in a sentence, as the reader's language writes it."""

    def __init__(self, day: date) -> None:
        self.day = day

    def __str__(self) -> str:
        return date_format(self.day, "DATE_FORMAT")


def in_ug(mg: float | Decimal) -> int:
    """Whole micrograms; Refused for what is not a sensible amount."""
    amount = Decimal(str(mg)) * _UG_IN_MG
    if not amount.is_finite() or amount != int(amount) or amount <= 0:
        raise Malformed(
            _("“%(mg)s” is not an amount that can be given. Write milligrams, such as 8 or 0.4."),
            mg=str(mg)[:20],
        )
    return int(amount)


def check_product(product: Product) -> None:
    if product.strength_ug > LARGEST_UNIT_MG * _UG_IN_MG:
        raise Malformed(
            _("No unit holds more than %(most)s. Enter what one unit holds, not the box."),
            most=Mg(LARGEST_UNIT_MG * _UG_IN_MG),
        )


def units_of(product: Product, ug: int) -> int:
    """How many whole units an amount is."""
    if ug % product.strength_ug:
        raise Malformed(
            _(
                "%(dose)s cannot be made of whole units of %(strength)s, and nothing is split "
                "here. Choose a multiple of %(strength)s, or another product."
            ),
            dose=Mg(ug),
            strength=Mg(product.strength_ug),
        )
    return ug // product.strength_ug


def check_plan(plan: Plan) -> None:
    """Whether a prescription can be followed."""
    if plan.dose_ug > LARGEST_DOSE_MG * _UG_IN_MG:
        raise Malformed(
            _("%(dose)s in one dose is more than is ever prescribed. Check the number."),
            dose=Mg(plan.dose_ug),
        )
    units_of(plan.product, plan.dose_ug)
    units_of(plan.product, plan.most_ug)
    if not 1 <= plan.doses_a_day <= MOST_DOSES_A_DAY:
        raise Malformed(
            _("A day has 1 to %(most)s doses. Check the number."), most=MOST_DOSES_A_DAY
        )
    if not plan.dose_ug <= plan.most_ug <= plan.dose_ug * plan.doses_a_day:
        raise Malformed(
            _(
                "The most for one day lies between one dose (%(dose)s) and all of them (%(all)s). "
                "Check both numbers with the prescription."
            ),
            dose=Mg(plan.dose_ug),
            all=Mg(plan.dose_ug * plan.doses_a_day),
        )
    if not 0 <= plan.carried <= plan.doses_a_day:
        raise Malformed(
            _("No more doses can be carried away than a day has (%(doses)s)."),
            doses=plan.doses_a_day,
        )
    if not 1 <= plan.every_days <= LONGEST_RHYTHM:
        raise Malformed(
            _("A dose is due every 1 to %(most)s days. Check the number."), most=LONGEST_RHYTHM
        )
    check_rule(plan.missed_days)


def check_rule(missed_days: int) -> None:
    if not 0 <= missed_days <= LONGEST_RULE:
        raise Malformed(
            _("The rule for missed doses counts 1 to %(most)s days in a row; 0 is no rule."),
            most=LONGEST_RULE,
        )


def check_prescriber(prescriber: str) -> str:
    tidy = " ".join(prescriber.split())
    if not 2 <= len(tidy) <= LONGEST_PRESCRIBER:
        raise Malformed(
            _("Say who prescribed it: a name or a licence number, at most %(longest)s characters."),
            longest=LONGEST_PRESCRIBER,
        )
    return tidy


def check_review(review_on: date, today: date) -> None:
    if not today <= review_on <= today + LONGEST_REVIEW:
        raise Malformed(
            _("The next review lies between today and a year from now. Check the date."),
        )


def check_can_enrol(same: bool) -> None:
    if same:
        raise Refused(
            _(
                "This person is enrolled for this product already. Open that enrolment and change "
                "the prescription there."
            ),
        )


def check_can_change(enrolment: Enrolment) -> None:
    if enrolment.status is Status.STOPPED:
        raise Refused(
            _(
                "This enrolment was stopped on %(since)s and stays as it is. To begin again, enrol "
                "the person anew."
            ),
            since=enrolment.since,
        )


def check_can_pause(enrolment: Enrolment) -> None:
    check_can_change(enrolment)
    if enrolment.status is Status.PAUSED:
        raise Refused(_("It is paused already, since %(since)s."), since=enrolment.since)


def check_can_resume(enrolment: Enrolment) -> None:
    check_can_change(enrolment)
    if enrolment.status is not Status.PAUSED:
        raise Refused(_("It is not paused: doses can be given."))


def check_can_be_given(enrolment: Enrolment, when: datetime, today: date) -> None:
    """Whether an enrolment stands such that a dose can be given at `when`, on the date `today`."""
    if when < enrolment.begun_at:
        raise Malformed(
            _("That is before the enrolment began (%(begun)s). Check the time."),
            begun=enrolment.begun_at,
        )
    if not enrolment.under_way_at(when):
        if enrolment.status is Status.STOPPED:
            check_can_change(enrolment)
        raise Refused(
            _(
                "Doses are paused since %(since)s: nothing was given. Once the prescriber agrees, "
                "resume, then give the dose."
            ),
            since=enrolment.since,
        )
    if today > enrolment.review_on:
        raise Refused(
            _(
                "The prescription was to be reviewed by %(review)s: nothing was given. Call the "
                "prescriber; record the review, then give the dose."
            ),
            review=Day(enrolment.review_on),
        )


def check_was_seen(plan: Plan, missed: int) -> None:
    """After so many days without a dose, the usual one may be too much."""
    if plan.missed_days and missed >= plan.missed_days:
        raise Refused(
            ngettext_lazy(
                "%(missed)s day without a dose: what was usual may now be too much, and nothing "
                "was given. The prescriber sees the person first; record that, then give the dose.",
                "%(missed)s days in a row without a dose: what was usual may now be too much, and "
                "nothing was given. The prescriber sees the person first; record that, then give "
                "the dose.",
                missed,
            ),
            missed=missed,
        )


def check_is_next(given: Given, nth: int | None) -> None:
    """Two people give one dose at once: the second is told what the first did."""
    if nth is not None and nth <= given.doses and given.last_at is not None:
        raise Refused(
            _(
                "%(who)s recorded dose %(dose)s at %(when)s. Your tap wrote nothing. If another "
                "one is due, open the page again and give it."
            ),
            who=Who(given.last_by),
            dose=given.doses,
            when=given.last_at,
        )


def check_dose_fits(plan: Plan, ug: int, doses: int, way: Way, given: Given) -> None:
    """Whether `doses` of `ug` each stay within the prescription, after what the day had."""
    if not 1 <= doses <= MOST_DOSES_A_DAY:
        raise Malformed(_("Enter how many doses: 1 to %(most)s."), most=MOST_DOSES_A_DAY)
    if way is Way.WITNESSED and doses > 1:
        raise Malformed(
            _(
                "One dose at a time is taken before your eyes. Record each when it is taken, or "
                "choose “carried away”."
            ),
        )
    if ug > plan.dose_ug:
        raise Refused(
            _(
                "%(dose)s is more than the dose that is prescribed (%(prescribed)s): nothing was "
                "written. Give at most %(prescribed)s; if more is needed, ask the prescriber, "
                "record the changed prescription, then give it."
            ),
            dose=Mg(ug),
            prescribed=Mg(plan.dose_ug),
        )
    if given.doses + doses > plan.doses_a_day:
        raise Refused(
            _(
                "%(given)s of %(all)s doses of today were given already, so %(left)s can still be "
                "given: nothing was written. If more is needed, ask the prescriber, record the "
                "changed prescription, then give it."
            ),
            given=given.doses,
            all=plan.doses_a_day,
            left=max(0, plan.doses_a_day - given.doses),
        )
    if given.ug + ug * doses > plan.most_ug:
        raise Refused(
            _(
                "%(given)s were given today and the most for a day is %(most)s, so %(left)s are "
                "left: nothing was written. Give at most that; if more is needed, ask the "
                "prescriber, record the changed prescription, then give it."
            ),
            given=Mg(given.ug),
            most=Mg(plan.most_ug),
            left=Mg(max(0, plan.most_ug - given.ug)),
        )
    if way is Way.CARRIED and given.carried + doses > plan.carried:
        raise Refused(
            _(
                "%(carried)s of a day's doses may be carried away, and %(given)s were: nothing was "
                "written. The others are taken here, before your eyes."
            ),
            carried=plan.carried,
            given=given.carried,
        )


def check_stock(product: Product, units: int, there: int) -> None:
    if units > there:
        raise Refused(
            _(
                "By the book there are %(there)s, and this takes %(units)s: nothing was written. "
                "Count the stock; record what is really there, or what came in; then go on."
            ),
            there=Units(there, product.form.value),
            units=Units(units, product.form.value),
        )


def check_units(units: int, least: int = 1) -> None:
    if not least <= units <= MOST_UNITS:
        raise Malformed(
            _("Enter a whole number of units, from %(least)s to %(most)s."),
            least=least,
            most=MOST_UNITS,
        )


def check_lot(lot: str) -> str:
    tidy = lot.strip()
    if tidy and _LOT.fullmatch(tidy) is None:
        raise Malformed(
            _(
                "“%(lot)s” is not a lot number: letters, digits and dashes, at most 20. Copy it "
                "from the box, or leave it empty."
            ),
            lot=tidy[:20],
        )
    return tidy


def check_not_taken(given: Given) -> None:
    """A day with a dose is no missed one."""
    if given.doses:
        raise Refused(
            _(
                "A dose was given on that day, at %(when)s: it was not missed. Correct that entry "
                "if it is wrong."
            ),
            when=given.last_at,
        )


def check_parts(dose: Dose) -> None:
    """No more comes back than was handed out, and never before."""
    back = sum(part.units for part in dose.parts)
    if dose.product is not None and back > dose.units:
        raise Malformed(
            _("%(back)s came back of %(units)s handed out: that cannot be. Check the number."),
            back=Units(back, dose.product.form.value),
            units=Units(dose.units, dose.product.form.value),
        )
    if any(part.at < dose.at for part in dose.parts):
        raise Malformed(
            _("That is before the dose was handed out (%(given)s). Check the time."), given=dose.at
        )


def check_can_sign(rules: Rules | None, role: str, by: str, waiting: Unsigned | None) -> None:
    """A second signature is of another person, of a role that the site lets sign."""
    if waiting is None:
        raise Refused(
            _(
                "This entry waits for no signature: it was signed already, or corrected "
                "meanwhile. Nothing was written twice."
            )
        )
    if by == waiting.by:
        raise Refused(
            _(
                "You gave the first signature. A second person signs: on their own screen, or here "
                "with their name and password."
            ),
        )
    peers = rules is None or rules.peers_sign
    if role not in ("nurse", "coordinator") and not (role == "peer" and peers):
        raise Refused(
            _(
                "At this site a nurse or the coordinator gives the second signature. Ask one of "
                "them; the entry waits."
            ),
        )


def check_can_explain(count: Count, difference: int | None) -> None:
    if not difference:
        raise Refused(
            _(
                "This count is what the book says, or a later count stands in its place: there is "
                "nothing to explain."
            ),
        )
    if count.explanation is not None:
        raise Refused(_("This difference was explained already. Correct that entry instead."))
