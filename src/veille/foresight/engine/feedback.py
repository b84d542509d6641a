"""What last week's people make of this week: places, seats, prevalence; what a week expects."""

import numpy as np

from ..compiler import compiled
from ..model.levers import WEEK_DAYS
from ..model.life import YEAR_DAYS
from ..model.outcomes import EVENTS, GROUPS, Event
from ..model.person import Mode
from ..model.sites import share_served
from .stocks import (
    AGONIST,
    ALL_USES,
    BANDS,
    BEDS,
    ELIGIBLE,
    HCV,
    HIV_HUNDREDTHS,
    INJECTING,
    KITS,
    SAFER,
    THOUSANDTHS,
    UNHOUSED,
    USING,
)

_INJECTING, _SMOKING, _MODES = int(Mode.INJECTING), int(Mode.SMOKING), len(Mode)
_VISIT, _TURNED_AWAY, _CHECK = int(Event.VISIT), int(Event.TURNED_AWAY), int(Event.CHECK)
_PUBLIC, _DISCARDED = int(Event.PUBLIC_INJECTION), int(Event.DISCARDED)


@compiled
def begin_week(w, stocks, kits_used, uses, p):
    """Fill what last week's people make of this week, in one area.

    `kits_used` are those of witnesses, used last week on others.

    `stocks` has shape (STOCKS,); `uses` has shape (GROUPS, BANDS + 1), thousandths of a use a day.
    """
    using = max(stocks[USING], 1)
    w.kit_share = min(stocks[KITS] / using, 1.0)
    w.kits_day = w.kits_given_day / using
    w.kits_lost_day = kits_used / WEEK_DAYS / max(stocks[KITS], 1)
    w.homes_day = w.homes_given_day / max(stocks[UNHOUSED], 1)
    seeking = max((stocks[ELIGIBLE] + stocks[AGONIST]) * w.agonist_wanted - stocks[AGONIST], 0.0)
    wanted = seeking * p.here_agonist_start_year * w.agonist_access / YEAR_DAYS * WEEK_DAYS
    left = stocks[AGONIST] * p.agonist_leave_year * w.agonist_leaving / YEAR_DAYS * WEEK_DAYS
    w.agonist_open = _open(w.agonist_places, stocks[AGONIST], wanted, left)
    w.agonist_pull = w.agonist_open * w.agonist_access
    w.agonist_cut = _cut(w.agonist_places, stocks[AGONIST])
    wanted = stocks[ELIGIBLE] * p.safer_start_year / YEAR_DAYS * WEEK_DAYS
    left = stocks[SAFER] * p.safer_leave_year / YEAR_DAYS * WEEK_DAYS
    w.safer_open = _open(w.safer_places, stocks[SAFER], wanted, left)
    w.safer_cut = _cut(w.safer_places, stocks[SAFER])
    wanted = using * p.bed_start_year / YEAR_DAYS * WEEK_DAYS
    w.bed_open = _open(w.beds, stocks[BEDS], wanted, stocks[BEDS] / p.bed_days * WEEK_DAYS)
    injecting = max(stocks[INJECTING], 1)
    w.hcv_force = p.hcv_per_share * stocks[HCV] / injecting * w.hcv_share_ratio
    w.hiv_force = p.hiv_per_share * stocks[HIV_HUNDREDTHS] / 100.0 / injecting * w.hiv_share_ratio
    _seats(w, uses, p)


@compiled
def _open(places, taken, wanted, left):
    """Share of those who want a place this week that get one."""
    return min(max((places - taken + left) / max(wanted, 1e-9), 0.0), 1.0)


@compiled
def _cut(places, taken):
    """Hazard a day of losing a place, while more people have one than there are places.

    A programme that closes lets people go over about four weeks. A few more than there are places
    is chance, not a cut.
    """
    margin = places + 2 * np.sqrt(places)
    return max(taken - margin, 0.0) / max(taken, 1) / 28.0


