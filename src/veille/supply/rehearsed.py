"""Drug checking in a play, a year of it at most, with the supply of 2025 and 2026 in it.

What is sold as what, and how much medetomidine, benzodiazepine or carfentanil is in it, follows
what is published of Toronto, Victoria and New York (the decision on the rehearsed supply, of
2026-11-29, has each source). No figure of Montréal's is known to us: those are marked as assumed.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from veille.ledger import clock
from veille.rehearsal.draws import draw, minutes
from veille.rehearsal.extra import Extra
from veille.rehearsal.zone import ZONE

from . import actions, reads
from .facts import Component, Finding
from .labels import ALPHABET, LENGTH
from .seizures import actions as seizures
from .seizures.facts import Amount
from .words import (
    Abundance,
    Collected,
    Colour,
    Control,
    Decision,
    Fate,
    Form,
    LabMethod,
    Reading,
    SeizureKind,
    Strip,
    Surprise,
)

SITE = "cactus"
#: Samples a day at the one site that checks. Assumed.
SAMPLES_A_DAY = 3.0
DAYS = 365
#: What a sample is sold as. Assumed.
SOLD_AS = (
    ("down", 55),
    ("cocaine", 13),
    ("crack", 8),
    ("methamphetamine", 11),
    ("MDMA", 6),
    ("ketamine", 4),
    ("fentanyl", 3),
)
OPIOIDS = ("down", "fentanyl")
STIMULANTS = ("cocaine", "crack", "methamphetamine", "MDMA")
#: Shares of opioids that hold it: a benzodiazepine (Victoria, 35 to 60 %), xylazine, a nitazene.
BENZODIAZEPINE_SHARE, XYLAZINE_SHARE, NITAZENE_SHARE = 0.45, 0.06, 0.03
#: Medetomidine arrives on this day and rises to that share within so many days (Toronto: 15 of
#: 140 at the turn of 2024; New York: 24 of 39 in March 2026).
MEDETOMIDINE_FROM = date(2026, 2, 1)
MEDETOMIDINE_SHARE, MEDETOMIDINE_RISE_DAYS = 0.3, 180.0
#: Days before the end of the past at which carfentanil is found, once.
CARFENTANIL_DAYS_AGO = 9.0
#: Days before the end of the past on whose evening fentanyl is in one batch of cocaine, where there
#: are days enough before it to compare with; and the samples of that batch. Assumed.
STIMULANT_BATCH_DAYS_AGO, DAYS_BEFORE_BATCH = 4, 16
STIMULANT_BATCH = ("cocaine", "cocaine", "crack", "cocaine")
#: Fentanyl in what is sold as a stimulant. Assumed.
FENTANYL_IN_STIMULANTS_SHARE = 0.01
#: A strip that misses what is there, or shows what is not; a strip that says nothing.
MISS_SHARE, FALSE_SHARE, INVALID_SHARE = 0.05, 0.03, 0.01
LABORATORY_SHARE = 0.12
#: Days before the end of the past at which a strip of this kind fails its positive control, so that
#: its lot is stopped; the next lot is opened on the spot.
STOPPED_STRIP, STOPPED_DAYS_AGO = Strip.XYLAZINE, 1.2
#: Days before the end of the past at which a sample comes in whose strip misses what the laboratory
#: finds, and at which the laboratory answers.
MISSED_DAYS_AGO, MISSED_ANSWER_DAYS_AGO = 5.0, 0.5
LABORATORY_DAYS = (4.0, 12.0)
USED_SHARE, AFTER_OVERDOSE_SHARE = 0.25, 0.04
#: Limits of detection in ng/mL: about 200 for fentanyl, 2,000 to 3,000 for isotonitazene, 1,000
#: for xylazine, 500 to 2,000 for medetomidine (facts of each study in the decision); the
#: benzodiazepine strip's is assumed.
LIMITS_NG_PER_ML = {
    Strip.FENTANYL: 200.0,
    Strip.BENZODIAZEPINE: 300.0,
    Strip.NITAZENE: 2_500.0,
    Strip.XYLAZINE: 1_000.0,
    Strip.MEDETOMIDINE: 1_000.0,
}
LOT_DAYS = 90
#: Minutes in the queue, and at the bench.
WAITS, TAKES = (2.0, 25.0, 8.0), (5.0, 14.0, 8.0)
OPENS_HOUR, OPEN_HOURS = 16, 9
#: Seizures in the news of a year, and what was in them: (substance, grams at least, at most).
#: Assumed.
SEIZURES_A_YEAR = 18
SEIZED = (
    (("fentanyl", 40.0, 2_500.0), 35),
    (("cocaine", 200.0, 40_000.0), 35),
    (("methamphetamine", 100.0, 20_000.0), 20),
    (("protonitazene", 10.0, 900.0), 10),
)
TOWNS = ("Montréal", "Longueuil", "Laval", "Mirabel", "Repentigny")
FILLERS = (("caffeine", 42.0), ("erythritol", 34.0), ("mannitol", 28.0), ("lactose", 20.0))
_STAFF_ROLES = ("nurse", "peer", "coordinator")


class DrugChecking(Extra):
    """The bench's part in a play."""

    name = "supply"

    def __init__(self, play: Any, seed: str) -> None:
        super().__init__(play, seed)
        self._staff: list[str] = [
            one.account for one in play.staff if one.site == SITE and one.role in _STAFF_ROLES
        ]
        self._lots: dict[Strip, str] = {}
        self._lot_number = 0

    def plays_past(self, first: datetime, until: datetime) -> None:
        if not self._staff:
            return
        begins = max(first, until - timedelta(days=DAYS))
        self.later(begins, partial(self._new_lots))
        at = begins + timedelta(hours=1)
        while at < until:
            local = at.astimezone(ZONE)
            opens = local.replace(hour=OPENS_HOUR, minute=0, second=0, microsecond=0)
            if opens > begins:
                self.later(opens, self._controls)
                self._samples_of(opens, until)
            at += timedelta(days=1)
        for days in range(LOT_DAYS, (until - begins).days, LOT_DAYS):
            self.later(begins + timedelta(days=days), self._new_lots)
        found = until - timedelta(days=CARFENTANIL_DAYS_AGO)
        if found > begins:
            self.later(found, self._carfentanil)
        self._plan_stimulant_batch(begins, until)
        missed = until - timedelta(days=MISSED_DAYS_AGO)
        if missed > begins:
            answered = until - timedelta(days=MISSED_ANSWER_DAYS_AGO)
            self.later(missed, partial(self._missed, answered))
        stopped = until - timedelta(days=STOPPED_DAYS_AGO)
        if stopped > begins + timedelta(days=1):
            self.later(stopped, self._stopped)
        days = (until - begins).days
        for _seizure in range(round(SEIZURES_A_YEAR * days / DAYS)):
            self.later(begins + timedelta(days=self.rng.uniform(0, days)), self._seizure)
        for minutes_ago, sold_as in ((18, "down"), (14, "cocaine"), (9, "down"), (2, "MDMA")):
            self.later(until - timedelta(minutes=minutes_ago), partial(self._take_in, sold_as))

    def _plan_stimulant_batch(self, begins: datetime, until: datetime) -> None:
        opens = until.astimezone(ZONE).replace(hour=OPENS_HOUR, minute=0, second=0, microsecond=0)
        opens -= timedelta(days=STIMULANT_BATCH_DAYS_AGO)
        if opens - begins < timedelta(days=DAYS_BEFORE_BATCH):
            return
        for hours, sold_as in enumerate(STIMULANT_BATCH, 1):
            at = opens + timedelta(hours=hours)
            self.later(at, partial(self._check, sold_as, "fentanyl"))

    def goes_live(self) -> None:
        if self._staff:
            self.later(clock.now() + minutes(self.rng, (4.0, 20.0, 9.0)), self._next_live)

    def _next_live(self) -> None:
        self.later(clock.now() + minutes(self.rng, (10.0, 60.0, 25.0)), self._next_live)
        self._check(draw(self.rng, SOLD_AS))

    def _samples_of(self, opens: datetime, until: datetime) -> None:
        hours = self.rng.expovariate(SAMPLES_A_DAY / OPEN_HOURS)
        while hours < OPEN_HOURS:
            at = opens + timedelta(hours=hours)
            if at < until - timedelta(minutes=40):
                self.later(at, partial(self._check, draw(self.rng, SOLD_AS)))
            hours += self.rng.expovariate(SAMPLES_A_DAY / OPEN_HOURS)

    # Lots.

    def _by(self) -> str:
        return self.rng.choice(self._staff)

    def _new_lots(self) -> None:
        for strip in Strip:
            self._new_lot(strip)
        self._controls()

    def _new_lot(self, strip: Strip) -> None:
        today = clock.now().astimezone(ZONE).date()
        self._lot_number += 1
        lot = actions.receive_lot(
            by=self._by(),
            place=SITE,
            strip=strip,
            brand="BTNX",
            number=f"{strip.value[0].upper()}{today:%y}-{self._lot_number:04d}",
            expires=(today + timedelta(days=LOT_DAYS + 275)).isoformat(),
            limit_ng_per_ml=LIMITS_NG_PER_ML[strip],
            source="assumed for the rehearsal",
        )
        self._lots[strip] = lot.id

    def _controls(self) -> None:
        for lot in self._lots.values():
            self._control(lot, Reading.POSITIVE)

    def _control(self, lot: str, reading: Reading) -> None:
        actions.control_lot(by=self._by(), lot=lot, control=Control.POSITIVE, reading=reading)

    def _stopped(self) -> None:
        """A strip sees nothing in its control: what the lot read since the last one is in doubt."""
        self._control(self._lots[STOPPED_STRIP], Reading.NEGATIVE)
        self._new_lot(STOPPED_STRIP)
        self._controls()

    def _seizure(self) -> None:
        rng, at = self.rng, clock.now()
        substance, least, most = draw(rng, SEIZED)
        kind = draw(
            rng, ((SeizureKind.STREET, 70), (SeizureKind.MAIL, 20), (SeizureKind.BORDER, 10))
        )
        border = kind is SeizureKind.BORDER
        seizures.log(
            by=self._by(),
            day=(at - timedelta(days=1)).astimezone(ZONE).date(),
            what=kind,
            place="Mirabel" if border else rng.choice(TOWNS),
            source="ASFC" if border or kind is SeizureKind.MAIL else "SPVM",
            amounts=[Amount(substance, round(rng.uniform(least, most), 1))],
        )

    # Samples.

    def _take_in(self, sold_as: str, *, received_mg: float | None = None) -> str:
        rng = self.rng
        label = "".join(rng.choice(ALPHABET) for _place in range(LENGTH))
        form = Form.ROCK if sold_as == "crack" else draw(rng, ((Form.POWDER, 70), (Form.ROCK, 30)))
        colour = draw(
            rng,
            (
                (Colour.BEIGE, 30),
                (Colour.WHITE, 30),
                (Colour.PURPLE, 15),
                (Colour.PINK, 10),
                (Colour.BLUE, 8),
                (Colour.GREEN, 7),
            ),
        )
        sample = actions.take_in(
            by=self._by(),
            place=SITE,
            label=label,
            expected=sold_as,
            form=Form.TABLET if sold_as == "MDMA" else form,
            colour=colour,
            collected=Collected.WALK_IN,
            used_already=rng.random() < USED_SHARE,
            after_overdose=sold_as in OPIOIDS and rng.random() < AFTER_OVERDOSE_SHARE,
            received_mg=received_mg or round(rng.uniform(8, 60), 1),
        )
        return str(sample.id)

    def _check(self, sold_as: str, *extra: str) -> None:
        holds = {*_holds(self.rng, sold_as, clock.now().astimezone(ZONE).date()), *extra}
        sample = self._take_in(sold_as)
        at = clock.now() + minutes(self.rng, WAITS)
        self.later(at, partial(self._at_bench, sample, sold_as, frozenset(holds)))

    def _carfentanil(self) -> None:
        self._check("down", "carfentanil", "fentanyl")

    def _missed(self, answered: datetime) -> None:
        """A benzodiazepine that its strip does not see: what a result says where tests differ."""
        holds = frozenset({"fentanyl", "benzodiazepine"})
        sample = self._take_in("down")
        self._at_bench(sample, "down", holds, misses=Strip.BENZODIAZEPINE, answered=answered)

    def _at_bench(
        self,
        sample: str,
        sold_as: str,
        holds: frozenset[str],
        *,
        misses: Strip | None = None,
        answered: datetime | None = None,
    ) -> None:
        """`misses` is a strip that sees nothing; `answered` when the laboratory surely answers."""
        by, rng = self._by(), self.rng
        actions.begin(by=by, sample=sample)
        for strip in _strips_for(sold_as):
            lot = self._lots.get(strip) or next(
                (row.id for row in reads.lots_in_use(SITE, "")[strip]), ""
            )
            if not lot:
                continue
            reading = _reading(rng, strip.value in holds)
            if strip is misses:
                reading = Reading.NEGATIVE
            actions.read_strip(
                by=by, sample=sample, strip=strip, reading=reading, lot=lot, sample_mg_per_ml=1.0
            )
        actions.read_spectrum(by=by, sample=sample, components=_spectrum(rng, sold_as, holds))
        if answered or "carfentanil" in holds or rng.random() < LABORATORY_SHARE:
            actions.move_material(
                by=by, sample=sample, fate=Fate.LABORATORY, mg=4.0, laboratory="Santé Canada"
            )
            at = answered or clock.now() + timedelta(days=rng.uniform(*LABORATORY_DAYS))
            self.later(at, partial(self._answer, sample, sold_as, holds))
        self.later(clock.now() + minutes(rng, TAKES), partial(self._give, sample, sold_as, holds))

    def _answer(self, sample: str, sold_as: str, holds: frozenset[str]) -> None:
        named = _substances(sold_as, holds)
        actions.answer_from_laboratory(
            by=self._by(),
            sample=sample,
            laboratory="Santé Canada",
            method=LabMethod.GC_MS,
            findings=[
                Finding(
                    substance=name,
                    abundance=Abundance.TRACE if name == "carfentanil" else Abundance.PRIMARY,
                )
                for name in named
            ],
        )

    def _give(self, sample: str, sold_as: str, holds: frozenset[str]) -> None:
        more = bool(holds - {"fentanyl"}) or (sold_as not in OPIOIDS and "fentanyl" in holds)
        decisions = (
            (Decision.LESS, 40),
            (Decision.NOT_ALONE, 30),
            (Decision.NOT, 15),
            (Decision.AS_PLANNED, 15),
        )
        usual = ((Decision.AS_PLANNED, 60), (Decision.NOT_ALONE, 25), (Decision.UNSAID, 15))
        actions.give_result(
            by=self._by(),
            sample=sample,
            surprise=Surprise.MORE if more else Surprise.AS_THOUGHT,
            decisions=[draw(self.rng, decisions if more else usual)],
        )


