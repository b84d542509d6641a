"""A day of one person: the model, as the field would tell it. Compiles for cores and GPUs."""

from math import expm1

from ..compiler import compiled, larger, smaller
from ..streams import uniforms
from .law import encounter, police_hazard
from .life import (
    housing_hazard,
    leave,
    leaving_hazard,
    most_leaving,
    move,
    next_band_day,
    other_death,
    other_death_hazard,
)
from .overdose import overdose, overdose_hazard, susceptibility
from .person import FAR_DAY, NEVER_DAY, NOBODY_YET, Substance, Where, Window
from .programmes import (
    agonist_hazard,
    bed_hazard,
    close_window,
    come_back,
    enter_bed,
    kit_hazard,
    lose_kit,
    safer_hazard,
    start_or_leave_agonist,
    start_or_leave_safer,
    take_or_lose_kit,
)
from .purposes import PURPOSE_OF, SHARE, Purpose
from .use import change_habit, habit_hazard, stop_or_relapse, use_hazard
from .virus import care_hazard, catch_hcv, catch_hiv, hcv_hazard, hiv_hazard, take_care

#: The day of the year on which a person may come into the next age band is this far from the last.
BIRTHDAY_DAYS = 365
#: Bounds that grow with age are drawn anew as often, and whenever a band begins.
REVIEW_DAYS = 4 * BIRTHDAY_DAYS

_STEPS = 2.0**24
_OVERDOSE = int(Purpose.OVERDOSE)
_OTHER_DEATH, _USE, _HABIT = int(Purpose.OTHER_DEATH), int(Purpose.USE), int(Purpose.HABIT)
_HOUSING, _AGONIST, _SAFER = int(Purpose.HOUSING), int(Purpose.AGONIST), int(Purpose.SAFER)
_BED, _KIT, _HCV, _HIV = int(Purpose.BED), int(Purpose.KIT), int(Purpose.HCV), int(Purpose.HIV)
_VIRUS_CARE, _POLICE = int(Purpose.VIRUS_CARE), int(Purpose.POLICE)
_LEAVING = int(Purpose.LEAVING)
_COMMUNITY, _NO_WINDOW = int(Where.COMMUNITY), int(Window.NONE)
_STIMULANTS = int(Substance.STIMULANTS)

NOTHING, HAPPENS, CLAMPED = 0, 1, 2
#: The bound of somebody to whom nothing can happen any more.
NEVER = -1.0


@compiled
def hazard_of(purpose, person, day, supply, w, p):
    """The hazard a day of one purpose, in the week's world `w` of the person's area."""
    if purpose == _OTHER_DEATH:
        return other_death_hazard(person, day, p)
    if purpose == _USE:
        return use_hazard(person, p)
    if purpose == _HABIT:
        return habit_hazard(person, p)
    if purpose == _HOUSING:
        return housing_hazard(person, w, p)
    if purpose == _AGONIST:
        return agonist_hazard(person, w, p)
    if purpose == _SAFER:
        return safer_hazard(person, w, p)
    if purpose == _BED:
        return bed_hazard(person, w, p)
    if purpose == _KIT:
        return kit_hazard(person, w)
    if purpose == _LEAVING:
        return leaving_hazard(person, day, p)
    if purpose == _OVERDOSE:
        return overdose_hazard(person, supply, w, p)
    if purpose == _HCV:
        return hcv_hazard(person, w, p)
    if purpose == _HIV:
        return hiv_hazard(person, w, p)
    if purpose == _VIRUS_CARE:
        return care_hazard(person, p)
    return police_hazard(person, w, p)


@compiled
def happen(purpose, person, who, day, w, p, seed, row):
    """One event of one purpose; `row` is the tally of this month and the person's group."""
    if purpose == _OVERDOSE:
        overdose(person, who, day, purpose, w, p, seed, row)
        return
    if purpose == _POLICE:
        encounter(person, who, day, purpose, w, p, seed, row)
        return
    luck, other_luck, _, _ = uniforms(seed, who, day, purpose, 1)
    if purpose == _OTHER_DEATH:
        other_death(person, day, row)
    elif purpose == _USE:
        stop_or_relapse(person, day, p, row)
    elif purpose == _HABIT:
        change_habit(person, luck, other_luck, p)
    elif purpose == _HOUSING:
        move(person, row)
    elif purpose == _AGONIST:
        start_or_leave_agonist(person, day, row)
    elif purpose == _SAFER:
        start_or_leave_safer(person, row)
    elif purpose == _BED:
        enter_bed(person, day, p, row)
    elif purpose == _KIT:
        take_or_lose_kit(person, day, luck, other_luck, w, p, row)
    elif purpose == _LEAVING:
        leave(person, day, row)
    elif purpose == _HCV:
        catch_hcv(person, luck, p, row)
    elif purpose == _HIV:
        catch_hiv(person, row)
    else:
        take_care(person, luck, p, row)