@compiled
def _seats(w, uses, p):
    near_fixed, near_truck = w.fixed_cover * BANDS, (w.fixed_cover + w.truck_cover) * BANDS
    come = np.zeros((2, _MODES))
    for group in range(GROUPS):
        for band in range(BANDS):
            fixed, truck = _near(band, near_fixed, near_truck)
            come[0, group % _MODES] += uses[group, band] * fixed
            come[1, group % _MODES] += uses[group, band] * truck
    come /= THOUSANDTHS * w.people_scale
    w.fixed_inject = _part(w.fixed_sites, w.fixed_hours, w.fixed_seats, come[0, _INJECTING], p)
    w.fixed_smoke = _part(w.fixed_sites, w.fixed_hours, w.fixed_smoking_seats, come[0, _SMOKING], p)
    w.truck_inject = _part(w.trucks, w.truck_hours, w.truck_seats, come[1, _INJECTING], p)
    w.truck_smoke = _part(w.trucks, w.truck_hours, w.truck_smoking_seats, come[1, _SMOKING], p)


@compiled
def _near(band, near_fixed, near_truck):
    """Share of a band near a fixed site, and share near a truck only."""
    fixed = min(max(near_fixed - band, 0.0), 1.0)
    either = min(max(near_truck - band, 0.0), 1.0)
    return fixed, either - fixed


@compiled
def _part(sites, hours, seats, uses_a_day, p):
    """Share of the uses of people near who would go that happen there. Zero without a seat."""
    if sites <= 0.0 or hours <= 0.0 or seats < 1.0:
        return 0.0
    arrivals_an_hour = uses_a_day * p.site_use_share / 24.0 / max(sites, 1.0)
    served = share_served(seats, arrivals_an_hour, p.visit_minutes)
    return p.site_use_share * hours / 24.0 * served


@compiled
def expect_week(w, uses, first_days, last_days, first, last, p):
    """Add what the week expects of all: visits, people turned away, checks, needles.

    `first` and `last` are the tallies, shape (GROUPS, COLUMNS), of the months that the week's
    first and last days lie in; thousandths.
    """
    near_fixed, near_truck = w.fixed_cover * BANDS, (w.fixed_cover + w.truck_cover) * BANDS
    for group in range(GROUPS):
        mode = group % _MODES
        fixed_part, truck_part = 0.0, 0.0
        fixed_wish, truck_wish = 0.0, 0.0
        if mode == _INJECTING:
            fixed_part, truck_part = w.fixed_inject, w.truck_inject
            fixed_wish = p.site_use_share * w.fixed_hours / 24.0 * (w.fixed_seats >= 1.0)
            truck_wish = p.site_use_share * w.truck_hours / 24.0 * (w.truck_seats >= 1.0)
        elif mode == _SMOKING:
            fixed_part, truck_part = w.fixed_smoke, w.truck_smoke
            fixed_wish = p.site_use_share * w.fixed_hours / 24.0 * (w.fixed_smoking_seats >= 1.0)
            truck_wish = p.site_use_share * w.truck_hours / 24.0 * (w.truck_smoking_seats >= 1.0)
        visits, wishes = 0.0, 0.0
        for band in range(BANDS):
            fixed, truck = _near(band, near_fixed, near_truck)
            visits += uses[group, band] * (fixed * fixed_part + truck * truck_part)
            wishes += uses[group, band] * (fixed * fixed_wish + truck * truck_wish)
        public, discarded = 0.0, 0.0
        if mode == _INJECTING:
            housed = group // _MODES % 2
            share = w.public_housed if housed else w.public_unhoused
            public = (uses[group, ALL_USES] - visits) * share
            discarded = public * p.discarded_share
        checks = uses[group, ALL_USES] * w.checking * p.checking_uses_share
        for days, tally in ((first_days, first), (last_days, last)):
            tally[group, _VISIT] += int(days * visits + 0.5)
            tally[group, _TURNED_AWAY] += int(days * max(wishes - visits, 0.0) + 0.5)
            tally[group, _CHECK] += int(days * checks + 0.5)
            tally[group, _PUBLIC] += int(days * public + 0.5)
            tally[group, _DISCARDED] += int(days * discarded + 0.5)


@compiled
def add_days(held, first_days, last_days, first, last):
    """Each state that people are in as the week begins counts all its days; changes correct it."""
    for group in range(GROUPS):
        for state in range(held.shape[1]):
            first[group, EVENTS + state] += held[group, state] * first_days
            last[group, EVENTS + state] += held[group, state] * last_days
