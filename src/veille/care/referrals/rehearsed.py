"""Services given on site, and referrals through all that can become of them.

The places are invented, and their numbers are of those that no telephone answers
(514-555-01xx). How often services are given and referrals are offered, taken up and kept is
assumed throughout: the sites publish no such rates. It makes the pages look as staff describe
their work, and is no evidence of anything.
"""

from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from veille.care.rehearsed import nights
from veille.care.rehearsed.extra import CareExtra
from veille.care.rehearsed.network import PLACE, PLACES
from veille.hours import Closure, Hours, Span
from veille.ledger import clock
from veille.rehearsal.draws import draw, minutes
from veille.rehearsal.zone import TIME_ZONE, ZONE

from . import actions, reads
from .facts import Details, OwnService
from .words import Booking, ClosingReason, Language, Need, Way

if TYPE_CHECKING:
    from veille.care.rehearsed.network import Place
    from veille.care.rehearsed.play import Guest

#: Visits during which a service is given; visits during which a referral is offered. Assumed.
SERVICE_SHARE = 0.09
REFERRAL_SHARE = 0.028
#: What is given how often. Assumed: food and talk first.
SERVICES = (
    ("food", 30),
    ("counselling", 20),
    ("wound", 12),
    ("hygiene", 9),
    ("clothes", 8),
    ("phone", 7),
    ("testing", 6),
    ("shower", 5),
    ("checking", 5),
    ("papers", 4),
    ("accompaniment", 3),
    ("vaccination", 1),
)
#: Meals set out for whoever comes by, once an opening: fewest, most, most usual. Assumed.
MEALS = (4, 26, 12)
#: What people are referred for. Assumed: housing first, then treatment.
NEEDS = (
    (Need.HOUSING, 28),
    (Need.OAT, 17),
    (Need.DETOX, 14),
    (Need.PRIMARY_CARE, 11),
    (Need.MENTAL_HEALTH, 8),
    (Need.HIV_HCV, 7),
    (Need.SAFER_SUPPLY, 5),
    (Need.INCOME, 4),
    (Need.PAPERS, 4),
    (Need.LEGAL, 2),
)
#: The visitor's answer: yes, no, not yet. Assumed.
ANSWERS = ((True, 68), (False, 14), (None, 18))
#: What those say later who had not decided; or nobody asks them again. Assumed.
SECOND_ANSWERS = ((True, 45), (False, 30), (None, 25))
#: Of those who said yes: made at once, made on one of the next days, left lying. Assumed.
MADE = (("now", 72), ("later", 22), ("never", 4))
#: What is heard after the appointment. Assumed.
NEWS = (("went", 67), ("missed", 24), ("nothing", 9))
#: Of those who did not go: another appointment, closed, left lying. Assumed.
AFTER_MISSING = (("again", 50), ("lost", 35), ("nothing", 15))
CLOSED_AFTER_GOING = 0.4
#: Minutes from the door to a service, to an offer, and from the offer to making it.
SERVICE_MINUTES = (3.0, 30.0, 12.0)
OFFER_MINUTES = (4.0, 40.0, 18.0)
MAKE_MINUTES = (3.0, 15.0, 6.0)
#: Days from making a referral to the appointment: fewest, most, most usual. Assumed.
APPOINTMENT_DAYS = {
    Need.HOUSING: (0.1, 3.0, 0.4),
    Need.OAT: (0.5, 7.0, 2.0),
    Need.DETOX: (2.0, 16.0, 6.0),
    Need.MENTAL_HEALTH: (6.0, 24.0, 12.0),
}
OTHER_DAYS = (1.0, 10.0, 4.0)
#: Hours of the clock at which appointments are given.
DAYTIME = range(9, 17)
#: Days from an appointment to news of it. Assumed.
NEWS_DAYS = (0.3, 4.0, 1.2)

NOTES = (
    "Préfère un lieu où son chien est accepté.",
    "Ne veut pas retourner au même refuge.",
    "Demande qu’on l’appelle au nom de son choix.",
    "Plus facile le matin.",
    "Would rather go with somebody the first time.",
    "Attend sa carte d’assurance maladie.",
)
NOTE_SHARE = 0.25


