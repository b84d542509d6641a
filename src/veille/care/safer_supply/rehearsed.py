"""Safer supply at CACTUS: a handful of people enrolled, their days, a stock that is counted.

No site publishes how its safer supply runs from day to day. How many are enrolled, what they are
prescribed, how often a dose is missed and how often a count differs are assumed throughout: it
makes the pages look as staff would see them, and is no evidence of anything.
"""

from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from veille.care import reads as floor
from veille.care.rehearsed.extra import CareExtra
from veille.ledger import clock
from veille.rehearsal.draws import draw, minutes

from . import actions, balance, reads, stock
from .days import course
from .facts import Plan, Product
from .state import Count, Dose, Movement
from .tables import EnrolmentRow
from .words import (
    Decider,
    Drug,
    Explanation,
    Fate,
    Form,
    Move,
    PauseReason,
    Status,
    StopReason,
    Way,
    Why,
)

if TYPE_CHECKING:
    from veille.care.rehearsed.network import Place
    from veille.care.rehearsed.play import Guest

#: The one site of the play that keeps safer supply, and how many it enrols. Assumed.
SITE = "cactus"
MOST_ENROLLED = 11
#: Opioid visitors who are enrolled when they come, while there is room. Assumed.
ENROLLED_SHARE = 0.06
TABLET = Product(Drug.HYDROMORPHONE, Form.TABLET, 8_000)
CAPSULE = Product(Drug.MORPHINE, Form.CAPSULE, 100_000)
#: What is prescribed, and how often. Assumed.
PLANS = (
    (Plan(TABLET, 16_000, 3, 48_000, carried=2), 40),
    (Plan(TABLET, 24_000, 3, 72_000, carried=2), 25),
    (Plan(TABLET, 32_000, 1, 32_000), 15),
    (Plan(CAPSULE, 200_000, 1, 200_000), 20),
)
PRESCRIBERS = ("Dre Lavallée, 81-204", "Dr Benali, 79-551", "IPS Gagnon, 204-118")
#: How long after opening somebody comes for a dose, in minutes: soonest, latest, most usual.
COMES_MINUTES = (20.0, 540.0, 150.0)
#: Minutes from the first signature to the second; a share that is left waiting.
SIGNED_MINUTES = (0.2, 3.0, 0.6)
LEFT_UNSIGNED_SHARE = 0.01
#: Days on which somebody does not come; on which somebody is too sedated. Assumed.
MISSED_SHARE = 0.07
SEDATED_SHARE = 0.01
#: Reasons that are written down of those who do not come; the others are left to be seen.
REASON_SHARE = 0.5
WHYS = ((Why.NO_SHOW, 60), (Why.AHEAD, 20), (Why.ILL, 10), (Why.ELSEWHERE, 10))
#: Doses of which a unit comes back; days on which somebody pauses or stops. Assumed.
BACK_SHARE = 0.01
PAUSED_SHARE = 0.006
RESUMED_SHARE = 0.3
STOPPED_SHARE = 0.002
#: Counts that find one unit fewer than the book; those that somebody explains. Assumed.
DIFFERS_SHARE = 0.05
EXPLAINED_SHARE = 0.7
EXPLANATIONS = ((Explanation.BROKEN, 60), (Explanation.MISCOUNT, 40))
#: What is ordered when less is left than this, in units.
LEAST, DELIVERY = {TABLET.key: 250, CAPSULE.key: 40}, {TABLET.key: 600, CAPSULE.key: 100}
REVIEWED_EVERY = timedelta(days=28)
#: Minutes before closing at which the stock is counted.
COUNTED_BEFORE = timedelta(minutes=40)
NOTES = (
    "Se sent mieux depuis la dernière semaine.",
    "Préfère venir en fin d’après-midi.",
    "A bien dormi.",
    "Says the dose holds until evening.",
)
NOTE_SHARE = 0.04
_PRODUCTS = (TABLET, CAPSULE)


