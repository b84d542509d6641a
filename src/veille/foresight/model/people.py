"""The people of a place on the first day, made from its margins; what those who join later are."""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from ..streams import STARTING, table_of_uniforms
from .person import (
    FAR_DAY,
    NEVER_DAY,
    NOBODY_YET,
    PERSON,
    Gender,
    Hcv,
    Hiv,
    Mode,
    Substance,
)
from .place import Place

YOUNGEST_YEARS, OLDEST_YEARS = 16.0, 85.0
_WEEKS_A_YEAR = 52.1775
_PAGES = 7
_QUANTILES = 65_535
#: Uses a day are spread log-normally: from one in a few days to ten and more a day.
USES_LOG_SD = 0.8
_USES_STEP = 16


@dataclass(frozen=True)
class People:
    """People on the first day. `records` is an array of PERSON; nothing writes to it."""

    place: Place
    seed: int
    records: np.ndarray

    def __len__(self) -> int:
        return len(self.records)


def populate(place: Place, seed: int, n: int | None = None) -> People:
    """`n` people of a place (None: all). Whoever is in a smaller number is in a larger one too.

    They have no history yet: that hangs on the rates, and `balance.settled` gives it to them.
    """
    count = place.population if n is None else n
    drawn = table_of_uniforms(seed, range(count), 0, STARTING, _PAGES)
    records = traits(place, drawn)
    u = drawn.T[16:]
    records["using"] = u[0] >= place.stopped
    injects = records["mode"] == Mode.INJECTING
    records["hcv"] = np.where(injects & (u[4] < place.hcv), Hcv.CHRONIC, Hcv.NONE)
    treated = np.where(u[6] < place.hiv_treated, Hiv.TREATED, Hiv.UNTREATED)
    records["hiv"] = np.where(injects & (u[5] < place.hiv), treated, Hiv.NONE)
    records["record"] = u[7] < place.with_record
    return People(place, seed, records)


def born_week(age: np.ndarray) -> np.ndarray:
    """Of people of an age in years on the first day."""
    return np.asarray(np.round(-age * _WEEKS_A_YEAR))


def traits(place: Place, drawn: np.ndarray) -> np.ndarray:
    """What people are, whenever they come: from the first 16 columns of `drawn`, shape
    (people, 28)."""
    records = np.zeros(len(drawn), PERSON)
    u = drawn.T
    age = np.clip(place.mean_age + place.age_sd * ndtri(u[0]), YOUNGEST_YEARS, OLDEST_YEARS)
    records["born"] = born_week(age)
    records["died"] = NOBODY_YET
    records["window_until"] = records["away_until"] = FAR_DAY
    records["kit_until"] = NEVER_DAY
    other = place.women + place.other_gender
    records["gender"] = np.where(
        u[1] < place.women, Gender.WOMAN, np.where(u[1] < other, Gender.OTHER, Gender.MAN)
    )
    records["housed"] = u[2] >= place.unhoused
    stimulants = place.opioids + place.stimulants
    records["substance"] = np.where(
        u[3] < place.opioids,
        Substance.OPIOIDS,
        np.where(u[3] < stimulants, Substance.STIMULANTS, Substance.BOTH),
    )
    smoking = place.injecting + place.smoking
    records["mode"] = np.where(
        u[4] < place.injecting, Mode.INJECTING, np.where(u[4] < smoking, Mode.SMOKING, Mode.OTHER)
    )
    mean_one = np.exp(USES_LOG_SD * ndtri(u[5]) - USES_LOG_SD**2 / 2)
    records["uses_a_day_16"] = np.clip(place.uses_a_day * mean_one * _USES_STEP, 1, 255)
    # The mean of a uniform number raised to a is 1 / (1 + a): a spread from never to always.
    power = (1 - place.alone) / max(place.alone, 0.01)
    records["alone_256"] = np.round(255 * u[6] ** power)
    for column, name in enumerate(("trust", "distance", "checks", "carries"), start=7):
        records[name] = np.floor(u[column] * (_QUANTILES + 1))
    records["seeks"] = np.floor(u[12] * (_QUANTILES + 1))
    bounds = np.cumsum([area.share for area in place.areas])
    records["area"] = np.minimum(np.searchsorted(bounds, u[11]), len(bounds) - 1)
    records["using"] = 1
    return records
