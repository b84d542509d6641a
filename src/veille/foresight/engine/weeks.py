"""The weeks of people, compiled: quiet days pass after one draw and one comparison.

What goes from function to function are records (bare addresses): arrays would be counted as
references at every call, which costs more than a day does. What Python calls takes arrays: a
record costs it more than a hundred people's week.
"""

import numpy as np

from ..compiler import compiled
from ..model.day import (
    CLAMPED,
    NOTHING,
    comes_about,
    drawn_purpose,
    happen,
    hazard_of,
    is_birthday,
    market_of,
    most_but_overdose,
    most_overdose,
    next_review,
    review,
)
from ..model.levers import WEEK_DAYS
from ..model.life import age_band, succeed
from ..model.outcomes import COLUMNS, GROUPS, STATES, Event
from ..model.person import NOBODY_YET, PERSON
from ..model.place import MOST_AREAS
from ..model.purposes import Purpose
from ..model.supply import MARKETS, fill_markets
from ..model.world import HEADROOM, RISING
from ..streams import DAILY, philox
from .feedback import add_days, begin_week, expect_week
from .stocks import BANDS, STOCKS
from .tallies import count, counted_alike

#: What the loop over quiet days reads of a person. Bounds on r are in 1/2³².
QUIET = np.dtype(
    [
        ("most", np.float32),  # for every purpose but overdose
        ("most_overdose", np.float32),  # for overdose, in a supply of ratio 1
        ("due", np.int16),  # day of the next review
        ("market", np.uint16),  # where in the supply this person buys
    ]
)

#: What all people share for a week.
WEEK = np.dtype(
    [
        ("day", np.int64),  # of the run, the week's first
        ("length", np.int64),  # days: seven, but for a last week
        ("first_days", np.int64),  # of them in the month of the first day
        ("seed", np.uint64),
        ("skip", np.int64),  # pass over quiet days
        ("supply", np.float64, (MOST_AREAS * 2 * MARKETS,)),
    ]
)

CLAMPS, PERSON_DAYS, EVENTS_SEEN, LOOKED_AT = range(4)
#: People whose draws are made in one go.
BLOCK = 256
#: One thread's whole numbers.
TALLY = np.dtype(
    [
        ("now", np.int64, (2, GROUPS, COLUMNS)),  # month of the week's first day, and the next
        ("held", np.int64, (GROUPS, STATES)),  # people in a state now
        ("stocks", np.int64, (MOST_AREAS, STOCKS)),
        ("uses", np.int64, (MOST_AREAS, GROUPS, BANDS + 1)),
        ("kits_used", np.int64, (MOST_AREAS,)),  # of witnesses, this week
        ("counters", np.int64, (4,)),
        ("before", PERSON, (1,)),  # the person who is looked at, as last counted
        ("least", np.uint32, (BLOCK,)),  # the least of the week's draws of each person of a block
        ("who", np.int64, (BLOCK,)),  # those of the block who are to be looked at
        ("words", np.uint32, (WEEK_DAYS, BLOCK)),  # all of the week's draws of those
        ("area", np.uint8, (BLOCK,)),  # where they live
    ]
)

_RISING = len(RISING)
_OVERDOSE = int(Purpose.OVERDOSE)
_WHOLE = 2.0**32
#: Bounds are kept in single precision: this much more than its rounding.
_ROUNDING = 1 + 2.0**-20
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)


def bytes_a_person() -> int:
    return PERSON.itemsize + QUIET.itemsize


@compiled
def begin(weeks, world, numbers, ceilings, rises, tallies, ps):
    """Fill the week's world from what all threads hold; returns whether a bound on hazards rose.

    `world` has shape (areas,); `numbers` and `ceilings` are world and ceiling as plain numbers,
    shape (areas, fields); `rises` has shape (areas, MARKETS); `tallies` one TALLY a thread.
    """
    week, p = weeks[0], ps[0]
    rose = False
    first, last = tallies[0].now[0], tallies[0].now[1]
    last_days = week.length - week.first_days
    number = week.day // WEEK_DAYS
    stocks = np.zeros((MOST_AREAS, STOCKS), np.int64)
    kits_used = np.zeros(MOST_AREAS, np.int64)
    uses = np.zeros((MOST_AREAS, GROUPS, BANDS + 1), np.int64)
    for thread in range(len(tallies)):
        tally = tallies[thread]
        add_days(tally.held, week.first_days, last_days, first, last)
        stocks += tally.stocks
        kits_used += tally.kits_used
        tally.kits_used[:] = 0
        for area in range(len(world)):
            uses[area] += tally.uses[area]
    for area in range(len(world)):
        w = world[area]
        begin_week(w, stocks[area], kits_used[area], uses[area], p)
        expect_week(w, uses[area], week.first_days, last_days, first, last, p)
        fill_markets(week.supply, rises, area, number, w, p, week.seed)
        rose |= _raise(ceilings[area], numbers[area])
    return rose


