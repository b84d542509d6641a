"""Invented visitors: how they are called, how often they come, where, and what they use.

Published: 21,265 visits by 876 people in year one (shared/facts/care.md). How visits are
spread over people is not published; repeat use of such services is heavy-tailed, and the play
takes a lognormal with a ceiling, its size fitted so that year one's visits are expected to
come from 876 people. Every other share here is an assumption of the play.
"""

from bisect import bisect
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import accumulate
from math import exp
from random import Random
from statistics import NormalDist
from typing import TypeVar

from veille.care.words import Gender, HeardOf, Mode, Substance
from veille.rehearsal.draws import draw

from .names import handles
from .network import PLACES, Place

#: Visits by people who give no handle. Assumed.
ANONYMOUS_SHARE = 0.08
#: Spread (sigma) of the lognormal from which weights are taken. Assumed: the tenth who come
#: most often then make two thirds of the visits, and the median person comes 3 or 4 times a
#: year.
WEIGHT_SPREAD = 2.0
#: No person makes more than this share of all visits. Assumed: under two visits a day.
LARGEST_SHARE = 0.012
#: Fitted: with the two above, `expected_people(YEAR_ONE_VISITS)` is 876.
POOL_SIZE = 1_138
#: Visits that people make to the site they prefer. Assumed.
AT_PREFERRED_SITE = 0.8
#: Nobody comes back sooner than this after an arrival. Assumed.
SOONEST_RETURN = timedelta(hours=3)
#: Draws before a visit is taken as anonymous because everybody drawn was here lately.
_DRAWS = 12

#: What people bring, by how they take it. Assumed; (substances, weight).
INJECTED = (
    ((Substance.DOWN,), 22),
    ((Substance.FENTANYL,), 14),
    ((Substance.HEROIN,), 10),
    ((Substance.HYDROMORPHONE,), 12),
    ((Substance.MORPHINE,), 3),
    ((Substance.COCAINE,), 24),
    ((Substance.METHAMPHETAMINE,), 7),
    ((Substance.COCAINE, Substance.HEROIN), 4),
    ((Substance.DOWN, Substance.BENZODIAZEPINE), 2),
    ((Substance.UNKNOWN,), 2),
)
INHALED = (
    ((Substance.CRACK,), 55),
    ((Substance.METHAMPHETAMINE,), 22),
    ((Substance.FENTANYL,), 14),
    ((Substance.DOWN,), 9),
)
SNORTED = (((Substance.COCAINE,), 60), ((Substance.KETAMINE,), 20), ((Substance.FENTANYL,), 20))
SWALLOWED = (((Substance.HYDROMORPHONE,), 60), ((Substance.BENZODIAZEPINE,), 40))
BROUGHT = {
    Mode.INJECTION: INJECTED,
    Mode.INHALATION: INHALED,
    Mode.NASAL: SNORTED,
    Mode.ORAL: SWALLOWED,
}
#: How people take it. Assumed.
MODES = ((Mode.INJECTION, 77), (Mode.INHALATION, 18), (Mode.NASAL, 4), (Mode.ORAL, 1))
#: Visits on which people take something else than they mostly do. Assumed.
OTHER_THAN_USUAL = 0.25
#: Assumed; gender as a code handle tells it.
GENDERS = ((Gender.MAN, 70), (Gender.WOMAN, 27), (Gender.OTHER, 3))
HEARD = (
    (HeardOf.FRIEND, 45),
    (HeardOf.WORKER, 20),
    (HeardOf.SERVICE, 14),
    (HeardOf.PASSING, 9),
    (HeardOf.HOSPITAL, 5),
    (HeardOf.INTERNET, 3),
    (HeardOf.POLICE, 1),
    (HeardOf.UNTOLD, 3),
)
POSTAL = (
    ("none", 34),
    ("H2X", 16),
    ("H2L", 14),
    ("unknown", 12),
    ("H1W", 8),
    ("H3G", 6),
    ("H2K", 6),
    ("H1V", 4),
)
#: Years of birth of the oldest and the youngest, and where most lie. Assumed.
BORN = (1950, 2006, 1982)

