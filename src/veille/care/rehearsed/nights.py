"""What a night is made of: when people come, how long things take, how often what happens.

Published figures stand with their source (shared/facts/care.md, claims.md). What is not
published is marked as assumed: it makes the floor look as staff describe it, and is no
evidence of anything.
"""

from datetime import date, datetime, timedelta
from random import Random

from veille.care.words import LeavingReason, Sharing, Substance
from veille.rehearsal.zone import ZONE

from .network import Place

#: How arrivals spread over the hours of the clock, 0 to 23: quiet mornings, full evenings.
#: Assumed; only the hours in which a site is open count.
BY_HOUR = (
    9,
    8,
    6,
    4,
    3,
    2,
    1,
    2,
    3,
    4,
    5,
    5,
    6,
    6,
    6,
    7,
    7,
    8,
    9,
    10,
    11,
    11,
    11,
    10,
)
#: Fridays and Saturdays are busier. Assumed; the week's mean is one.
WEEKEND_FACTOR = 1.10
WEEKDAY_FACTOR = 0.96
_WEEKEND = (4, 5)
#: Québec pays social assistance on the first of the month; that day and the two that follow
#: are busier. Assumed in size; ordinary days are less so, and the month's mean is one.
CHEQUE_FACTORS = {1: 1.30, 2: 1.15, 3: 1.15}
_DAYS_A_MONTH = 30.4
ORDINARY_FACTOR = (_DAYS_A_MONTH - sum(CHEQUE_FACTORS.values())) / (
    _DAYS_A_MONTH - len(CHEQUE_FACTORS)
)

#: Minutes in a seat: shortest, longest, most usual. "Booth time is about 25 minutes at most"
#: (care.md); a few stay on a little.
SEAT_MINUTES = (12.0, 30.0, 15.0)
MEAN_SEAT_MINUTES = sum(SEAT_MINUTES) / 3
#: Minutes of rest, and of rest after an overdose. Assumed.
AFTERCARE_MINUTES = (4.0, 30.0, 9.0)
AFTER_OVERDOSE_MINUTES = (25.0, 75.0, 40.0)
#: Minutes from the door to being called in, where a seat is free. Assumed.
CALLED_MINUTES = (0.4, 5.0, 1.2)
#: Minutes to clean a seat before the next visitor. Assumed.
CLEANING_MINUTES = (0.5, 2.5, 1.0)
#: Minutes until somebody is tired of waiting. Assumed.
PATIENCE_MINUTES = (15.0, 60.0, 35.0)
#: Minutes until somebody who will not consume is gone. Assumed.
WITHOUT_MINUTES = (2.0, 20.0, 6.0)

#: Visits that end without consuming for another reason than the wait. Assumed.
WITHOUT_SHARE = 0.05
#: Visitors who rest before they leave. Assumed.
AFTERCARE_SHARE = 0.72
#: Visitors who come back from resting for another seat. Assumed.
AGAIN_SHARE = 0.01
#: Entries that are mended afterwards, notes written, departures seen late. Assumed.
CORRECTED_SHARE = 0.012
NOTE_SHARE = 0.04
LATE_SHARE = 0.03

#: Arrivals who divide what they brought beforehand, or use it together. Assumed.
SHARINGS = ((Sharing.NONE, 94), (Sharing.SPLITTING, 4), (Sharing.SHARING, 2))

WITHOUT_REASONS = (
    (LeavingReason.MIND, 40),
    (LeavingReason.SERVICE, 25),
    (LeavingReason.SUPPLY, 12),
    (LeavingReason.CHECKED, 12),
    (LeavingReason.UNWELL, 5),
    (LeavingReason.ASKED, 3),
    (LeavingReason.OTHER, 3),
)

OPIOIDS = frozenset(
    (
        Substance.DOWN,
        Substance.HEROIN,
        Substance.FENTANYL,
        Substance.HYDROMORPHONE,
        Substance.MORPHINE,
        Substance.OXYCODONE,
        Substance.UNKNOWN,
    )
)

#: How full a busy evening keeps a site's seats. Assumed: CACTUS more than the small sites.
BUSY_TAKEN = {"cactus": 0.74}
BUSY_TAKEN_ELSEWHERE = 0.45

#: How much sooner and later the next one comes while the floor is emptier or fuller.
FASTEST_PULL, SLOWEST_PULL = 0.5, 1.6
#: Two stages make arrivals less bursty than a Poisson process: a screen that moves steadily.
ARRIVAL_STAGES = 2

NOTES = (
    "Cherche un lit pour ce soir; on a appelé le refuge.",
    "A parlé longtemps avec la paire aidante. Va mieux.",
    "Demande un rendez-vous pour la méthadone, jeudi si possible.",
    "Pansement refait à l’avant-bras gauche; à revoir demain.",
    "Trouve le « down » plus fort que d’habitude, couleur beige.",
    "A laissé son sac à l’accueil.",
    "Préfère le siège près de la porte.",
    "Says the last bag from the same seller was weak, this one is not.",
    "Asked about hepatitis C treatment; gave the leaflet, wants to think.",
    "Slept in the metro; gave socks and a sandwich.",
)


def day_factor(day: date) -> float:
    """How much busier than the mean a day is."""
    week = WEEKEND_FACTOR if day.weekday() in _WEEKEND else WEEKDAY_FACTOR
    return week * CHEQUE_FACTORS.get(day.day, ORDINARY_FACTOR)


def opening(place: Place, day: date) -> tuple[datetime, datetime]:
    """When the site opens on that date, and when it closes (on the next, maybe)."""
    opens = datetime(day.year, day.month, day.day, place.opens_hour, tzinfo=ZONE)
    # Added to the wall clock: a night with a clock change is an hour shorter or longer.
    closes = opens + place.open_for
    return opens, closes


def arrivals(place: Place, day: date, rng: Random) -> list[datetime]:
    """When people come on one of the site's days: a Poisson process that follows the clock."""
    opens, _closes = opening(place, day)
    hours = [opens + timedelta(hours=n) for n in range(place.open_hours)]
    pulls = [BY_HOUR[hour.hour] for hour in hours]
    per_pull = place.visits_a_day * day_factor(day) / sum(pulls)
    times: list[datetime] = []
    for hour, pull in zip(hours, pulls, strict=True):
        after = rng.expovariate(pull * per_pull)
        while after < 1:
            times.append(hour + timedelta(hours=after))
            after += rng.expovariate(pull * per_pull)
    return times


def busy_seats(place: Place) -> float:
    """How many seats a busy evening keeps taken."""
    return len(place.seats) * BUSY_TAKEN.get(place.slug, BUSY_TAKEN_ELSEWHERE)


def busy_gap(place: Place, rng: Random, taken: int) -> timedelta:
    """Time to the next arrival of a busy evening, while `taken` seats are taken.

    Seats × share taken = arrivals × time in a seat (Little's law). Fewer come while it is
    fuller, so that the floor stays near the share.
    """
    wanted = busy_seats(place)
    mean_minutes = MEAN_SEAT_MINUTES * (1 - WITHOUT_SHARE) / wanted
    pull = min(max(taken / wanted, FASTEST_PULL), SLOWEST_PULL)
    return timedelta(minutes=rng.gammavariate(ARRIVAL_STAGES, mean_minutes * pull / ARRIVAL_STAGES))
