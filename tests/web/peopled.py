"""What the pages about people and shifts show, made through the real actions."""

from datetime import timedelta

from veille.accounts.models import Role
from veille.care import reads as floor
from veille.care.people import actions as people
from veille.care.people import records
from veille.care.people.words import FlagKind, RestrictionKind, Scope
from veille.care.shifts import actions as shifts
from veille.care.shifts.words import IncidentKind, Service, Where
from veille.ledger import clock

from .night import SITE, Night


def restrict(night: Night, person: str, days: float = 30, **told: object) -> str:
    """Kept out by the coordinator."""
    until = clock.now() + timedelta(days=days)
    return people.restrict(
        by=night.by(Role.COORDINATOR),
        place=SITE,
        person=person,
        until=until,
        **{"kind": RestrictionKind.THREATS, "note": "calm", **told},
    ).id


def peopled(night: Night, visit: str) -> dict[str, str]:
    """For the variable parts of addresses: a flag, a restriction, an incident, all of this
    visit's visitor."""
    by, person = night.by(), floor.visit(visit).person
    flag = people.raise_flag(
        by=by,
        place=SITE,
        person=person,
        kind=FlagKind.ALLERGY,
        note="penicillin",
        until=clock.now() + timedelta(days=9),
    )
    restriction = restrict(night, person, scope=Scope.NETWORK)
    people.appeal(by=by, restriction=restriction, note="not me")
    shifts.hand_over(by=by, place=SITE, note="the fridge hums")
    incident = shifts.happened(
        by=by,
        place=SITE,
        what=IncidentKind.VIOLENCE,
        where=Where.CONSUMPTION,
        seat="1",
        visit=visit,
        called=[Service.POLICE],
        note="a cup flew",
    )
    shifts.came(by=by, incident=incident.id, service=Service.POLICE)
    twice = night.welcome("lièvre")
    same = records.join(by=by, place=SITE, person=twice, other=night.welcome("lapin"))
    return {
        "flag": flag.id,
        "restriction": restriction,
        "incident": incident.id,
        "other": twice,
        "same": same.id,
    }
