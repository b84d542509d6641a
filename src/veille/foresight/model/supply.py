"""The supply of a week: fentanyl, slow swings, batches, what operations and the mail do to it."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
from scipy.special import ndtri

from ..compiler import compiled
from ..evidence import Parameters
from ..streams import BATCH, OPERATION, WEEKLY_SUPPLY, table_of_uniforms, uniforms
from .levers import WEEK_DAYS
from .place import Place

#: People who buy from the same hands: each meets the batches of one of these markets.
MARKETS = 64
_TAU = 2 * np.pi


def weekly_supply(
    place: Place, p: Parameters, stopped_mail: np.ndarray, start: date, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Hazard ratios against a supply without fentanyl, before batches; two arrays, shape (weeks,).

    The first is of opioids. The second is the opioid part of stimulants sold, in units of the
    hazard of stimulants. `stopped_mail` is the share of mailed supply stopped, shape (weeks,).
    """
    weeks = len(stopped_mail)
    share = along(place.fentanyl, start, weeks)
    arrives = 1 - stopped_mail * p["mail_share"]
    swings = np.exp(along(place.supply_log, start, weeks) + _swings(place, p, start, weeks, seed))
    mail = arrives ** (p["interdiction_volume"] - p["interdiction_potency"])
    opioids = (1 + share * (p["fentanyl_ratio"] - 1)) * swings * mail
    contaminated = p["stimulant_contamination"] * share * p["fentanyl_ratio"] * swings * mail
    return opioids, contaminated / p["stimulant_ratio"]


def raised(place: Place, log: float, day: date) -> Place:
    """The place with its opioid supply raised for all time, by so much of the log hazard; where
    no series speaks of it, from a day on which it is known."""
    knots = tuple((when, value + log) for when, value in place.supply_log)
    return replace(place, supply_log=knots or ((day, log),), counted=None)


def along(knots: tuple[tuple[date, float], ...], start: date, weeks: int) -> np.ndarray:
    """A series given at dates, at the middle of each week: straight between, level outside."""
    if not knots:
        return np.zeros(weeks)
    days = [(day - start) / timedelta(days=1) for day, _ in knots]
    middles = np.arange(weeks) * WEEK_DAYS + WEEK_DAYS / 2
    return np.asarray(np.interp(middles, days, [value for _, value in knots]))


def _swings(place: Place, p: Parameters, start: date, weeks: int, seed: int) -> np.ndarray:
    """A stationary AR(1), of mean hazard ratio 1 in each week, so that swings alone raise nothing;
    it is 0 as long as a fitted series speaks."""
    drawn = ndtri(table_of_uniforms(seed, range(weeks), 0, WEEKLY_SUPPLY, 1))
    memory, sd = p["supply_memory"], p["supply_log_sd"]
    last = place.supply_log[-1][0] if place.supply_log else None
    fitted_weeks = max((last - start).days // WEEK_DAYS + 1, 0) if last else 0
    swings = np.zeros(weeks)
    now, variance = (0.0, 0.0) if last else (sd * float(drawn[0, 1]), sd**2)
    for week in range(min(fitted_weeks, weeks), weeks):
        now = memory * now + sd * np.sqrt(1 - memory**2) * float(drawn[week, 0])
        variance = memory**2 * variance + sd**2 * (1 - memory**2)
        swings[week] = now - variance / 2
    return swings


@compiled
def fill_markets(supply, rises, area, week, w, p, seed):
    """This week's ratio in each market of an area: `supply`, flattened from (areas, 2, MARKETS).

    A batch has a log-normal ratio of mean 1. `rises`, shape (areas, MARKETS), is what is left of
    the rises after operations: each touches a share `operation_reach` of the markets, and fades.
    """
    fading = np.exp(-WEEK_DAYS / p.operation_days)
    first_week_mean = p.operation_days / WEEK_DAYS * (1 - fading)
    for market in range(MARKETS):
        rise = rises[area, market]
        for number in range(int(w.first_operation), int(w.first_operation + w.operations)):
            luck = uniforms(seed, area * MARKETS + market, number, OPERATION, 0)[0]
            if luck < p.operation_reach:
                rise += p.operation_rise
        batch = _batch(seed, area * MARKETS + market, week, p.batch_log_sd)
        shock = batch * (1 + rise * first_week_mean)
        supply[2 * area * MARKETS + market] = w.opioid_supply * shock
        supply[(2 * area + 1) * MARKETS + market] = 1 + w.stimulant_supply * shock
        rises[area, market] = rise * fading


@compiled
def _batch(seed, market, week, log_sd):
    radius, angle, _, _ = uniforms(seed, market, week, BATCH, 0)
    normal = np.sqrt(-2 * np.log(radius)) * np.cos(_TAU * angle)
    return np.exp(log_sd * normal - log_sd * log_sd / 2)