@compiled
def _raise(ceiling, now):
    """Let the ceiling be above the week wherever that raises a hazard; says whether it had to rise.

    Both are the numbers of one WORLD, shape (fields,); those of RISING come first.
    """
    rose = False
    for field in range(_RISING):
        if now[field] > ceiling[field]:
            ceiling[field] = now[field] * HEADROOM
            rose = True
    return rose


@compiled
def join(first, past, weeks, people, quiet, world, ceiling, tallies, ps, thread):
    """People from `first` to before `past` are there from this week on."""
    week, tally, p = weeks[0], tallies[thread], ps[0]
    for i in range(first, past):
        person = people[i]
        person.joined = week.day
        person.born += week.day // WEEK_DAYS
        person.age_band = age_band(person, week.day)
        count(person, 1, 0, 0, tally, p)
        if week.day > 0:
            tally.now[0, person.group, Event.JOINED] += 1
        _bound(i, person, quiet[i], week.day, ceiling[person.area], p)


@compiled
def follow(first, past, weeks, people, quiet, world, ceiling, tallies, ps, thread):
    """Somebody comes in the place of each who died or left in the week before, on this day."""
    week, tally, p = weeks[0], tallies[thread], ps[0]
    for i in range(first, past):
        person = people[i]
        if person.died == NOBODY_YET:
            continue
        succeed(person, i, week.day, p, week.seed)
        person.age_band = age_band(person, week.day)
        count(person, 1, 0, 0, tally, p)
        _bound(i, person, quiet[i], week.day, ceiling[person.area], p)


@compiled
def refresh(first, past, weeks, people, quiet, world, ceiling, tallies, ps, thread):
    """New bounds for everybody, under a ceiling that rose."""
    week, p = weeks[0], ps[0]
    for i in range(first, past):
        if people[i].died == NOBODY_YET:
            due = quiet[i].due
            _bound(i, people[i], quiet[i], week.day, ceiling[people[i].area], p)
            quiet[i].due = due


@compiled
def live(first, past, weeks, people, quiet, world, ceiling, tallies, ps, thread):
    """The week's days of people from `first` to before `past`, a block at a time."""
    week, tally, p = weeks[0], tallies[thread], ps[0]
    for start in range(first, past, BLOCK):
        stop = min(start + BLOCK, past)
        _draw(start, stop, week, tally.least)
        restless = _restless(start, stop, week, quiet, tally)
        # All at once: people are far apart in memory, and would be waited for one after another.
        for n in range(restless):
            tally.area[n] = people[tally.who[n]].area
        _draw_again(restless, week, tally.who, tally.words)
        for n in range(restless):
            i = tally.who[n]
            area = tally.area[n]
            tally.counters[PERSON_DAYS] -= _days_of(
                n, i, people[i], quiet[i], week, world[area], ceiling[area], tally, p
            )


