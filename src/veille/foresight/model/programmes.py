"""Agonist treatment, safer supply, treatment beds, naloxone kits; coming back from prison."""

from math import log

from ..compiler import compiled, larger, smaller
from .life import YEAR_DAYS
from .outcomes import Event
from .person import FAR_DAY, NEVER_DAY, Substance, Where, Window
from .use import QUANTILES

MONTH_DAYS = YEAR_DAYS / 12
STARTED_AGONIST_DAYS = 28
LEFT_AGONIST_DAYS = 28
RELEASED_DAYS = 14
RELEASED_LATER_DAYS = 14

_COMMUNITY, _PRISON, _BED = int(Where.COMMUNITY), int(Where.PRISON), int(Where.TREATMENT_BED)
_STIMULANTS = int(Substance.STIMULANTS)
_NONE = int(Window.NONE)
_STARTED, _LEFT = int(Window.STARTED_AGONIST), int(Window.LEFT_AGONIST)
_RELEASED, _RELEASED_LATER = int(Window.RELEASED), int(Window.RELEASED_LATER)
_RELAPSED = int(Window.RELAPSED)


@compiled
def _can_be_served(person):
    return person.using and person.where == _COMMUNITY and person.substance != _STIMULANTS


@compiled
def agonist_hazard(person, w, p):
    """A day: starting, of who wants it and as far as places are free; or leaving, faster where
    places were cut."""
    if not _can_be_served(person):
        return 0.0
    if person.agonist:
        return p.agonist_leave_year / YEAR_DAYS * w.agonist_leaving + w.agonist_cut
    if person.seeks >= w.agonist_wanted * QUANTILES:
        return 0.0
    return p.here_agonist_start_year / YEAR_DAYS * w.agonist_pull


@compiled
def start_or_leave_agonist(person, day, row):
    if person.agonist:
        person.agonist = 0
        person.window = _LEFT
        person.window_until = day + LEFT_AGONIST_DAYS
    else:
        start_agonist(person, day, row)


@compiled
def start_agonist(person, day, row):
    person.agonist = 1
    person.safer = 0
    person.window = _STARTED
    person.window_until = day + STARTED_AGONIST_DAYS
    row[Event.AGONIST_START] += 1


@compiled
def safer_hazard(person, w, p):
    """A day: starting safer supply, as far as places are free; or leaving."""
    if not _can_be_served(person) or person.agonist:
        return 0.0
    if person.safer:
        return p.safer_leave_year / YEAR_DAYS + w.safer_cut
    return p.safer_start_year / YEAR_DAYS * w.safer_open


@compiled
def start_or_leave_safer(person, row):
    if person.safer:
        person.safer = 0
    else:
        person.safer = 1
        row[Event.SAFER_START] += 1


@compiled
def bed_hazard(person, w, p):
    if person.using == 0 or person.where != _COMMUNITY:
        return 0.0
    return p.bed_start_year / YEAR_DAYS * w.bed_open


@compiled
def enter_bed(person, day, p, row):
    person.where = _BED
    person.away_until = day + int(p.bed_days)
    row[Event.BED_START] += 1


@compiled
def kit_hazard(person, w):
    if person.using == 0 or person.where != _COMMUNITY:
        return 0.0
    if person.kit_until != NEVER_DAY:
        return w.kits_day + w.kits_lost_day
    return w.kits_day


@compiled
def take_or_lose_kit(person, day, luck, other_luck, w, p, row):
    """A kit lasts an exponential time: lost, given on, expired. The longest-lasting counts. One
    that a witness used on somebody else is taken from any owner."""
    if other_luck * kit_hazard(person, w) >= w.kits_day:
        lose_kit(person)
        return
    lasts = -log(luck) * p.kit_life_months * MONTH_DAYS
    person.kit_until = larger(person.kit_until, int(smaller(day + lasts, FAR_DAY)))
    row[Event.KIT] += 1


@compiled
def come_back(person, day, luck, p, row):
    """Out of prison or of a treatment bed: less tolerant than before."""
    if person.where == _PRISON:
        person.agonist = 0
        person.safer = 0
        person.window = _RELEASED
        person.window_until = day + RELEASED_DAYS
    elif luck < p.bed_stop_share:
        person.using = 0
        person.agonist = 0
        person.safer = 0
        row[Event.STOP] += 1
    else:
        person.window = _RELAPSED
        person.window_until = day + int(p.relapse_window_days)
    person.where = _COMMUNITY


@compiled
def close_window(person, day):
    if person.window == _RELEASED:
        person.window = _RELEASED_LATER
        person.window_until = day + RELEASED_LATER_DAYS
    else:
        person.window = _NONE
        person.window_until = FAR_DAY


@compiled
def lose_kit(person):
    person.kit_until = NEVER_DAY