def _week(days: str, *spans: tuple[float, float]) -> tuple[Span, ...]:
    """Hours of the days named by their numbers, Monday 0: ("01234", (9, 17))."""
    return tuple(
        Span(int(day), round(opens * 60), round(closes * 60))
        for day in days
        for opens, closes in spans
    )


_OFFICE = _week("01234", (9, 12), (13, 16.5))
_LONG_DAYS = _week("01234", (8, 20))
_NIGHTS = _week("0123456", (20, 32))
_ALWAYS = _week("0123456", (0, 24))
_FR, _EN = Language.FRENCH, Language.ENGLISH

#: Invented: name, needs, address, last digits, week, how it takes people, languages, notes.
DIRECTORY = (
    (
        "Refuge Boréal",
        (Need.HOUSING,),
        "1200, rue des Sittelles",
        "11",
        _NIGHTS,
        (Booking.WALK_IN,),
        (_FR, _EN),
        "Arriver avant 21 h ; les chiens sont acceptés.",
        "Come before 21:00; dogs are welcome.",
    ),
    (
        "Maison Aubépine",
        (Need.HOUSING,),
        "45, avenue du Merle",
        "12",
        _ALWAYS,
        (Booking.PHONE,),
        (_FR, _EN, Language.INUKTITUT),
        "Pour les femmes. Appeler d’abord.",
        "For women. Call first.",
    ),
    (
        "Clinique Tamarac",
        (Need.OAT, Need.PRIMARY_CARE, Need.SAFER_SUPPLY),
        "310, rue du Tamarac",
        "13",
        _LONG_DAYS,
        (Booking.PHONE, Booking.WALK_IN),
        (_FR, _EN),
        "Première dose le jour même avant 15 h.",
        "First dose on the same day before 15:00.",
    ),
    (
        "Programme Mélèze",
        (Need.OAT, Need.SAFER_SUPPLY),
        "88, rue de l’Aulne",
        "14",
        _OFFICE,
        (Booking.FORM,),
        (_FR,),
        "Apporter une pièce d’identité, si possible.",
        "Bring a piece of identification, if possible.",
    ),
    (
        "Le Relais du Saule",
        (Need.DETOX,),
        "7, chemin du Saule",
        "15",
        _ALWAYS,
        (Booking.PHONE,),
        (_FR, _EN),
        "Rappeler chaque matin pour garder sa place.",
        "Call back each morning to keep the place.",
    ),
    (
        "Centre Harfang",
        (Need.MENTAL_HEALTH, Need.DETOX),
        "501, rue du Harfang",
        "16",
        _OFFICE,
        (Booking.FORM, Booking.PHONE),
        (_FR, _EN, Language.SPANISH),
        "",
        "",
    ),
    (
        "Clinique Épinette",
        (Need.HIV_HCV, Need.PRIMARY_CARE),
        "22, rue de l’Épinette",
        "17",
        _OFFICE,
        (Booking.PHONE,),
        (_FR, _EN, Language.CREOLE),
        "Prise de sang sur place.",
        "Blood is drawn on the spot.",
    ),
    (
        "Clinique dentaire Pimbina",
        (Need.DENTAL,),
        "640, rue du Pimbina",
        "18",
        _week("13", (10, 18)),
        (Booking.PHONE,),
        (_FR,),
        "",
        "",
    ),
    (
        "Bureau Sarcelle",
        (Need.INCOME, Need.PAPERS),
        "9, place de la Sarcelle",
        "19",
        _OFFICE,
        (Booking.WALK_IN,),
        (_FR, _EN, Language.ARABIC),
        "Prendre un numéro à l’entrée.",
        "Take a number at the door.",
    ),
    (
        "Clinique juridique du Merisier",
        (Need.LEGAL,),
        "150, rue du Merisier",
        "20",
        _week("24", (13, 19)),
        (Booking.PHONE,),
        (_FR, _EN),
        "Gratuit.",
        "Free of charge.",
    ),
)
#: Closed for good on the day after the play began.
CLOSED = (
    "Auberge du Pluvier",
    (Need.HOUSING,),
    "3, rue du Pluvier",
    "21",
    _NIGHTS,
    (Booking.WALK_IN,),
    (_FR,),
    "",
    "",
)
HAIRCUT = OwnService(actions.own_key("coupe de cheveux"), "coupe de cheveux", "haircut")


