"""Rooms to look at, made through the real actions: `python -m tests.browser.scenes SCENE`.

Every visitor and every member of staff is invented.
"""

import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from operator import itemgetter
from random import Random
from zoneinfo import ZoneInfo

from veille.cli import installation

if __name__ == "__main__":
    installation.open_django()

from django.contrib.auth.hashers import make_password

from veille.accounts.models import Account, Role
from veille.care import actions, corrections, reads
from veille.care.facts import Seat
from veille.care.training import situations as training
from veille.care.words import (
    CorrectionReason,
    Help,
    Intervention,
    LeavingReason,
    Mode,
    Route,
    Sign,
    SiteKind,
    Substance,
)
from veille.ledger import clock, recording
from veille.ledger.nodes import begin_node
from veille.surveillance import neighbours, outside
from veille.surveillance.outside_facts import Vintage
from veille.surveillance.words import Counted, Topic

from . import commission, exchange, outreach, peopled, referrals, safer_supply
from .house import PASSWORD

#: Sign-in name, name that colleagues see, role.
STAFF = (
    ("noor", "Noor", Role.NURSE),
    ("jonathan", "Jonathan", Role.PEER),
    ("maude", "Maude", Role.PEER),
    ("marie", "Marie-Ève", Role.COORDINATOR),
    ("claude", "Claude", Role.ADMINISTRATOR),
    ("ali", "Ali", Role.AUDITOR),
    *commission.STAFF,
)
INJECTION, INHALATION = 8, 2
#: It is this hour of the night in every scene, whatever hour it is outside.
NIGHT_HOUR = 1

#: Who sits where, for how many minutes, and brought what.
SEATED = (
    ("Bleu", "1", 8, (Substance.DOWN,), ()),
    ("M-GAUT-1979", "2", 15, (Substance.HYDROMORPHONE,), ()),
    ("M-LAVO-1984", "3", 6, (Substance.DOWN, Substance.BENZODIAZEPINE), ()),
    ("Oiseau", "4", 27, (Substance.COCAINE,), (Help.VEIN,)),
    ("Jo", "5", 3, (Substance.HEROIN,), ()),
    ("", "7", 12, (Substance.METHAMPHETAMINE,), ()),
    ("Sam", "10", 5, (Substance.CRACK,), ()),
)
#: Who waits, for how many minutes, how they mean to consume, what, and what they ask help with.
WAITING = (
    ("Renard", 9, Mode.INJECTION, (Substance.DOWN,), ()),
    ("F-TREM-1988", 5, Mode.INHALATION, (Substance.CRACK,), (Help.TALK,)),
    ("", 1, Mode.INJECTION, (Substance.COCAINE,), ()),
)
#: Who rests, and for how many minutes.
RESTING = (("Nuage", 20), ("X-ROYM-1991", 36))
#: Who is found in overdose, how many minutes ago, and what was done how many seconds later.
OVERDOSED, OVERDOSE_MINUTES = "M-LAVO-1984", 4.7
RESPONSE = (
    (8, "noor", Intervention.STIMULATION, None, None),
    (23, "maude", Intervention.OXYGEN, None, None),
    (49, "noor", Intervention.NALOXONE, Route.IM, 0.4),
    (68, "jonathan", Intervention.CALLED_911, None, None),
    (214, "noor", Intervention.NALOXONE, Route.IN, 4.0),
)
#: A handle that two people chose.
TWICE_CHOSEN = "Renard"
#: Who was here several times today, and is not now.
REGULAR = "Harfang"
#: Who comes back in the walk through a night.
KNOWN = "Oiseau"
#: The other site.
ELSEWHERE = "anonyme"

Substances = tuple[Substance, ...]
Helps = tuple[Help, ...]


def main(scene: str, *arguments: str) -> None:
    scenes = {
        "night": night,
        "yesterday": yesterday,
        "school": school,
        "hearings": hearings,
        "weeks": weeks,
        "months": months,
    }
    scenes[scene](*arguments)


