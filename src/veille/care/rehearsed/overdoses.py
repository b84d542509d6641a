"""How an overdose goes on the floor: what is seen, what is done when, how it ends.

Published: about 11.8 overdoses per 1000 visits in Canada since 2017, and no death on any site
in 4.4 million visits (shared/facts/care.md); so no play ever ends in one. Doses of naloxone
are given 2 to 3 minutes apart. The other shares are assumed.
"""

from dataclasses import dataclass
from datetime import timedelta
from random import Random

from veille.care.words import Consciousness, Intervention, Mode, Outcome, Route, Sign
from veille.rehearsal.draws import draw

from .nights import OPIOIDS, WITHOUT_SHARE
from .people import BROUGHT, MODES

#: care.md: 52,000 in 4.4 million visits.
OVERDOSES_PER_1000_VISITS = 11.8
#: Emergencies after stimulants alone, against those after opioids. Assumed.
STIMULANT_AGAINST_OPIOID = 0.15

#: Overdoses after opioids that need naloxone; the others wake with stimulation and oxygen.
#: Assumed.
NALOXONE_SHARE = 0.5
#: Of those who got a dose, how many need another. Assumed.
ANOTHER_DOSE_SHARE = 0.42
MOST_DOSES = 4
#: Seen where naloxone is needed, else gurgling; and seen after injection. Assumed.
BLUE_SHARE = 0.6
SMALL_PUPILS_SHARE = 0.5
#: Where naloxone is needed, and where it is not. Assumed.
CALLED_911_SHARE = {True: 0.45, False: 0.04}
BREATHS_SHARE = 0.4
NASAL_SHARE = 0.2
IM_DOSE_MG = 0.4
NASAL_DOSE_MG = 4.0
#: Ambulances that find the person already well: declined, treated there, taken along. Assumed.
AFTER_AMBULANCE = ((Outcome.DECLINED, 40), (Outcome.TREATED, 25), (Outcome.TRANSPORTED, 35))

#: Seconds: shortest, longest, most usual. Doses 2 to 3 minutes apart, as guidance says; the
#: rest assumed.
STIMULATION_SECONDS = (4, 25, 10)
OXYGEN_SECONDS = (20, 80, 40)
BREATHS_SECONDS = (40, 110, 60)
FIRST_DOSE_SECONDS = (60, 150, 90)
BETWEEN_DOSES_SECONDS = (120, 180, 150)
CALL_SECONDS = (15, 60, 25)
AMBULANCE_SECONDS = (360, 840, 540)
RECOVERY_SECONDS = (240, 900, 420)


@dataclass(frozen=True)
class Response:
    """One thing done, `after` the overdose was found."""

    after: timedelta
    what: Intervention
    route: Route | None = None
    dose_mg: float | None = None


@dataclass(frozen=True)
class Measured:
    """Vital signs, as a nurse counts and reads them."""

    breaths: int
    spo2: int
    consciousness: Consciousness


#: What is measured once oxygen is given: breathing that is not enough. Assumed.
FOUND = Measured(6, 82, Consciousness.PAIN)


@dataclass(frozen=True)
class Course:
    """A whole overdose. `ended_after` counts from when it was found."""

    signs: tuple[Sign, ...]
    responses: tuple[Response, ...]
    outcome: Outcome
    ended_after: timedelta


def _opioid_share() -> float:
    """Share of visits on which an opioid is used, by the play's own tables."""
    total = sum(weight for _, weight in MODES)
    share = 0.0
    for mode, mode_weight in MODES:
        brought = BROUGHT[mode]
        opioid = sum(weight for substances, weight in brought if OPIOIDS & set(substances))
        share += mode_weight / total * opioid / sum(weight for _, weight in brought)
    return share


_OPIOID_SHARE = _opioid_share()
#: Chance after a seat was taken with an opioid: so that all visits together come to the
#: published rate.
_AFTER_OPIOID = (
    OVERDOSES_PER_1000_VISITS
    / 1000
    / (1 - WITHOUT_SHARE)
    / (_OPIOID_SHARE + (1 - _OPIOID_SHARE) * STIMULANT_AGAINST_OPIOID)
)


def chance(opioid: bool) -> float:
    """The chance of an overdose once a seat was taken."""
    return _AFTER_OPIOID if opioid else _AFTER_OPIOID * STIMULANT_AGAINST_OPIOID


def course(rng: Random, *, opioid: bool, mode: Mode) -> Course:
    """One overdose, from what is seen to how it ends."""
    if not opioid:
        return _after_stimulant(rng)
    naloxone = rng.random() < NALOXONE_SHARE
    responses = [
        Response(_seconds(rng, STIMULATION_SECONDS), Intervention.STIMULATION),
        Response(_seconds(rng, OXYGEN_SECONDS), Intervention.OXYGEN),
    ]
    if naloxone:
        if rng.random() < BREATHS_SHARE:
            responses.append(Response(_seconds(rng, BREATHS_SECONDS), Intervention.BREATHS))
        responses += _doses(rng)
    signs = [Sign.UNRESPONSIVE, Sign.SLOW_BREATHING]
    if naloxone:
        signs += [Sign.BLUE] if rng.random() < BLUE_SHARE else [Sign.GURGLING]
    if mode is Mode.INJECTION and rng.random() < SMALL_PUPILS_SHARE:
        signs.append(Sign.SMALL_PUPILS)
    return _ended(rng, tuple(signs), responses, rng.random() < CALLED_911_SHARE[naloxone])


def _after_stimulant(rng: Random) -> Course:
    signs = (rng.choice((Sign.AGITATION, Sign.CHEST_PAIN, Sign.SEIZURE)),)
    calm = Response(_seconds(rng, OXYGEN_SECONDS), Intervention.OTHER)
    return _ended(rng, signs, [calm], signs[0] is not Sign.AGITATION)


def _doses(rng: Random) -> list[Response]:
    nasal = rng.random() < NASAL_SHARE
    route, dose_mg = (Route.IN, NASAL_DOSE_MG) if nasal else (Route.IM, IM_DOSE_MG)
    after = _seconds(rng, FIRST_DOSE_SECONDS)
    doses = [Response(after, Intervention.NALOXONE, route, dose_mg)]
    while len(doses) < MOST_DOSES and rng.random() < ANOTHER_DOSE_SHARE:
        after += _seconds(rng, BETWEEN_DOSES_SECONDS)
        doses.append(Response(after, Intervention.NALOXONE, route, dose_mg))
    return doses


def _ended(rng: Random, signs: tuple[Sign, ...], responses: list[Response], called: bool) -> Course:
    outcome = Outcome.RECOVERED
    if called:
        call = _seconds(rng, CALL_SECONDS) + responses[-1].after
        arrived = call + _seconds(rng, AMBULANCE_SECONDS)
        responses += [
            Response(call, Intervention.CALLED_911),
            Response(arrived, Intervention.AMBULANCE),
        ]
        outcome = draw(rng, AFTER_AMBULANCE)
    responses.sort(key=lambda response: response.after)
    ended = responses[-1].after + _seconds(rng, RECOVERY_SECONDS)
    return Course(signs, tuple(responses), outcome, ended)


def _seconds(rng: Random, spread: tuple[int, int, int]) -> timedelta:
    return timedelta(seconds=round(rng.triangular(*spread)))