@compiled
def drawn_purpose(word):
    return PURPOSE_OF[word & 255]


@compiled
def comes_about(word, purpose, hazard, who, day, seed):
    """Whether the day's word makes the event of its purpose happen: r < (1 − exp(−hazard)) / share.

    The word's high 24 bits settle nearly every day; where they lie on the edge, a further word
    settles the rest, so that small hazards are not rounded.
    """
    high = float(word >> 8)
    if high >= hazard / SHARE[purpose] * _STEPS:  # it is less likely than its hazard
        return NOTHING
    chance = -expm1(-hazard) / SHARE[purpose]
    steps = chance * _STEPS
    if high + 1 <= steps:
        return CLAMPED if chance > 1 else HAPPENS
    if high >= steps:
        return NOTHING
    return HAPPENS if high + uniforms(seed, who, day, purpose, 0)[0] < steps else NOTHING


@compiled
def review(person, who, day, p, seed, row):
    """What was to end by today ends: a stay, a spell of other risk, a kit."""
    if person.where != _COMMUNITY and day >= person.away_until:
        luck = uniforms(seed, who, day, person.where, 3)[0]
        person.away_until = FAR_DAY
        come_back(person, day, luck, p, row)
    if day >= person.window_until:
        close_window(person, day)
    if person.kit_until != NEVER_DAY and day >= person.kit_until:
        lose_kit(person)


@compiled
def is_birthday(who, day):
    return (day + who) % BIRTHDAY_DAYS == 0


@compiled
def next_review(person, who, day):
    """The next day on which something ends or begins by the calendar alone."""
    if person.died != NOBODY_YET:
        return FAR_DAY
    due = day + REVIEW_DAYS - (day + who) % REVIEW_DAYS
    # A day early at most: such a review changes nothing, and rounding cannot make one late.
    band = larger(next_band_day(person) - 1, day + 1)
    due = smaller(due, band + (-(band + who)) % BIRTHDAY_DAYS)
    if person.where != _COMMUNITY:
        due = smaller(due, person.away_until)
    if person.window != _NO_WINDOW:
        due = smaller(due, person.window_until)
    if person.kit_until != NEVER_DAY:
        due = smaller(due, person.kit_until)
    return larger(due, day + 1)


@compiled
def most_but_overdose(person, day, ceiling, p):
    """A bound on r for every purpose but overdose, until the next review: max hazard / share.

    `ceiling` holds the highest that each part of the world has been, with nobody at a site. NEVER
    for the dead.
    """
    if person.died != NOBODY_YET:
        return NEVER
    most = other_death_hazard(person, day + REVIEW_DAYS, p) / SHARE[_OTHER_DEATH]
    most = larger(most, most_leaving(person, day + REVIEW_DAYS, p) / SHARE[_LEAVING])
    most = larger(most, use_hazard(person, p) / SHARE[_USE])
    most = larger(most, habit_hazard(person, p) / SHARE[_HABIT])
    most = larger(most, housing_hazard(person, ceiling, p) / SHARE[_HOUSING])
    most = larger(most, agonist_hazard(person, ceiling, p) / SHARE[_AGONIST])
    most = larger(most, safer_hazard(person, ceiling, p) / SHARE[_SAFER])
    most = larger(most, bed_hazard(person, ceiling, p) / SHARE[_BED])
    most = larger(most, kit_hazard(person, ceiling) / SHARE[_KIT])
    most = larger(most, hcv_hazard(person, ceiling, p) / SHARE[_HCV])
    most = larger(most, hiv_hazard(person, ceiling, p) / SHARE[_HIV])
    most = larger(most, care_hazard(person, p) / SHARE[_VIRUS_CARE])
    return larger(most, police_hazard(person, ceiling, p) / SHARE[_POLICE])


@compiled
def most_overdose(person, p):
    """The same for overdose, for a supply of ratio 1."""
    if person.died != NOBODY_YET:
        return 0.0
    return susceptibility(person, p) / SHARE[_OVERDOSE]


@compiled
def market_of(who, person, markets):
    """Where in `supply`, flattened from (areas, 2, markets), a person buys."""
    stimulants = int(person.substance == _STIMULANTS)
    return (person.area * 2 + stimulants) * markets + who % markets
