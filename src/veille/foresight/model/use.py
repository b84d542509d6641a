"""Uses a day, of what and how; stopping, relapse, change of habit; uses at a site."""

from ..compiler import compiled
from .life import YEAR_DAYS
from .outcomes import Event
from .person import Mode, Substance, Where, Window

QUANTILES = 65_536.0
USES_STEP = 16.0
_COMMUNITY = int(Where.COMMUNITY)
_INJECTING, _SMOKING = int(Mode.INJECTING), int(Mode.SMOKING)
_OPIOIDS, _STIMULANTS, _BOTH = (
    int(Substance.OPIOIDS),
    int(Substance.STIMULANTS),
    int(Substance.BOTH),
)
_RELAPSED = int(Window.RELAPSED)


@compiled
def uses_a_day(person, p):
    """Uses of the unregulated supply on a day; 0 for who has stopped or is away."""
    if person.using == 0 or person.where != _COMMUNITY:
        return 0.0
    uses = person.uses_a_day_16 / USES_STEP
    if person.agonist:
        uses *= p.agonist_use_factor
    if person.safer:
        uses *= p.safer_use_factor
    return uses


@compiled
def use_hazard(person, p):
    """A day: stopping, or taking up again."""
    if person.where != _COMMUNITY:
        return 0.0
    return (p.here_stop_year if person.using else p.here_relapse_year) / YEAR_DAYS


@compiled
def stop_or_relapse(person, day, p, row):
    if person.using:
        person.using = 0
        person.agonist = 0
        person.safer = 0
        row[Event.STOP] += 1
    else:
        person.using = 1
        person.window = _RELAPSED
        person.window_until = day + int(p.relapse_window_days)
        row[Event.RELAPSE] += 1


@compiled
def habit_hazard(person, p):
    """A day: another substance, or another mode."""
    if person.using == 0 or person.where != _COMMUNITY:
        return 0.0
    return (p.switch_substance_year + _mode_shift_year(person, p)) / YEAR_DAYS


@compiled
def change_habit(person, luck, other_luck, p):
    """`luck` says which of the two changes, `other_luck` to what: people move between substances
    so that each keeps its share of the place."""
    shift = _mode_shift_year(person, p)
    if luck * (p.switch_substance_year + shift) < shift:
        person.mode = _SMOKING if person.mode == _INJECTING else _INJECTING
    elif other_luck < p.here_opioids:
        person.substance = _OPIOIDS
    elif other_luck < p.here_opioids + p.here_stimulants:
        person.substance = _STIMULANTS
    else:
        person.substance = _BOTH
    if person.substance == _STIMULANTS:
        person.agonist = 0
        person.safer = 0


@compiled
def _mode_shift_year(person, p):
    if person.mode == _INJECTING:
        return p.here_to_smoking_year
    if person.mode == _SMOKING:
        return p.here_to_injecting_year
    return 0.0


@compiled
def would_go(person, p):
    """Whether this person would use at a site that is near, open, fit and not full."""
    return person.trust < p.site_willing_share * QUANTILES


@compiled
def share_on_site(person, w, p):
    """Share of a person's uses that this week happen at a fixed site or a truck."""
    if not would_go(person, p):
        return 0.0
    if person.distance < w.fixed_cover * QUANTILES:
        if person.mode == _INJECTING:
            return w.fixed_inject
        return w.fixed_smoke if person.mode == _SMOKING else 0.0
    if person.distance < (w.fixed_cover + w.truck_cover) * QUANTILES:
        if person.mode == _INJECTING:
            return w.truck_inject
        return w.truck_smoke if person.mode == _SMOKING else 0.0
    return 0.0
