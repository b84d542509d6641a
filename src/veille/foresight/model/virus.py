"""HIV and hepatitis C through shared syringes; their treatment."""

from ..compiler import compiled
from .life import YEAR_DAYS
from .outcomes import Event
from .person import Hcv, Hiv, Mode, Where
from .use import USES_STEP, share_on_site

#: `sharing_day` is of somebody who injects so often.
_SHARING_USES_A_DAY = 3.0

_INJECTING, _COMMUNITY = int(Mode.INJECTING), int(Where.COMMUNITY)
_CHRONIC, _CURED = int(Hcv.CHRONIC), int(Hcv.CURED)
_NO_HIV, _UNTREATED, _TREATED = int(Hiv.NONE), int(Hiv.UNTREATED), int(Hiv.TREATED)


@compiled
def _sharing_day(person, w, p):
    """Uses with somebody else's syringe, a day, where no sterile ones are handed out."""
    if person.mode != _INJECTING:
        return 0.0
    if person.using == 0 or person.where != _COMMUNITY:
        return 0.0
    shared = p.sharing_day * person.uses_a_day_16 / USES_STEP / _SHARING_USES_A_DAY
    if person.agonist:
        shared *= p.agonist_hcv_ratio
    return shared * (1 - share_on_site(person, w, p))


@compiled
def hcv_hazard(person, w, p):
    if person.hcv == _CHRONIC:
        return 0.0
    return _sharing_day(person, w, p) * w.hcv_force


@compiled
def hiv_hazard(person, w, p):
    if person.hiv != _NO_HIV:
        return 0.0
    return _sharing_day(person, w, p) * w.hiv_force


@compiled
def catch_hcv(person, luck, p, row):
    """Some clear the virus by themselves, and can catch it again."""
    if luck >= p.hcv_clearance:
        person.hcv = _CHRONIC
    row[Event.HCV] += 1


@compiled
def catch_hiv(person, row):
    person.hiv = _UNTREATED
    row[Event.HIV] += 1


@compiled
def care_hazard(person, p):
    """A day: HIV treatment begins, or hepatitis C is cured."""
    hazard = 0.0
    if person.hiv == _UNTREATED:
        hazard += p.hiv_treatment_year / YEAR_DAYS
    if person.hcv == _CHRONIC:
        hazard += p.hcv_treatment_year / YEAR_DAYS
    return hazard


@compiled
def take_care(person, luck, p, row):
    hiv = p.hiv_treatment_year if person.hiv == _UNTREATED else 0.0
    hcv = p.hcv_treatment_year if person.hcv == _CHRONIC else 0.0
    if luck * (hiv + hcv) < hiv:
        person.hiv = _TREATED
        row[Event.HIV_TREATMENT] += 1
    else:
        person.hcv = _CURED
        row[Event.HCV_CURE] += 1
