"""Age, death from other causes, a home."""

from math import exp, floor, log, sqrt

from ..compiler import compiled, larger, smaller
from ..streams import JOINING, uniforms
from .outcomes import AGE_BAND_STARTS_YEARS, Event
from .person import FAR_DAY, NEVER_DAY, NOBODY_YET, Cause, Gender, Hcv, Hiv, Mode, Where

YEAR_DAYS = 365.25
WEEKS_A_YEAR = YEAR_DAYS / 7
#: Nobody younger is of the people; the margins of a place are of these ages.
YOUNGEST_YEARS, OLDEST_YEARS = 16.0, 85.0

_WOMAN = int(Gender.WOMAN)
_COMMUNITY = int(Where.COMMUNITY)
_NO_HIV, _UNTREATED, _TREATED = int(Hiv.NONE), int(Hiv.UNTREATED), int(Hiv.TREATED)
_NO_HCV, _CHRONIC = int(Hcv.NONE), int(Hcv.CHRONIC)
_INJECTING = int(Mode.INJECTING)
_OVERDOSE, _OTHER, _LEFT = int(Cause.OVERDOSE), int(Cause.OTHER), int(Cause.LEFT)
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
    hazard = _death_year(person, age_years(person, day), p)
    if person.hiv == _UNTREATED:
        hazard += p.untreated_hiv_death_year
    return hazard / YEAR_DAYS


@compiled
def _death_year(person, age, p):
    """Of a person like this one at an age, but for HIV."""
    hazard = p.death_at_40_year * exp(p.death_age_slope * (age - _REFERENCE_AGE))
    if person.gender == _WOMAN:
        hazard *= p.women_death_ratio
    hazard *= p.other_death_ratio
    if person.housed == 0:
        hazard *= p.unhoused_death_ratio
    return hazard


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
    """A day: moving away, or stopping for good. As often as the ages of a place need it to stay
    what they are: with deaths of other causes, at every age the rate of those at the mean age, and
    above that age more the older somebody is. Nobody knows from where people leave."""
    if p.here_leaving_slope == 0.0:
        return 0.0
    age = age_years(person, day)
    died = _death_year(person, age, p) - _death_year(person, p.here_mean_age, p)
    return larger(_outgrown_year(age, p) - died, 0.0) / YEAR_DAYS


@compiled
def most_leaving(person, day, p):
    """A bound on `leaving_hazard` until that day."""
    if p.here_leaving_slope == 0.0:
        return 0.0
    at_most = _outgrown_year(age_years(person, day), p) + _death_year(person, p.here_mean_age, p)
    return at_most / YEAR_DAYS


@compiled
def _outgrown_year(age, p):
    """Above the mean the normal density of ages falls with age: so many leave for it."""
    return larger(age - p.here_mean_age, 0.0) * p.here_leaving_slope


@compiled
def exits(person, day, p):
    """A year: those of a person by leaving and other causes, and the part of them that somebody
    young makes up for (`succeed`)."""
    gone = (other_death_hazard(person, day, p) + leaving_hazard(person, day, p)) * YEAR_DAYS
    return gone, smaller(_outgrown_year(age_years(person, day), p), gone)


@compiled
def succeed(person, who, day, p, seed):
    """Who comes to use in the place of somebody who died or left: of the same kind, with no
    overdose and no programme yet, and with a virus as often as keeps how many have it. Whoever grew
    out of the place's ages is followed by somebody young, everybody else by somebody of the same
    age: so the ages stay what they are."""
    outgrown, young, record, has_hiv = uniforms(seed, who, day, JOINING, 1)
    has_hcv, is_treated, _, _ = uniforms(seed, who, day, JOINING, 2)
    age = age_years(person, person.died)
    gone, by_age = exits(person, person.died, p)
    if person.cause != _OVERDOSE and outgrown * gone < by_age:
        spread = 1 / sqrt(p.here_leaving_slope)
        age = larger(p.here_mean_age - spread * sqrt(-2 * log(young)), YOUNGEST_YEARS)
    person.born = floor(day / 7.0 - age * WEEKS_A_YEAR + 0.5)
    person.died = NOBODY_YET
    person.cause = 0
    person.using = 1
    person.record = int(record < p.here_joins_with_record)
    person.where = _COMMUNITY
    person.window = 0
    person.window_until = FAR_DAY
    person.away_until = FAR_DAY
    person.kit_until = NEVER_DAY
    person.agonist = 0
    person.safer = 0
    person.overdosed_before = 0
    person.injured = 0
    _bring_viruses(person, has_hcv, has_hiv, is_treated, p)


@compiled
def _bring_viruses(person, has_hcv, has_hiv, is_treated, p):
    """What infections, cures and deaths make of a virus here, who comes makes up for."""
    if person.hcv == _CHRONIC:
        if has_hcv >= p.here_keeps_hcv:
            person.hcv = _NO_HCV
    elif person.mode == _INJECTING and has_hcv < p.here_brings_hcv:
        person.hcv = _CHRONIC
    if person.hiv != _NO_HIV:
        person.hiv = _NO_HIV
        if has_hiv < p.here_keeps_hiv:
            person.hiv = _TREATED if is_treated < p.here_comes_treated else _UNTREATED


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
