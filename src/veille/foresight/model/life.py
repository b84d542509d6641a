"""Age, death from other causes, a home."""

from math import exp

from ..compiler import compiled, larger
from .outcomes import AGE_BAND_STARTS_YEARS, Event
from .person import FAR_DAY, Cause, Gender, Hiv, Where

YEAR_DAYS = 365.25
WEEKS_A_YEAR = YEAR_DAYS / 7

_WOMAN = int(Gender.WOMAN)
_COMMUNITY = int(Where.COMMUNITY)
_UNTREATED = int(Hiv.UNTREATED)
_OTHER, _LEFT = int(Cause.OTHER), int(Cause.LEFT)
_MIDDLE_YEARS, _OLD_YEARS = AGE_BAND_STARTS_YEARS[1:]
_LAST_BAND = len(AGE_BAND_STARTS_YEARS) - 1
_REFERENCE_AGE = 40.0


@compiled
def age_years(person, day):
    return (day / 7.0 - person.born) / WEEKS_A_YEAR


@compiled
def age_band(person, day):
    age = age_years(person, day)
    return int(age >= _MIDDLE_YEARS) + int(age >= _OLD_YEARS)


@compiled
def next_band_day(person):
    """The day on which the next age band begins, of the run, rounded down; FAR_DAY in the last."""
    if person.age_band == _LAST_BAND:
        return FAR_DAY
    years = _MIDDLE_YEARS if person.age_band == 0 else _OLD_YEARS
    return int((person.born + years * WEEKS_A_YEAR) * 7.0)


@compiled
def other_death_hazard(person, day, p):
    """A day, causes other than overdose. Gompertz, with ratios on the hazard."""
    hazard = p.death_at_40_year * exp(p.death_age_slope * (age_years(person, day) - _REFERENCE_AGE))
    if person.gender == _WOMAN:
        hazard *= p.women_death_ratio
    hazard *= p.other_death_ratio
    if person.housed == 0:
        hazard *= p.unhoused_death_ratio
    if person.hiv == _UNTREATED:
        hazard += p.untreated_hiv_death_year
    return hazard / YEAR_DAYS


@compiled
def die(person, day, cause):
    person.died = day
    person.cause = cause


@compiled
def other_death(person, day, row):
    row[Event.DEATH_OTHER] += 1
    die(person, day, _OTHER)


@compiled
def leaving_hazard(person, day, p):
    """A day: moving away, or stopping for good. More often the older somebody is, so that the ages
    of a place stay what they are (`balance.py`); nobody knows from where people leave."""
    older = age_years(person, day) - p.here_mean_age
    if older <= 0.0:
        return p.here_leaving_year / YEAR_DAYS
    deaths = (
        p.death_at_40_year
        * p.other_death_ratio
        * exp(p.death_age_slope * (p.here_mean_age - _REFERENCE_AGE))
    )
    grown = deaths * (exp(p.death_age_slope * older) - 1)
    return larger(p.here_leaving_year + older * p.here_leaving_slope - grown, 0.0) / YEAR_DAYS


@compiled
def most_leaving(person, day, p):
    """A bound on `leaving_hazard` until that day."""
    older = larger(age_years(person, day) - p.here_mean_age, 0.0)
    return (p.here_leaving_year + older * p.here_leaving_slope) / YEAR_DAYS


@compiled
def leave(person, day, row):
    row[Event.LEFT] += 1
    die(person, day, _LEFT)


@compiled
def housing_hazard(person, w, p):
    """A day: losing a home, or finding one, with what is offered added."""
    if person.where != _COMMUNITY:
        return 0.0
    if person.housed == 0:
        return p.here_gain_home_year / YEAR_DAYS + w.homes_day
    if person.record:
        return p.here_lose_home_year * p.record_home_ratio / YEAR_DAYS
    return p.here_lose_home_year / YEAR_DAYS


@compiled
def move(person, row):
    if person.housed:
        person.housed = 0
        row[Event.HOME_LOST] += 1
    else:
        person.housed = 1
        row[Event.HOME_FOUND] += 1
