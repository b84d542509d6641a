"""What staff do in safer supply for a person: enrol, give a dose, say that none was given.

Verbs as in `care.actions`, and by the same rules. `place` is the site at which it is done: a
person may have their dose at any site of the node, and a day's doses count together.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from veille.care import reads as floor
from veille.care.actions import sealed
from veille.care.area import is_alive, is_known, site_of
from veille.care.tables import SiteRow
from veille.ledger import clock
from veille.ledger.facts import Body
from veille.ledger.ids import check_id, new_id
from veille.ledger.recording import Pen, recording
from veille.ledger.refusal import Absent, Malformed
from veille.ledger.vault import vault

from . import balance, facts, policies, reads
from .area import DOSE, ENROLMENT, KEPT, RULES
from .days import course, date_at
from .facts import Plan, Product
from .state import Dose, Enrolment, Kept, Rules
from .words import Decider, Fate, PauseReason, Status, StopReason, Way, Why

Milligrams = float | Decimal
#: A dose that was not given is placed in the middle of its day.
_HALF_A_DAY = timedelta(hours=12)


def plan(
    product: Product,
    *,
    dose_mg: Milligrams,
    doses_a_day: int,
    most_mg: Milligrams | None = None,
    carried: int = 0,
    every_days: int = 1,
    missed_days: int = 3,
) -> Plan:
    """A prescription, checked. Without `most_mg`, the most for a day is all of its doses."""
    dose = policies.in_ug(dose_mg)
    most = dose * doses_a_day if most_mg is None else policies.in_ug(most_mg)
    made = Plan(
        product=product,
        dose_ug=dose,
        doses_a_day=doses_a_day,
        most_ug=most,
        carried=carried,
        every_days=every_days,
        missed_days=missed_days,
    )
    policies.check_plan(made)
    return made


def enrol(
    *,
    by: str,
    place: str,
    person: str,
    plan: Plan,
    review_on: date,
    prescriber: str,
    note: str = "",
    at: datetime | None = None,
    submission: str | None = None,
) -> Enrolment:
    """Write down that a prescriber enrolled a person, for a product that the site keeps."""
    with recording(by=by, place=place, submission=submission) as pen:
        site = floor.site(place)
        is_known(pen, person)
        is_alive(pen, person, at)
        is_kept(pen, place, plan.product)
        policies.check_plan(plan)
        policies.check_review(review_on, date_at(site, at or clock.now()))
        name = policies.check_prescriber(prescriber)
        same = [
            row
            for row in reads.enrolments_of(person)
            if row.status != Status.STOPPED and row.product == plan.product.key
        ]
        policies.check_can_enrol(bool(same))
        body = facts.Enrolled(
            person=person,
            plan=plan,
            review_on=review_on,
            prescriber=vault().seal(person, name),
            note=sealed(pen, person, note),
        )
        return pen.note(ENROLMENT, new_id(), body, at=at)


def change_prescription(
    *,
    by: str,
    place: str,
    enrolment: str,
    plan: Plan,
    review_on: date,
    prescriber: str,
    note: str = "",
    at: datetime | None = None,
    submission: str | None = None,
) -> Enrolment:
    """Write down another prescription, in force from `at` on."""
    with recording(by=by, place=place, submission=submission) as pen:
        now, site = _enrolment(pen, enrolment), floor.site(place)
        is_known(pen, now.person)
        is_alive(pen, now.person, at)
        policies.check_can_change(now)
        policies.check_plan(plan)
        if plan.product != now.plan.product:
            is_kept(pen, place, plan.product)
        policies.check_review(review_on, date_at(site, at or clock.now()))
        name = vault().seal(now.person, policies.check_prescriber(prescriber))
        body = facts.PrescriptionChanged(plan, review_on, name, sealed(pen, now.person, note))
        return _tell(pen, now, body, at)


def review(
    *,
    by: str,
    place: str,
    enrolment: str,
    review_on: date,
    prescriber: str,
    note: str = "",
    at: datetime | None = None,
    submission: str | None = None,
) -> Enrolment:
    """Write down that the prescriber saw the person and renewed, until `review_on`."""
    with recording(by=by, place=place, submission=submission) as pen:
        now, site = _enrolment(pen, enrolment), floor.site(place)
        is_known(pen, now.person)
        is_alive(pen, now.person, at)
        policies.check_can_change(now)
        policies.check_review(review_on, date_at(site, at or clock.now()))
        name = vault().seal(now.person, policies.check_prescriber(prescriber))
        return _tell(pen, now, facts.Reviewed(review_on, name, sealed(pen, now.person, note)), at)


def pause(
    *,
    by: str,
    place: str,
    enrolment: str,
    why: PauseReason,
    note: str = "",
    at: datetime | None = None,
    submission: str | None = None,
) -> Enrolment:
    """No dose is due until it is resumed."""
    with recording(by=by, place=place, submission=submission) as pen:
        now = _enrolment(pen, enrolment)
        policies.check_can_pause(now)
        return _tell(pen, now, facts.Paused(why, sealed(pen, now.person, note)), at)


def resume(
    *,
    by: str,
    place: str,
    enrolment: str,
    note: str = "",
    at: datetime | None = None,
    submission: str | None = None,
) -> Enrolment:
    """The prescriber agreed: doses are due again."""
    with recording(by=by, place=place, submission=submission) as pen:
        now = _enrolment(pen, enrolment)
        is_known(pen, now.person)
        is_alive(pen, now.person, at)
        policies.check_can_resume(now)
        return _tell(pen, now, facts.Resumed(sealed(pen, now.person, note)), at)


def stop(
    *,
    by: str,
    place: str,
    enrolment: str,
    why: StopReason,
    decided_by: Decider,
    note: str = "",
    at: datetime | None = None,
    submission: str | None = None,
) -> Enrolment:
    """End it for good."""
    with recording(by=by, place=place, submission=submission) as pen:
        now = _enrolment(pen, enrolment)
        policies.check_can_change(now)
        body = facts.Stopped(why, decided_by, sealed(pen, now.person, note))
        return _tell(pen, now, body, at)


def dispense(
    *,
    by: str,
    place: str,
    enrolment: str,
    mg: Milligrams | None = None,
    doses: int = 1,
    way: Way = Way.WITNESSED,
    nth: int | None = None,
    note: str = "",
    at: datetime | None = None,
    submission: str | None = None,
) -> Dose:
    """Hand out `doses` of `mg` each (the prescribed one, where it is not given).

    `nth` is the number of the dose on the button: refused where a colleague gave it meanwhile.
    """
    with recording(by=by, place=place, submission=submission) as pen:
        now, site = _enrolment(pen, enrolment), floor.site(place)
        is_known(pen, now.person)
        is_alive(pen, now.person, at)
        when = at or clock.now()
        prescribed = now.plan_at(when)
        ug = prescribed.dose_ug if mg is None else policies.in_ug(mg)
        day = floor.day_of(site, when)
        given = reads.given_on(enrolment, day)
        policies.check_can_be_given(now, when, day.date.date())
        policies.check_was_seen(prescribed, reads.run_before(site, enrolment, course(now), day))
        policies.check_is_next(given, nth)
        policies.check_dose_fits(plan=prescribed, ug=ug, doses=doses, way=way, given=given)
        units = policies.units_of(prescribed.product, ug) * doses
        policies.check_stock(
            prescribed.product, units, balance.there(place, prescribed.product.key)
        )
        visit = floor.open_visit_of(now.person) or ""
        body = facts.Dispensed(
            enrolment=enrolment,
            person=now.person,
            product=prescribed.product,
            units=units,
            doses=doses,
            way=way,
            two_sign=two_sign(pen, place),
            visit=visit,
            note=sealed(pen, now.person, note),
        )
        return pen.note(DOSE, new_id(), body, at=at)


def not_given(
    *,
    by: str,
    place: str,
    enrolment: str,
    why: Why,
    day: date | None = None,
    note: str = "",
    submission: str | None = None,
) -> Dose:
    """Say why the dose of `day` (today) was not given."""
    with recording(by=by, place=place, submission=submission) as pen:
        now, site = _enrolment(pen, enrolment), floor.site(place)
        is_known(pen, now.person)
        at = _within(site, day)
        meant = floor.day_of(site, at)
        if at is not None and meant.ends <= now.begun_at:
            raise Malformed(
                _("That is before the enrolment began (%(begun)s). Check the date."),
                begun=now.begun_at,
            )
        policies.check_not_taken(reads.given_on(enrolment, meant))
        if any(dose.why for dose in reads.doses_of_day([enrolment], meant)):
            raise Malformed(
                _(
                    "Why no dose was given on that day is written down already. Correct "
                    "that entry if it is wrong."
                )
            )
        body = facts.NotTaken(enrolment, now.person, why, sealed(pen, now.person, note))
        return pen.note(DOSE, new_id(), body, at=at)


def _within(site: SiteRow, day: date | None) -> datetime | None:
    """A moment within that day of the site; None for today."""
    today = floor.day_of(site)
    if day is None or day == today.date.date():
        return None
    if day > today.date.date():
        raise Malformed(_("That day has not come yet: a dose of a day to come is not missed."))
    back = (today.date.date() - day).days
    return floor.day_of(site, today.begins - timedelta(days=back) + _HALF_A_DAY).begins + (
        _HALF_A_DAY
    )


def take_back(
    *,
    by: str,
    place: str,
    dose: str,
    units: int,
    fate: Fate,
    note: str = "",
    at: datetime | None = None,
    submission: str | None = None,
) -> Dose:
    """Units of a dose came back: destroyed, or put back into the stock unopened."""
    with recording(by=by, place=place, submission=submission) as pen:
        now = pen.state(DOSE, check_id(dose))
        if now is None or now.product is None:
            raise Absent(_("That dose is not in this ledger. Go back and open the page again."))
        policies.check_units(units)
        # What comes back belongs to the stock that it came from.
        pen.place = now.site
        body = facts.PartBack(units, fate, two_sign(pen, now.site), sealed(pen, now.person, note))
        return pen.note(DOSE, dose, body, at=at)


def two_sign(pen: Pen, place: str) -> bool:
    """Whether the site asks for a second signature."""
    rules = rules_of(pen, place)
    return rules.two_sign if rules else reads.DEFAULT_RULES["two_sign"] is True


def rules_of(pen: Pen, place: str) -> Rules | None:
    return pen.state(RULES, reads.rules_id(place))


def is_kept(pen: Pen, place: str, product: Product) -> Kept:
    site_of(pen, place)
    kept = pen.state(KEPT, reads.product_id(place, product.key))
    if kept is None or kept.retired:
        raise Absent(
            _(
                "This site does not keep that product. The coordinator adds it to the site's list; "
                "then go on."
            ),
        )
    return kept


def _enrolment(pen: Pen, id: str) -> Enrolment:
    found = pen.state(ENROLMENT, check_id(id))
    if found is None:
        raise Absent(_("That enrolment is not in this ledger. Go back and open the page again."))
    return found


def _tell(pen: Pen, now: Enrolment, body: Body, at: datetime | None) -> Enrolment:
    """Note it, at the site that the enrolment belongs to."""
    if at is not None and at < now.begun_at:
        raise Malformed(
            _("That is before the enrolment began (%(begun)s). Check the time."),
            begun=now.begun_at,
        )
    return pen.note(ENROLMENT, now.id, body, at=at)