@compiled
def _draw(start, stop, week, least):
    """The least of each person's words of a week.

    Written out, since only so it becomes vectors: it is what every quiet week costs.
    """
    k0, k1 = week.seed & _LOW, week.seed >> _HALF
    page = np.uint64(2 * (week.day // WEEK_DAYS))
    none, one = np.uint64(DAILY), np.uint64(1)
    for n in range(stop - start):
        who = np.uint64(start + n)
        a, b, c, d = philox(who, page, none, none, k0, k1)
        e, f, g, _ = philox(who, page + one, none, none, k0, k1)
        least[n] = min(min(min(a, b), min(c, d)), min(min(e, f), g))


@compiled
def _draw_again(many, week, whos, words):
    """All words of a week of `many` people, as vectors too."""
    k0, k1 = week.seed & _LOW, week.seed >> _HALF
    page = np.uint64(2 * (week.day // WEEK_DAYS))
    none, one = np.uint64(DAILY), np.uint64(1)
    for n in range(many):
        who = np.uint64(whos[n])
        a, b, c, d = philox(who, page, none, none, k0, k1)
        e, f, g, _ = philox(who, page + one, none, none, k0, k1)
        words[0, n], words[1, n], words[2, n], words[3, n] = a, b, c, d
        words[4, n], words[5, n], words[6, n] = e, f, g


@compiled
def _restless(start, stop, week, quiet, tally):
    """Gather those of a block in `tally.who` who may have a day that is not quiet: how many."""
    after = week.day + WEEK_DAYS
    found = 0
    alive = 0
    for n in range(stop - start):
        still = quiet[start + n]
        lives = still.most >= 0.0
        alive += lives
        if lives and (_number(tally.least[n]) <= _limit(still, week) or still.due < after):
            tally.who[found] = start + n
            found += 1
    tally.counters[PERSON_DAYS] += alive * week.length
    return found


@compiled
def _limit(still, week):
    """The most that a word may be for a day to need a second look."""
    if week.skip == 0:
        return _WHOLE
    return max(still.most_overdose * week.supply[still.market], np.float64(still.most))


@compiled
def _limit_of(purpose, still, week):
    """The same for a day of one purpose: most days that need a second look need no third."""
    if week.skip == 0:
        return _WHOLE
    if purpose == _OVERDOSE:
        return still.most_overdose * week.supply[still.market]
    return np.float64(still.most)


@compiled
def _number(word):
    """A word as a float: by way of int64, which is one instruction."""
    return np.float64(np.int64(word))


@compiled
def _days_of(n, i, person, still, week, w, ceiling, tally, p):
    """A week in which a day of person `i`, the block's `n`-th who is looked at, may not be quiet.
    Returns how many days it was short."""
    limit = _limit(still, week)
    for offset in range(week.length):
        day = week.day + offset
        word = np.uint64(tally.words[offset, n])
        due = still.due <= day
        if _number(word) > limit and not due:
            continue
        tally.counters[LOOKED_AT] += 1
        slot = int(offset >= week.first_days)
        if due:
            tally.before[0] = person
            review(person, i, day, p, week.seed, tally.now[slot, person.group])
            birthday = is_birthday(i, day)
            if birthday:
                person.age_band = age_band(person, day)
            _settle(i, person, still, birthday, day, offset, week, ceiling, tally, p)
            limit = _limit(still, week)
        purpose = drawn_purpose(word)
        if _number(word) > _limit_of(purpose, still, week):
            continue
        hazard = hazard_of(purpose, person, day, week.supply[still.market], w, p)
        result = comes_about(word, purpose, hazard, i, day, week.seed)
        if result == NOTHING:
            continue
        tally.counters[EVENTS_SEEN] += 1
        tally.counters[CLAMPS] += result == CLAMPED
        tally.before[0] = person
        row = tally.now[slot, person.group]
        used_before = row[Event.WITNESS_KIT]
        happen(purpose, person, i, day, w, p, week.seed, row)
        tally.kits_used[person.area] += row[Event.WITNESS_KIT] - used_before
        _settle(i, person, still, False, day, offset, week, ceiling, tally, p)
        if person.died != NOBODY_YET:
            return week.length - offset
        limit = _limit(still, week)
    return 0


@compiled
def _settle(i, person, still, always, day, offset, week, ceiling, tally, p):
    """After a change of a person: count anew and bound anew, as far as that can have changed.

    `tally.before` is the person as last counted; `offset` the day's place in the week.
    """
    before = tally.before[0]
    if not always and counted_alike(before, person):
        still.most_overdose = most_overdose(person, p) * _WHOLE * _ROUNDING
        still.due = next_review(person, i, day)
        return
    first_left = max(week.first_days - offset, 0)
    last_left = week.length - max(week.first_days, offset)
    count(before, -1, first_left, last_left, tally, p)
    count(person, 1, first_left, last_left, tally, p)
    _bound(i, person, still, day, ceiling, p)


@compiled
def _bound(i, person, still, day, ceiling, p):
    """Bounds, next review and market of one person, as they are now."""
    most = most_but_overdose(person, day, ceiling, p)
    still.most = most * _WHOLE * _ROUNDING
    still.most_overdose = most_overdose(person, p) * _WHOLE * _ROUNDING
    still.due = next_review(person, i, day)
    still.market = market_of(i, person, MARKETS)