class Referrals(CareExtra):
    """What is given during visits, who is referred where, and what becomes of it."""

    name = "referrals"

    def set_up(self, by: str) -> None:
        listed = {row.name for row in reads.destinations()}
        listed |= {row.name for row in reads.destinations(closed=True)}
        for place in (*DIRECTORY, CLOSED):
            if place[0] not in listed:
                kept = actions.list_destination(by=by, place=PLACES[0].slug, details=_told(*place))
                if place is CLOSED:
                    close = partial(actions.close_destination, by=by, place=PLACES[0].slug)
                    day_after = clock.now() + timedelta(days=1)
                    self.later(day_after, partial(close, destination=kept.id))
        for site in PLACES:
            if reads.services(site.slug) is None:
                own = (HAIRCUT,) if site.slug == PLACES[0].slug else ()
                offered = [key for key, _weight in SERVICES] + [one.key for one in own]
                actions.choose_services(by=by, place=site.slug, offered=offered, own=own)

    def opens(self, place: "Place", opens: datetime, closes: datetime) -> None:
        """A meal is set out in the middle of the opening."""
        at = opens + (closes - opens) * self.rng.uniform(0.35, 0.6)
        count = round(self.rng.triangular(*MEALS))
        self.later(at, partial(self._give, place.slug, "food", count=count))

    def arrived(self, guest: "Guest") -> None:
        rng, now = self.rng, clock.now()
        if rng.random() < SERVICE_SHARE:
            at = now + minutes(rng, SERVICE_MINUTES)
            service = draw(rng, SERVICES)
            self.later(at, partial(self._give, guest.site, service, visit=guest.visit))
        if rng.random() < REFERRAL_SHARE and guest.person:
            at = now + minutes(rng, OFFER_MINUTES)
            self.later(at, partial(self._offer, guest.site, guest.visit))

    def _give(self, site: str, service: str, *, visit: str = "", count: int = 1) -> None:
        by = self.play.crew.someone(site, "peer", "nurse")
        actions.give_service(by=by, place=site, service=service, visit=visit, count=count)

    def _by(self, site: str) -> str:
        return self.play.crew.someone(site, "nurse", "peer")

    def _offer(self, site: str, visit: str) -> None:
        rng = self.rng
        need, answer = draw(rng, NEEDS), draw(rng, ANSWERS)
        note = rng.choice(NOTES) if rng.random() < NOTE_SHARE else ""
        referral = actions.offer(
            by=self._by(site), place=site, visit=visit, need=need, accepted=answer, note=note
        ).id
        if answer is True:
            self._then_make(site, referral, need)
        elif answer is None:
            at = self._at_work(site, rng.uniform(0.5, 2.5))
            self.later(at, partial(self._ask_again, site, referral, need))

    def _ask_again(self, site: str, referral: str, need: Need) -> None:
        answer = draw(self.rng, SECOND_ANSWERS)
        if answer is True:
            actions.accept(by=self._by(site), referral=referral)
            self._then_make(site, referral, need)
        elif answer is False:
            actions.decline(by=self._by(site), referral=referral)

    def _then_make(self, site: str, referral: str, need: Need) -> None:
        rng = self.rng
        made = draw(rng, MADE)
        if made == "now":
            at = clock.now() + minutes(rng, MAKE_MINUTES)
        else:
            at = self._at_work(site, rng.uniform(1, 3))
        if made != "never":
            self.later(at, partial(self._make, site, referral, need))

    def _make(self, site: str, referral: str, need: Need) -> None:
        rng = self.rng
        place = rng.choice(reads.destinations_for(need.value))
        appointment: datetime | None = self._appointment(reads.hours_of(place), need)
        if Booking.WALK_IN.value in place.booking and rng.random() < 0.7:  # assumed
            appointment = None
        ways = (Way.THEMSELVES,) if appointment is None else (Way.PHONE, Way.PHONE, Way.FORM)
        way = Way.ACCOMPANIED if rng.random() < 0.15 else rng.choice(ways)  # assumed
        actions.make(
            by=self._by(site),
            referral=referral,
            destination=place.id,
            way=way,
            appointment=appointment,
        )
        self._await_news(site, referral, need, appointment or clock.now())

    def _appointment(self, hours: Hours, need: Need) -> datetime:
        """At a full hour of the day while the place is open; else when it opens."""
        days = self.rng.triangular(*APPOINTMENT_DAYS.get(need, OTHER_DAYS))
        at = clock.now() + timedelta(days=days)
        whole = at.replace(minute=0, second=0, microsecond=0)
        hours_on = (whole + timedelta(hours=n) for n in range(1, 96))
        by_day = (t for t in hours_on if t.astimezone(ZONE).hour in DAYTIME)
        return next((t for t in by_day if hours.is_open(t)), hours.next_opening(at) or whole)

    def _await_news(self, site: str, referral: str, need: Need, after: datetime) -> None:
        rng = self.rng
        news = draw(rng, NEWS)
        days = (after - clock.now()) / timedelta(days=1) + rng.triangular(*NEWS_DAYS)
        at = self._at_work(site, days)
        if news == "went":
            self.later(at, partial(self._went, site, referral, after))
        elif news == "missed":
            self.later(at, partial(self._missed, site, referral, need))

    def _went(self, site: str, referral: str, after: datetime) -> None:
        """Told some time later; they went at the hour of the appointment, or the day after."""
        row = reads.referral(referral)
        at = row.appointment or after + timedelta(hours=self.rng.uniform(2, 30))
        actions.attend(by=self._by(site), referral=referral, at=min(at, clock.now()))
        if self.rng.random() < CLOSED_AFTER_GOING:
            close = partial(self._close, site, referral, ClosingReason.COMPLETED)
            self.later(self._at_work(site, self.rng.uniform(1, 5)), close)

    def _missed(self, site: str, referral: str, need: Need) -> None:
        rng = self.rng
        actions.miss(by=self._by(site), referral=referral)
        then = draw(rng, AFTER_MISSING)
        at = self._at_work(site, rng.uniform(0.5, 2.5))
        if then == "again":
            self.later(at, partial(self._again, site, referral, need))
        elif then == "lost":
            reason = rng.choice((ClosingReason.LOST, ClosingReason.MIND, ClosingReason.ELSEWHERE))
            self.later(at, partial(self._close, site, referral, reason))

    def _again(self, site: str, referral: str, need: Need) -> None:
        place = reads.destination(reads.referral(referral).destination)
        appointment = self._appointment(reads.hours_of(place), need)
        actions.reschedule(by=self._by(site), referral=referral, appointment=appointment)
        self._await_news(site, referral, need, appointment)

    def _close(self, site: str, referral: str, reason: ClosingReason) -> None:
        actions.close(by=self._by(site), referral=referral, reason=reason)

    def _at_work(self, site: str, days: float) -> datetime:
        """While the site is open, so many days on at the earliest."""
        earliest = clock.now() + timedelta(days=max(days, 0.02))
        place = PLACE[site]
        day = earliest.astimezone(ZONE).date() - timedelta(days=1)
        while True:
            opens, closes = nights.opening(place, day)
            at = opens + (closes - opens) * self.rng.uniform(0.1, 0.8)
            if at >= earliest:
                return at
            day += timedelta(days=1)


def _told(
    name: str,
    needs: tuple[Need, ...],
    address: str,
    digits: str,
    spans: tuple[Span, ...],
    booking: tuple[Booking, ...],
    languages: tuple[Language, ...],
    note_fr: str,
    note_en: str,
) -> Details:
    """Whoever keeps office hours closes over the holidays, too."""
    year = clock.now().year
    holidays = (Closure(date(year, 12, 24), date(year + 1, 1, 2)),) if spans is _OFFICE else ()
    return Details(
        name,
        needs,
        f"{address}, Montréal",
        f"514-555-01{digits}",
        Hours(spans, holidays, TIME_ZONE),
        languages,
        booking,
        note_fr,
        note_en,
    )


EXTRA = Referrals