class Script:
    """Steps with the time of each. Played in order of time: the ledger's clock never runs back."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.by = {account.sign_in: account.id for account in Account.objects.all()}
        self._people: dict[tuple[str, str], str] = {}
        self._steps: list[tuple[datetime, Callable[[], object]]] = []

    def person(self, handle: str, place: str) -> str:
        """Welcomed at their first visit; nobody knows a handle at another site."""
        if (handle, place) not in self._people:
            welcomed = actions.welcome(
                by=self.by["jonathan"], place=place, handle=handle, agreed=True
            )
            self._people[handle, place] = welcomed.id
        return self._people[handle, place]

    def ago(self, minutes: float, step: Callable[[], object]) -> None:
        self._steps.append((self.now - timedelta(minutes=minutes), step))

    def play(self) -> None:
        with recording.batch():
            for at, step in sorted(self._steps, key=itemgetter(0)):
                with clock.pretending(at):
                    step()


class Guest:
    """A visit of the script; its identity is known once it has begun."""

    def __init__(self, script: Script, handle: str, place: str = "cactus") -> None:
        self.script, self.handle, self.place, self.visit = script, handle, place, ""

    def arrives(self, ago: float, mode: Mode, substances: Substances, help: Helps = ()) -> None:
        by = self.script.by["jonathan"]

        def step() -> None:
            person = ""
            if self.handle:
                person = self.script.person(self.handle, self.place)
            self.visit = actions.arrive(
                by=by, place=self.place, person=person, mode=mode, substances=substances, help=help
            ).id

        self.script.ago(ago, step)

    def sits(self, ago: float, seat: str) -> None:
        by = self.script.by["noor"]
        self.script.ago(ago, lambda: actions.seat(by=by, visit=self.visit, seat=seat))

    def rests(self, ago: float) -> None:
        by = self.script.by["maude"]
        self.script.ago(ago, lambda: actions.send_to_aftercare(by=by, visit=self.visit))

    def leaves(self, ago: float, reason: LeavingReason | None = None) -> None:
        by = self.script.by["maude"]
        self.script.ago(
            ago,
            lambda: actions.leave(by=by, visit=self.visit, consumed=reason is None, reason=reason),
        )


def night(earlier: str) -> None:
    """A busy night: a queue, a long seat, an open overdose with two doses, people at rest.

    `earlier`: how many visits of the day are over.
    """
    now = datetime.now(UTC)
    _house(now)
    script = Script(now)
    for n, name in enumerate(("marie", "noor", "jonathan", "maude")):
        script.ago(241 - 4 * n, partial(_on_duty, script.by[name]))
    _earlier_visits(script, int(earlier))
    for handle, minutes in RESTING:
        guest = Guest(script, handle)
        guest.arrives(minutes + 24, Mode.INJECTION, (Substance.DOWN,))
        guest.sits(minutes + 20, "6" if minutes > 30 else "8")
        guest.rests(minutes)
    for handle, seat, minutes, substances, help in SEATED:
        guest = Guest(script, handle)
        mode = Mode.INHALATION if int(seat) > INJECTION else Mode.INJECTION
        guest.arrives(minutes + 6, mode, substances, help)
        guest.sits(minutes, seat)
        if handle == OVERDOSED:
            _overdose(script, guest)
    for handle, minutes, mode, substances, help in WAITING:
        Guest(script, handle).arrives(minutes, mode, substances, help)
    _at_the_truck(script)
    outreach.play(script)
    peopled.play(script)
    referrals.play(script)
    safer_supply.play(script)
    exchange.play(script)
    commission.play(script)
    script.play()


def yesterday() -> None:
    """In an installation made by the real commands: somebody was there the day before."""
    by = Account.objects.get(sign_in="noor").id
    at = datetime.now(UTC) - timedelta(days=1)
    person = actions.welcome(by=by, place="cactus", handle=KNOWN, agreed=True, at=at)
    visit = actions.arrive(
        by=by,
        place="cactus",
        person=person.id,
        mode=Mode.INJECTION,
        substances=[Substance.HEROIN],
        at=at,
    )
    actions.seat(by=by, visit=visit.id, seat="1", at=at + timedelta(minutes=5))
    actions.leave(by=by, visit=visit.id, consumed=True, at=at + timedelta(minutes=30))


def weeks() -> None:
    """Naloxone kits handed out on each of the site's last 42 days, many of them three days ago."""
    by = Account.objects.get(sign_in="noor").id
    today = reads.day_of(reads.site("cactus")).begins
    with recording.batch():
        for ago in range(42, 0, -1):
            kits = 15 if ago == 3 else 1 + ago % 3
            exchange.hand_out_kits(by, kits, today - timedelta(days=ago, hours=-4))


def months() -> None:
    """Two visits on every day of the last two months, a neighbour's remark yesterday, and deaths
    that a coroner published twice."""
    noor = Account.objects.get(sign_in="noor").id
    noon = datetime.now(ZoneInfo("America/Toronto")).replace(hour=12, minute=0)
    with recording.batch():
        for ago in range(62, 0, -1):
            for hour in (0, 1):
                at = noon - timedelta(days=ago, hours=hour)
                visit = actions.arrive(
                    by=noor, place="cactus", mode=Mode.ORAL, substances=[Substance.OTHER], at=at
                )
                actions.leave(
                    by=noor,
                    visit=visit.id,
                    consumed=False,
                    reason=LeavingReason.WAIT,
                    at=at + timedelta(minutes=20),
                )
    neighbours.hear(
        by=noor,
        site="cactus",
        topic=Topic.EQUIPMENT,
        block="rue Berger, near Ontario",
        at=noon - timedelta(days=1),
    )
    months = [f"{2024 + n // 12}-{n % 12 + 1:02d}-01" for n in range(24)]
    outside.keep(
        by=noor,
        what=Counted.DEATHS,
        area="Québec",
        source="Bureau of a coroner",
        title="Monthly counts",
        period="month",
        public=True,
        vintages=[
            Vintage(as_of=f"{day}", counts={month: float(40 - late) for month in months})
            for day, late in (("2026-02-15", 12), ("2026-03-15", 0))
        ],
    )