class SaferSupply(CareExtra):
    """Doses each day, two signatures, a count before closing."""

    name = "safer_supply"

    def set_up(self, by: str) -> None:
        if reads.products(SITE):
            return
        nurse = self.play.crew.someone(SITE, "nurse")
        for product in _PRODUCTS:
            stock.list_product(
                by=by,
                place=SITE,
                drug=product.drug,
                unit=product.form,
                strength_mg=product.strength_ug / 1000,
            )
            self._signed(
                stock.move_stock(
                    by=nurse,
                    place=SITE,
                    product=product,
                    what=Move.RECEIVED,
                    units=DELIVERY[product.key],
                    lot=self._lot(),
                ),
                nurse,
            )
        stock.set_rules(by=by, place=SITE, two_sign=True, peers_sign=True, missed_days=3)

    def _lot(self) -> str:
        return f"LX-{self.rng.randint(1000, 9999)}"

    # Enrolling.

    def arrived(self, guest: "Guest") -> None:
        if guest.site != SITE or not guest.person or not guest.opioid:
            return
        if self.rng.random() < ENROLLED_SHARE:
            self.later(
                clock.now() + minutes(self.rng, SIGNED_MINUTES), partial(self._enrol, guest.person)
            )

    def _enrol(self, person: str) -> None:
        under_way = EnrolmentRow.objects.filter(site=SITE).exclude(status=Status.STOPPED)
        if under_way.count() >= MOST_ENROLLED or reads.enrolments_of(person):
            return
        rng = self.rng
        actions.enrol(
            by=self.play.crew.someone(SITE, "nurse"),
            place=SITE,
            person=person,
            plan=draw(rng, PLANS),
            review_on=self._review(),
            prescriber=rng.choice(PRESCRIBERS),
        )

    def _review(self) -> date:
        return (floor.day_of(floor.site(SITE)).date + REVIEWED_EVERY).date()

    # A day.

    def opens(self, place: "Place", opens: datetime, closes: datetime) -> None:
        if place.slug != SITE:
            return
        self.later(opens, partial(self._plan_day, opens, closes))
        self.later(closes - COUNTED_BEFORE, self._close_books)

    def _plan_day(self, opens: datetime, closes: datetime) -> None:
        """Plan each person's day, and order what runs low."""
        rng = self.rng
        for product in _PRODUCTS:
            if balance.there(SITE, product.key) < LEAST[product.key]:
                self._deliver(product)
        for row in EnrolmentRow.objects.filter(site=SITE).exclude(status=Status.STOPPED):
            comes = min(opens + minutes(rng, COMES_MINUTES), closes - 2 * COUNTED_BEFORE)
            if row.status == Status.PAUSED and rng.random() > RESUMED_SHARE:
                continue
            if row.status == Status.PAUSED:
                self.later(comes, partial(self._resume, row.id))
            elif rng.random() < PAUSED_SHARE:
                self.later(comes, partial(self._pause, row.id))
            elif rng.random() < STOPPED_SHARE:
                self.later(comes, partial(self._stop, row.id))
            elif rng.random() < MISSED_SHARE:
                if rng.random() < REASON_SHARE:
                    self.later(closes - 2 * COUNTED_BEFORE, partial(self._not_given, row.id))
            else:
                self.later(comes, partial(self._give, row.id))

    def _deliver(self, product: Product) -> None:
        by = self.play.crew.someone(SITE, "nurse")
        self._signed(
            stock.move_stock(
                by=by,
                place=SITE,
                product=product,
                what=Move.RECEIVED,
                units=DELIVERY[product.key],
                lot=self._lot(),
            ),
            by,
        )

    def _give(self, enrolment: str) -> None:
        """The first dose witnessed, what may be carried away with it; nobody sedated is given."""
        rng = self.rng
        by = self.play.crew.someone(SITE, "nurse")
        if rng.random() < SEDATED_SHARE:
            actions.not_given(by=by, place=SITE, enrolment=enrolment, why=Why.SEDATED)
            return
        self._see(enrolment, by)
        note = rng.choice(NOTES) if rng.random() < NOTE_SHARE else ""
        dose = actions.dispense(by=by, place=SITE, enrolment=enrolment, note=note)
        self._signed(dose, by)
        row = reads.enrolment(enrolment)
        if row.carried:
            self._signed(
                actions.dispense(
                    by=by, place=SITE, enrolment=enrolment, doses=row.carried, way=Way.CARRIED
                ),
                by,
            )
        if rng.random() < BACK_SHARE and dose.units > 1:
            self._signed(
                actions.take_back(by=by, place=SITE, dose=dose.id, units=1, fate=Fate.WASTED), by
            )

    def _see(self, enrolment: str, by: str) -> None:
        """Where the review is due, or too many days were missed, the prescriber comes first."""
        row = reads.enrolment(enrolment)
        site = floor.site(SITE)
        day = floor.day_of(site)
        missed = reads.run_before(site, enrolment, course(row), day)
        if row.review_on <= day.date.date().isoformat() or missed >= row.missed_days:
            actions.review(
                by=by,
                place=SITE,
                enrolment=enrolment,
                review_on=self._review(),
                prescriber=self.rng.choice(PRESCRIBERS),
            )

    def _signed(self, done: Dose | Movement | Count, by: str) -> None:
        """Somebody else signs a moment later; now and then it is left for the next shift."""
        colleagues = [
            worker
            for worker in self.play.crew.on_duty.get(SITE) or self.play.crew.staff
            if worker.account != by and worker.role in ("peer", "nurse", "coordinator")
        ]
        if not colleagues or self.rng.random() < LEFT_UNSIGNED_SHARE:
            return
        other = self.rng.choice(colleagues)
        for one in done.unsigned:
            self.later(
                clock.now() + minutes(self.rng, SIGNED_MINUTES),
                partial(stock.sign, by=other.account, role=other.role, entry=one.entry),
            )

    def _not_given(self, enrolment: str) -> None:
        by = self.play.crew.someone(SITE, "nurse")
        actions.not_given(by=by, place=SITE, enrolment=enrolment, why=draw(self.rng, WHYS))

    def _pause(self, enrolment: str) -> None:
        actions.pause(
            by=self.play.crew.someone(SITE, "nurse"),
            place=SITE,
            enrolment=enrolment,
            why=self.rng.choice((PauseReason.HOSPITAL, PauseReason.ASKED)),
        )

    def _resume(self, enrolment: str) -> None:
        actions.resume(by=self.play.crew.someone(SITE, "nurse"), place=SITE, enrolment=enrolment)

    def _stop(self, enrolment: str) -> None:
        actions.stop(
            by=self.play.crew.someone(SITE, "nurse"),
            place=SITE,
            enrolment=enrolment,
            why=StopReason.OTHER_TREATMENT,
            decided_by=Decider.BOTH,
        )

    def _close_books(self) -> None:
        """Count everything; one unit is lacking, now and then."""
        rng = self.rng
        by = self.play.crew.someone(SITE, "nurse")
        for product in _PRODUCTS:
            units = balance.there(SITE, product.key)
            fewer = rng.random() < DIFFERS_SHARE and units > 0
            count = stock.count_stock(by=by, place=SITE, product=product, units=units - fewer)
            self._signed(count, by)
            if fewer and rng.random() < EXPLAINED_SHARE:
                self.later(
                    clock.now() + minutes(rng, SIGNED_MINUTES), partial(self._explain, count.id)
                )

    def _explain(self, count: str) -> None:
        by = self.play.crew.someone(SITE, "coordinator")
        stock.explain(by=by, count=count, why=draw(self.rng, EXPLANATIONS))


EXTRA = SaferSupply
