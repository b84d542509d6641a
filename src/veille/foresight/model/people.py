"""The people of a place on the first day, made from its margins; what those who join later are."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.special import ndtr, ndtri

from ..streams import STARTING, table_of_uniforms
from .life import OLDEST_YEARS, WEEKS_A_YEAR, YOUNGEST_YEARS
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

_PAGES = 7
_QUANTILES = 65_535
#: Uses a day are spread log-normally: from one in a few days to ten and more a day.
USES_LOG_SD = 0.8
_USES_STEP = 16
_ROUNDS = 60
_WIDEST = 3.0


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
    drawn = _drawn(seed, count)
    records = traits(place, drawn)
    u = drawn.T[16:]
    records["using"] = u[0] >= place.stopped
    infect(records, place, u)
    records["record"] = u[7] < place.with_record
    return People(place, seed, records)


def infect(
    records: np.ndarray, place: Place, u: np.ndarray, hcv: float = 0.0, hiv: float = 0.0
) -> None:
    """Give people who inject the viruses of the place, by rows 4 to 6 of `u`; `hcv` and `hiv` are
    the shares of those who smoke: some of them have injected."""
    injects, smokes = (records["mode"] == mode for mode in (Mode.INJECTING, Mode.SMOKING))
    of_hcv = np.where(injects, place.hcv, np.where(smokes, hcv, 0.0))
    of_hiv = np.where(injects, place.hiv, np.where(smokes, hiv, 0.0))
    records["hcv"] = np.where(u[4] < of_hcv, Hcv.CHRONIC, Hcv.NONE)
    treated = np.where(u[6] < place.hiv_treated, Hiv.TREATED, Hiv.UNTREATED)
    records["hiv"] = np.where(u[5] < of_hiv, treated, Hiv.NONE)


def viruses_anew(people: People, records: np.ndarray, hcv: float = 0.0, hiv: float = 0.0) -> None:
    """The same for people of whom only the way of use is another than in `people`."""
    infect(records, people.place, _drawn(people.seed, len(people)).T[16:], hcv, hiv)


@cache
def age_law(mean: float, sd: float) -> tuple[float, float]:
    """Mean and spread of the normal law which, cut to the ages of people, has these."""
    centre, spread = mean, sd
    for _ in range(_ROUNDS):
        ends = (np.array([YOUNGEST_YEARS, OLDEST_YEARS]) - centre) / spread
        density = np.exp(-(ends**2) / 2) / np.sqrt(2 * np.pi)
        kept = ndtr(ends[1]) - ndtr(ends[0])
        shift = (density[0] - density[1]) / kept
        variance = 1 + (ends[0] * density[0] - ends[1] * density[1]) / kept - shift**2
        centre += mean - (centre + spread * shift)
        spread = min(sd / np.sqrt(variance), _WIDEST * sd)
    return float(centre), float(spread)


def _ages(place: Place, u: np.ndarray) -> np.ndarray:
    centre, spread = age_law(place.mean_age, place.age_sd)
    low, high = ndtr((np.array([YOUNGEST_YEARS, OLDEST_YEARS]) - centre) / spread)
    return np.asarray(centre + spread * ndtri(low + u * (high - low)))


def _drawn(seed: int, count: int) -> np.ndarray:
    return table_of_uniforms(seed, range(count), 0, STARTING, _PAGES)


def traits(place: Place, drawn: np.ndarray) -> np.ndarray:
    """What people are, whenever they come: from the first 16 columns of `drawn`, shape
    (people, 28)."""
    records = np.zeros(len(drawn), PERSON)
    u = drawn.T
    records["born"] = np.round(-_ages(place, u[0]) * WEEKS_A_YEAR)
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
