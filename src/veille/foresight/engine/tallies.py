"""Who is counted where: a person's states, added when they begin, taken away when they end."""

from ..compiler import compiled
from ..model.outcomes import EVENTS, HEALTH_PER_DAY, State, group_number
from ..model.person import NEVER_DAY, NOBODY_YET, Hcv, Hiv, Mode, Substance, Where
from ..model.use import QUANTILES, uses_a_day, would_go
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

_group_number = compiled(group_number)
_COMMUNITY, _PRISON, _BED = int(Where.COMMUNITY), int(Where.PRISON), int(Where.TREATMENT_BED)
_INJECTING, _STIMULANTS = int(Mode.INJECTING), int(Substance.STIMULANTS)
_CHRONIC, _NO_HIV, _UNTREATED = int(Hcv.CHRONIC), int(Hiv.NONE), int(Hiv.UNTREATED)
_FULL = 100
_ALIVE_DAYS = int(State.ALIVE)
_HEALTH_DAYS = int(State.HEALTH)
_USING_DAYS = int(State.USING)
_AGONIST_DAYS = int(State.AGONIST)
_SAFER_DAYS = int(State.SAFER)
_BED_DAYS = int(State.BED)
_PRISON_DAYS = int(State.PRISON)
_UNHOUSED_DAYS = int(State.UNHOUSED)
_INJURED_DAYS = int(State.INJURED)
_HIV_DAYS = int(State.HIV)
_HIV_TREATED_DAYS = int(State.HIV_TREATED)
_HCV_DAYS = int(State.HCV)
_INJECTING_DAYS = int(State.INJECTING)


@compiled
def group_of(person):
    return _group_number(person.age_band, person.gender, person.housed, person.mode)


@compiled
def count(person, sign, first_days, last_days, tally, p):
    """Add (`sign` 1) or take away (−1) a living person's states from a day on.

    `first_days` and `last_days` are the days left of the week in its first and its last month;
    `tally` is a thread's TALLY.
    """
    if person.died != NOBODY_YET:
        return
    if sign > 0:
        person.group = group_of(person)
    group = int(person.group)
    community = person.where == _COMMUNITY
    using = person.using and community
    injects = using and person.mode == _INJECTING
    _state(tally, group, _ALIVE_DAYS, sign, first_days, last_days)
    _state(tally, group, _HEALTH_DAYS, sign * health(person, p), first_days, last_days)
    if using:
        _state(tally, group, _USING_DAYS, sign, first_days, last_days)
    if person.agonist:
        _state(tally, group, _AGONIST_DAYS, sign, first_days, last_days)
    if person.safer:
        _state(tally, group, _SAFER_DAYS, sign, first_days, last_days)
    if not community:
        state = _BED_DAYS if person.where == _BED else _PRISON_DAYS
        _state(tally, group, state, sign, first_days, last_days)
    if person.housed == 0 and community:
        _state(tally, group, _UNHOUSED_DAYS, sign, first_days, last_days)
    if person.injured:
        _state(tally, group, _INJURED_DAYS, sign, first_days, last_days)
    if person.hiv != _NO_HIV:
        _state(tally, group, _HIV_DAYS, sign, first_days, last_days)
        if person.hiv != _UNTREATED:
            _state(tally, group, _HIV_TREATED_DAYS, sign, first_days, last_days)
    if person.hcv == _CHRONIC:
        _state(tally, group, _HCV_DAYS, sign, first_days, last_days)
    if injects:
        _state(tally, group, _INJECTING_DAYS, sign, first_days, last_days)
    _stocks(person, sign, using, injects, p, tally.stocks[person.area])
    if using:
        _uses(person, sign, group, p, tally.uses[person.area])


@compiled
def counted_alike(before, now):
    """Whether two states of one person count alike, and bear the same hazards but for overdose."""
    same = before.using == now.using and before.where == now.where and before.died == now.died
    same = same and before.agonist == now.agonist and before.safer == now.safer
    same = same and before.housed == now.housed and before.record == now.record
    same = same and before.mode == now.mode and before.substance == now.substance
    same = same and before.injured == now.injured
    same = same and before.hcv == now.hcv and before.hiv == now.hiv
    return same and (before.kit_until == NEVER_DAY) == (now.kit_until == NEVER_DAY)


@compiled
def _state(tally, group, state, change, first_days, last_days):
    tally.held[group, state] += change
    tally.now[0, group, EVENTS + state] += change * first_days
    if last_days:
        tally.now[1, group, EVENTS + state] += change * last_days


@compiled
def _stocks(person, sign, using, injects, p, stocks):
    stocks[AGONIST] += sign * person.agonist
    stocks[SAFER] += sign * person.safer
    stocks[BEDS] += sign * (person.where == _BED)
    stocks[UNHOUSED] += sign * (person.housed == 0 and person.where == _COMMUNITY)
    if not using:
        return
    stocks[USING] += sign
    stocks[KITS] += sign * (person.kit_until != NEVER_DAY)
    served = person.agonist or person.safer
    stocks[ELIGIBLE] += sign * (person.substance != _STIMULANTS and not served)
    if not injects:
        return
    stocks[INJECTING] += sign
    stocks[HCV] += sign * (person.hcv == _CHRONIC)
    if person.hiv == _UNTREATED:
        stocks[HIV_HUNDREDTHS] += sign * _FULL
    elif person.hiv != _NO_HIV:
        stocks[HIV_HUNDREDTHS] += sign * int(_FULL * p.treated_hiv_ratio)


@compiled
def _uses(person, sign, group, p, uses):
    now = int(uses_a_day(person, p) * THOUSANDTHS)
    uses[group, ALL_USES] += sign * now
    if would_go(person, p):
        uses[group, int(person.distance * (BANDS / QUANTILES))] += sign * now


@compiled
def health(person, p):
    """Thousandths of a day in full health that a day is worth."""
    if person.where == _PRISON:
        weight = p.weight_prison
    elif person.using == 0:
        weight = p.weight_stopped
    elif person.agonist or person.safer or person.where == _BED:
        weight = p.weight_treated
    else:
        weight = p.weight_using
    if person.housed == 0:
        weight *= p.weight_unhoused
    if person.injured:
        weight *= p.weight_injured
    if person.hiv != _NO_HIV:
        weight *= p.weight_hiv
    if person.hcv == _CHRONIC:
        weight *= p.weight_hcv
    return int(weight * HEALTH_PER_DAY)