def medetomidine_share(day: date) -> float:
    """Of opioids sold on that day: nothing before it arrived, then rising to its share."""
    since = (day - MEDETOMIDINE_FROM).days
    return MEDETOMIDINE_SHARE * min(1.0, max(0.0, since / MEDETOMIDINE_RISE_DAYS))


def _holds(rng: Random, sold_as: str, day: date) -> set[str]:
    """What is in it beside what it is sold as, of what strips look for."""
    if sold_as in OPIOIDS:
        shares = {
            "fentanyl": 0.95,
            "benzodiazepine": BENZODIAZEPINE_SHARE,
            "xylazine": XYLAZINE_SHARE,
            "nitazene": NITAZENE_SHARE,
            "medetomidine": medetomidine_share(day),
        }
    elif sold_as in STIMULANTS:
        shares = {"fentanyl": FENTANYL_IN_STIMULANTS_SHARE}
    else:
        shares = {}
    return {name for name, share in shares.items() if rng.random() < share}


def _strips_for(sold_as: str) -> Sequence[Strip]:
    if sold_as in OPIOIDS:
        return tuple(Strip)
    return (Strip.FENTANYL, Strip.NITAZENE) if sold_as in STIMULANTS else (Strip.FENTANYL,)


def _reading(rng: Random, there: bool) -> Reading:
    fate = rng.random()
    if fate < INVALID_SHARE:
        return Reading.INVALID
    wrong = fate < INVALID_SHARE + (MISS_SHARE if there else FALSE_SHARE)
    return Reading.POSITIVE if there is not wrong else Reading.NEGATIVE


def _spectrum(rng: Random, sold_as: str, holds: frozenset[str]) -> list[Component]:
    """FTIR sees what makes up 5 % or more."""
    if sold_as not in OPIOIDS:
        return [Component(substance=sold_as, share_percent=round(rng.uniform(55, 95)))]
    fentanyl = round(rng.triangular(3, 40, 16)) if "fentanyl" in holds else 0
    (first, usual), (second, _usual) = rng.sample(FILLERS, 2)
    most = round(usual * rng.uniform(0.7, 1.2))
    named = [Component(substance=first, share_percent=most)]
    named.append(Component(substance=second, share_percent=max(0, 92 - most - fentanyl)))
    if fentanyl >= 5:
        named.append(Component(substance="fentanyl", share_percent=fentanyl))
    return named


def _substances(sold_as: str, holds: frozenset[str]) -> list[str]:
    """As a laboratory names them."""
    names = {"benzodiazepine": "bromazolam", "nitazene": "protonitazene"}
    found = [names.get(name, name) for name in sorted(holds)]
    return found if sold_as in OPIOIDS else [sold_as, *found]


EXTRA = DrugChecking