T = TypeVar("T")


@dataclass
class Visitor:
    """Somebody invented. `person` is their identity in the ledger once they were welcomed."""

    number: int
    handle: str
    gender: Gender
    birth_year: int | None
    heard_of: HeardOf
    postal: str
    preferred: str
    mode: Mode
    substances: tuple[Substance, ...]
    person: str = ""
    last_came: datetime | None = None


def weights() -> list[float]:
    """Each person's share of all visits, the rarest first; they add up to one."""
    normal = NormalDist()
    shares = [
        exp(WEIGHT_SPREAD * normal.inv_cdf((rank + 0.5) / POOL_SIZE)) for rank in range(POOL_SIZE)
    ]
    # A ceiling makes everybody else's share grow, which may lift others over it.
    for _ in range(30):
        total = sum(shares)
        shares = [min(share / total, LARGEST_SHARE) for share in shares]
    total = sum(shares)
    return [share / total for share in shares]


def expected_people(visits: float) -> float:
    """How many people are expected to make `visits` visits, anonymous ones among them."""
    known = visits * (1 - ANONYMOUS_SHARE)
    return sum(1 - exp(-known * share) for share in weights())


@dataclass
class People:
    """The pool. The same seed gives the same people, whenever they are met."""

    seed: int
    visitors: list[Visitor] = field(init=False)

    def __post_init__(self) -> None:
        rng = Random(f"people {self.seed}")  # noqa: S311  (a play, no secret)
        names = handles(rng, POOL_SIZE)
        by_traffic = tuple((place, round(place.visits_a_day)) for place in PLACES)
        self.visitors = [
            _invented(rng, number, name, draw(rng, by_traffic)) for number, name in enumerate(names)
        ]
        shares = weights()
        rng.shuffle(shares)
        self._shares = shares
        self._up_to: dict[str, list[float]] = {
            place.slug: list(accumulate(self._shares_at(place))) for place in PLACES
        }

    def _shares_at(self, place: Place) -> list[float]:
        elsewhere = (1 - AT_PREFERRED_SITE) / (len(PLACES) - 1)
        return [
            share * (AT_PREFERRED_SITE if visitor.preferred == place.slug else elsewhere)
            for share, visitor in zip(self._shares, self.visitors, strict=True)
        ]

    def comes_to(self, place: Place, rng: Random, now: datetime) -> Visitor | None:
        """Who comes through the door; None for somebody who gives no handle."""
        if rng.random() < ANONYMOUS_SHARE:
            return None
        up_to = self._up_to[place.slug]
        for _ in range(_DRAWS):
            visitor = self.visitors[bisect(up_to, rng.random() * up_to[-1])]
            lately = visitor.last_came is not None and now - visitor.last_came < SOONEST_RETURN
            smokes_here = visitor.mode is not Mode.INHALATION or place.inhalation_seats
            if not lately and smokes_here:
                visitor.last_came = now
                return visitor
        return None


def _invented(rng: Random, number: int, handle: str, place: Place) -> Visitor:
    code = handle.split("-")
    coded = len(code) == 3
    mode = draw(rng, MODES)
    if mode is Mode.INHALATION and not place.inhalation_seats:
        mode = Mode.INJECTION
    return Visitor(
        number,
        handle,
        Gender(code[0]) if coded else draw(rng, GENDERS),
        int(code[2]) if coded else round(rng.triangular(*BORN)),
        draw(rng, HEARD),
        draw(rng, POSTAL),
        place.slug,
        mode,
        draw(rng, BROUGHT[mode]),
    )


def brings(
    rng: Random, visitor: Visitor | None, place: Place
) -> tuple[Mode, tuple[Substance, ...]]:
    """How somebody means to consume this time, and what."""
    if visitor is not None:
        other = rng.random() < OTHER_THAN_USUAL
        return visitor.mode, draw(rng, BROUGHT[visitor.mode]) if other else visitor.substances
    mode = draw(rng, MODES)
    if mode is Mode.INHALATION and not place.inhalation_seats:
        mode = Mode.INJECTION
    return mode, draw(rng, BROUGHT[mode])
