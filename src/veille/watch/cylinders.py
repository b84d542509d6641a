"""Every cylinder of a space–time scan, compiled: circles about places, windows of days."""

from math import log

import numpy as np

from .compiling import compiled

#: Two windows this close have the same ratio: the earlier and shorter one stands.
_TIE = 1e-12
POISSON, PERMUTATION, BERNOULLI = range(3)


@compiled
def _x_log_ratio(x, y):
    return x * log(x / y) if x > 0.0 else 0.0


@compiled
def llr(cases, measure, all_cases, all_measure, model):
    """log likelihood ratio of an excess in a cylinder; 0 where there is none.

    `measure` is what is expected there, and of a Bernoulli scan the trials.
    """
    if model == BERNOULLI:
        outside = all_measure - measure
        rest = all_cases - cases
        if measure <= 0.0 or outside <= 0.0 or cases * outside <= rest * measure:
            return 0.0
        return (
            _x_log_ratio(cases, measure)
            + _x_log_ratio(measure - cases, measure)
            + _x_log_ratio(rest, outside)
            + _x_log_ratio(outside - rest, outside)
            - _x_log_ratio(all_cases, all_measure)
            - _x_log_ratio(all_measure - all_cases, all_measure)
        )
    if cases <= measure or measure <= 0.0:
        return 0.0
    found = cases * log(cases / measure)
    if all_cases > cases:
        found += (all_cases - cases) * log((all_cases - cases) / (all_measure - measure))
    return found


@compiled
def best_of_zones(
    counts,
    order,
    zone_at,
    measure,
    all_cases,
    all_measure,
    model,
    longest,
    prospective,
    best,
    first_day,
    last_day,
):
    """The best window of each circle, into `best`, `first_day`, `last_day`; gives the largest.

    `order[c]` are the places by their distance from c; `zone_at[c, k]` is the number of the circle
    of the first k + 1 of them, −1 where that set has come before or is too large. `measure` is of a
    zone and the days up to one.
    """
    places, days = counts.shape
    within = np.zeros(days + 1)
    largest = 0.0
    for center in range(places):
        within[:] = 0.0
        for k in range(places):
            place = order[center, k]
            running = 0.0
            for day in range(days):
                running += counts[place, day]
                within[day + 1] += running
            zone = zone_at[center, k]
            if zone == -2:
                break
            if zone < 0:
                continue
            best[zone] = -1.0
            for last in range(days - 1 if prospective else 0, days):
                for length in range(1, min(longest, last + 1) + 1):
                    first = last - length + 1
                    value = llr(
                        within[last + 1] - within[first],
                        measure[zone, last + 1] - measure[zone, first],
                        all_cases,
                        all_measure,
                        model,
                    )
                    if value > best[zone] + _TIE:
                        best[zone] = value
                        first_day[zone] = first
                        last_day[zone] = last
            largest = max(largest, best[zone])
    return largest
