"""Age, death from other causes, a home."""

from math import exp

from ..compiler import compiled
from .outcomes import AGE_BAND_STARTS_YEARS, Event
from .person import FAR_DAY, Cause, Gender, Hiv, Where

YEAR_DAYS = 365.25
WEEKS_A_YEAR = YEAR_DAYS / 7

_WOMAN = int(Gender.WOMAN)
_COMMUNITY = int(Where.COMMUNITY)
_UNTREATED = int(Hiv.UNTREATED)
_OTHER = int(Cause.OTHER)
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
def housing_hazard(person, w, p):
    """A day: losing a home, or finding one, with what is offered added."""
    if person.where != _COMMUNITY:
        return 0.0
    if person.housed == 0:
        return p.gain_home_year / YEAR_DAYS + w.homes_day
    if person.record:
        return p.lose_home_year * p.record_home_ratio / YEAR_DAYS
    return p.lose_home_year / YEAR_DAYS


@compiled
def move(person, row):
    if person.housed:
        person.housed = 0
        row[Event.HOME_LOST] += 1
    else:
        person.housed = 1
        row[Event.HOME_FOUND] += 1