def school() -> None:
    """A demo that was begun with its training site; nobody is on the floor."""
    _house(datetime.now(UTC))


def hearings() -> None:
    """Two commissions with their members, to which nobody was referred yet."""
    now = datetime.now(UTC)
    _house(now)
    with clock.pretending(now - timedelta(days=1)):
        commission.open_commissions(Script(now).by)


def _house(now: datetime) -> None:
    """An installation with CACTUS, where it is now NIGHT_HOUR, and an account for each role."""
    installation.make_folder_and_secrets()
    installation.migrate()
    with clock.pretending(now - timedelta(days=2)):
        begin_node("Montréal (répétition)", rehearsal=True)
        seats = [
            Seat(str(n), Mode.INJECTION if n <= INJECTION else Mode.INHALATION)
            for n in range(1, INJECTION + INHALATION + 1)
        ]
        actions.open_site(
            by="",
            slug="cactus",
            name="CACTUS Montréal",
            kind=SiteKind.FIXED,
            seats=seats,
            time_zone=_zone_where_it_is_night(now),
        )
        actions.open_site(
            by="",
            slug="anonyme",
            name="L’Anonyme",
            kind=SiteKind.TRUCK,
            seats=seats[:2],
            time_zone=_zone_where_it_is_night(now),
        )
        training.open_site(by="")
    password = make_password(PASSWORD)
    Account.objects.bulk_create(
        Account(
            sign_in=sign_in,
            name=name,
            role=role,
            password=password,
            sites=["cactus"] if role in (Role.PEER, Role.NURSE) else [],
        )
        for sign_in, name, role in STAFF
    )


def _zone_where_it_is_night(now: datetime) -> str:
    """Whole hours from Greenwich, with the sign that POSIX gives them."""
    names = [f"Etc/GMT{hours:+d}" for hours in range(-14, 13)]
    return next(name for name in names if now.astimezone(ZoneInfo(name)).hour == NIGHT_HOUR)


def _on_duty(account: str) -> None:
    role = Account.objects.get(pk=account).role
    actions.begin_duty(by=account, place="cactus", account=account, role=role)


def _earlier_visits(script: Script, number: int) -> None:
    """The day so far: people came, most of them had a seat, and went home."""
    rng = Random(7)
    for n in range(number):
        came = 80 + 9 * n + rng.randint(0, 8)
        handle = REGULAR if n % 9 == 4 else "" if n % 8 == 0 else f"Visite {n}"
        guest = Guest(script, handle)
        guest.arrives(came, Mode.INJECTION, (Substance.DOWN,))
        if n % 12 == 5:
            guest.leaves(came - 14, LeavingReason.WAIT)
            continue
        guest.sits(came - rng.randint(2, 9), str(1 + n % INJECTION))
        guest.leaves(came - rng.randint(20, 55))


def _at_the_truck(script: Script) -> None:
    """A calm room, and another visitor whose handle is somebody's here."""
    for handle, seated, rested, left in (
        (TWICE_CHOSEN, 170, None, 140),
        ("Lune", 34, 12, None),
        ("Jazz", 7, None, None),
    ):
        guest = Guest(script, handle, ELSEWHERE)
        guest.arrives(seated + 3, Mode.INJECTION, (Substance.DOWN,))
        guest.sits(seated, "1")
        if rested:
            guest.rests(rested)
        if left:
            guest.leaves(left)
    Guest(script, "Fjord", ELSEWHERE).arrives(2, Mode.NASAL, (Substance.KETAMINE,))


def _overdose(script: Script, guest: Guest) -> None:
    """Two doses of naloxone by two routes; one time was tapped wrong and is corrected."""
    by, told = script.by, {}

    def found() -> None:
        signs = (Sign.UNRESPONSIVE, Sign.SLOW_BREATHING)
        told["id"] = actions.find_overdose(by=by["noor"], visit=guest.visit, signs=signs).id

    def done(who: str, what: Intervention, route: Route | None, dose_mg: float | None) -> None:
        state = actions.intervene(
            by=by[who], overdose=told["id"], what=what, route=route, dose_mg=dose_mg
        )
        told[what] = state.steps[-1].entry

    def corrected() -> None:
        at = script.now - timedelta(minutes=OVERDOSE_MINUTES - 31 / 60)
        corrections.correct(
            by=by["marie"], entry_id=told[Intervention.OXYGEN], why=CorrectionReason.TIME, at=at
        )

    script.ago(OVERDOSE_MINUTES, found)
    for seconds, *step in RESPONSE:
        script.ago(OVERDOSE_MINUTES - seconds / 60, partial(done, *step))
    script.ago(OVERDOSE_MINUTES - 240 / 60, corrected)


if __name__ == "__main__":
    main(*sys.argv[1:])
