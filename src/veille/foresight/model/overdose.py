"""The hazard of an overdose, and what follows: seen, naloxone, ambulance, recovery or death."""

from math import log

from ..compiler import compiled, larger, smaller
from ..streams import uniforms
from .life import die
from .outcomes import PARTS, Event
from .person import Cause, Mode, Substance, Where, Window
from .programmes import MONTH_DAYS
from .use import QUANTILES, USES_STEP, share_on_site

#: Nobody's own hazard comes from fewer uses: a use a week.
FEWEST_USES_A_DAY = 1 / 7

_COMMUNITY, _PRISON = int(Where.COMMUNITY), int(Where.PRISON)
_INJECTING, _OTHER_MODE = int(Mode.INJECTING), int(Mode.OTHER)
_STIMULANTS = int(Substance.STIMULANTS)
_STARTED, _LEFT = int(Window.STARTED_AGONIST), int(Window.LEFT_AGONIST)
_RELEASED, _RELEASED_LATER = int(Window.RELEASED), int(Window.RELEASED_LATER)
_RELAPSED, _CONFISCATED = int(Window.RELAPSED), int(Window.CONFISCATED)
_OVERDOSE = int(Cause.OVERDOSE)


@compiled
def susceptibility(person, p):
    """Hazard a day in a supply without fentanyl: what of it is the person's own.

    A programme acts by its measured ratio alone, which holds that people use less in it.
    """
    if person.using == 0 or (person.where != _COMMUNITY and person.where != _PRISON):
        return 0.0
    hazard = -log(1 - p.overdose_month) / MONTH_DAYS
    if person.overdosed_before == 0:
        hazard /= p.prior_overdose_ratio
    if person.where == _PRISON:
        return hazard * p.prison_ratio
    if person.mode == _INJECTING:
        hazard *= p.injecting_ratio
    elif person.mode == _OTHER_MODE:
        hazard *= p.other_mode_ratio
    uses = larger(person.uses_a_day_16 / USES_STEP, FEWEST_USES_A_DAY)
    hazard *= (uses / p.here_uses_a_day) ** p.frequency_power
    if person.housed == 0:
        hazard *= p.unhoused_overdose_ratio
    if person.substance == _STIMULANTS:
        hazard *= p.stimulant_ratio
    if person.agonist:
        hazard *= p.agonist_ratio
    if person.safer:
        hazard *= p.safer_ratio
    return hazard * _window_ratio(person.window, p)


@compiled
def _window_ratio(window, p):
    if window == _STARTED:
        return p.started_agonist_ratio
    if window == _LEFT:
        return p.left_agonist_ratio
    if window == _RELEASED:
        return p.released_ratio
    if window == _RELEASED_LATER:
        return p.released_later_ratio
    if window == _RELAPSED:
        return p.relapse_ratio
    return p.confiscated_ratio if window == _CONFISCATED else 1.0


@compiled
def overdose_hazard(person, supply, w, p):
    """A day. `supply` is this week's ratio of the market that the person buys in."""
    hazard = susceptibility(person, p) * supply
    if person.checks < w.checking * QUANTILES:
        hazard *= w.checked_ratio
    return hazard


