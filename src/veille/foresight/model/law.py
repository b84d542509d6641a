"""A police encounter with drugs found, and what the law of that week and place makes of it."""

from ..compiler import compiled, smaller
from ..streams import uniforms
from .life import age_years
from .outcomes import Event
from .person import Gender, Substance, Where, Window
from .programmes import enter_bed, start_agonist
from .use import QUANTILES

CONFISCATED_DAYS = 7
_MOST = 255
_COMMUNITY, _PRISON = int(Where.COMMUNITY), int(Where.PRISON)
_WOMAN = int(Gender.WOMAN)
_STIMULANTS = int(Substance.STIMULANTS)
_NONE, _CONFISCATED = int(Window.NONE), int(Window.CONFISCATED)


@compiled
def police_hazard(person, w, p):
    """A day: police find drugs on a person. More often without a home, and on men."""
    if person.using == 0 or person.where != _COMMUNITY:
        return 0.0
    hazard = w.police_day
    if person.housed == 0:
        hazard *= p.unhoused_police_ratio
    if person.gender != _WOMAN:
        hazard *= p.men_police_ratio
    return hazard


@compiled
def encounter(person, who, day, purpose, w, p, seed, row):
    followed, public, charged, sentenced = uniforms(seed, who, day, purpose, 1)
    referred, came, treated, place = uniforms(seed, who, day, purpose, 2)
    row[Event.ENCOUNTER] += 1
    if followed < w.decriminalized and not_charged(person, day, public, w, p):
        if referred < w.commission:
            _commission(person, day, came, treated, place, w, p, row)
        return
    row[Event.CONFISCATION] += 1
    if person.window == _NONE:
        person.window = _CONFISCATED
        person.window_until = day + CONFISCATED_DAYS
    if charged < p.charge_share:
        row[Event.CHARGE] += 1
        person.record = 1
        person.arrests = smaller(person.arrests + 1, _MOST)
        if sentenced < p.custody_share:
            _imprison(person, day, p, row)


@compiled
def not_charged(person, day, public, w, p):
    """Whether the law in force leaves this person alone: amount, age, kind of place."""
    if person.carries >= w.under_threshold * QUANTILES:
        return False
    if age_years(person, day) < w.not_charged_age:
        return False
    return public >= p.encounter_public_share or w.not_charged_public > 0.5


@compiled
def _commission(person, day, came, treated, place, w, p, row):
    """Referred; comes or not; starts treatment or not. Nobody is punished for not coming."""
    row[Event.REFERRAL] += 1
    person.referrals = smaller(person.referrals + 1, _MOST)
    if came >= p.commission_attends:
        return
    row[Event.ATTENDANCE] += 1
    if treated >= p.commission_treatment:
        return
    if person.substance != _STIMULANTS and person.agonist == 0 and place < w.agonist_open:
        row[Event.COMMISSION_TREATMENT] += 1
        start_agonist(person, day, row)
    elif place < w.bed_open:
        row[Event.COMMISSION_TREATMENT] += 1
        enter_bed(person, day, p, row)


@compiled
def _imprison(person, day, p, row):
    person.where = _PRISON
    person.away_until = day + int(p.custody_days)
    person.prison_days += int(p.custody_days)
    row[Event.SENTENCE] += 1