@compiled
def overdose(person, who, day, purpose, w, p, seed, row):
    place, seen, kit, call = uniforms(seed, who, day, purpose, 1)
    death, injury, hospital, substance = uniforms(seed, who, day, purpose, 2)
    row[Event.EXPECTED_DEATH] += int(expected_fatality(person, day, w, p) * PARTS + 0.5)
    person.overdoses += 1
    on_site = overdoses_on_site(person, w, p)
    of_opioids = substance < opioid_share(person, w)
    if place < on_site:
        row[Event.OVERDOSE_SITE] += 1
        called = call < p.site_ambulance_share
        naloxone = True
        fatality = p.site_fatality
    else:
        public = (place - on_site) / (1 - on_site) < w.public_housed
        if person.housed == 0:
            public = (place - on_site) / (1 - on_site) < w.public_unhoused
        row[Event.OVERDOSE_PUBLIC if public else Event.OVERDOSE_PRIVATE] += 1
        witnessed = seen < chance_seen(person, public, p)
        naloxone = witnessed and kit < chance_of_naloxone(person, day, w, p)
        called = witnessed and call < (w.called_public if public else w.called_private)
        fatality = p.fatality_unaided
        if naloxone and of_opioids:
            fatality = p.fatality_naloxone
        elif called:
            fatality *= p.ambulance_ratio
        row[Event.WITNESSED] += witnessed
        row[Event.NALOXONE] += naloxone
        row[Event.KIT_USED] += naloxone
        if naloxone and kit < p.carriage_share and day < person.kit_until:
            person.kit_until = day + 1
        else:
            row[Event.WITNESS_KIT] += naloxone
    row[Event.AMBULANCE] += called
    person.overdosed_before = 1
    if death < fatality:
        row[Event.DEATH_OVERDOSE] += 1
        die(person, day, _OVERDOSE)
        return
    if called and hospital < p.hospital_share:
        row[Event.HOSPITAL] += 1
    if not naloxone and injury < p.injury_share and person.injured == 0:
        person.injured = 1
        row[Event.INJURY] += 1


@compiled
def overdoses_on_site(person, w, p):
    """Share of a person's overdoses that happen at a site: uses there are riskier by a ratio."""
    if person.where != _COMMUNITY:
        return 0.0
    share = share_on_site(person, w, p)
    risk = share * p.site_risk_ratio
    return risk / (risk + 1 - share)


@compiled
def opioid_share(person, w):
    """Of a person's overdoses: naloxone acts on no other."""
    return w.stimulants_opioid_share if person.substance == _STIMULANTS else 1.0


@compiled
def expected_fatality(person, day, w, p):
    """The chance that an overdose of this person kills: the mean of `overdose` over its luck."""
    on_site = overdoses_on_site(person, w, p)
    in_public = w.public_housed if person.housed else w.public_unhoused
    naloxone = chance_of_naloxone(person, day, w, p)
    off_site = 0.0
    for public in (True, False):
        seen = chance_seen(person, public, p)
        called = w.called_public if public else w.called_private
        unaided = p.fatality_unaided * (1 - seen * called * (1 - p.ambulance_ratio))
        aided = p.fatality_unaided * (1 - called * (1 - p.ambulance_ratio))
        opioids = opioid_share(person, w)
        saved = seen * naloxone * opioids * (aided - p.fatality_naloxone)
        off_site += (in_public if public else 1 - in_public) * (unaided - saved)
    return on_site * p.site_fatality + (1 - on_site) * off_site


@compiled
def expected_kits(person, day, w, p):
    """The chance that a kit is used at an overdose of this person."""
    in_public = w.public_housed if person.housed else w.public_unhoused
    seen = in_public * chance_seen(person, True, p) + (1 - in_public) * chance_seen(
        person, False, p
    )
    return (1 - overdoses_on_site(person, w, p)) * seen * chance_of_naloxone(person, day, w, p)


@compiled
def chance_seen(person, public, p):
    """Somebody sees an overdose: in private, as far as this person is not alone then.

    `alone` has the mean that the place gives; the source's factor is for a mean person.
    """
    if public:
        return p.witnessed_public
    company = 1 - person.alone_256 / 256.0
    return smaller(p.witnessed_public * p.witnessed_private_factor * company / 0.5, 0.98)


@compiled
def chance_of_naloxone(person, day, w, p):
    """Somebody who sees it has a kit at hand: the person's own, or one of the witnesses'."""
    own = p.carriage_share if day < person.kit_until else 0.0
    return 1 - (1 - own) * (1 - w.kit_share * p.carriage_share) ** p.witnesses
