"""Two people of one name, and one person who was referred twice: who they may be, who settles it.

A referral is taken for somebody known by the same name and year of birth. Both may be wrong; a
clerk who knows better says so, with a sentence, and can take that back by a correction.
"""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from veille.ledger.ids import check_id, new_id
from veille.ledger.recording import recording
from veille.ledger.refusal import Malformed, Refused
from veille.ledger.vault import vault

from . import facts, people, policies, reads
from .area import CASE
from .intake import sealed
from .state import Case
from .tables import CaseRow
from .words import Status

#: Years of birth of one name that may be one person's: told by age alone, or mistyped. Assumed.
YEARS_APART = 2


def namesakes(case: Case) -> list[CaseRow]:
    """Other cases still held, at any commission here, of somebody of this name and of about this
    year of birth, or counted as the same person; the latest first."""
    name = vault().open(case.id, case.name)
    if case.status is Status.DESTROYED or name is None:
        return []
    born = _birth_years(case)
    about = range(born[0] - YEARS_APART, born[-1] + YEARS_APART + 1)
    maybe = {case.person, *people.known_as(name, about)}
    rows = CaseRow.objects.filter(person__in=maybe).exclude(pk=case.id)
    return list(rows.exclude(status=Status.DESTROYED).order_by("-received_at", "id"))


def is_settled(one: Case, other: Case) -> bool:
    """Whether somebody settled whose case one of the two is, once both were named as they are."""
    both = max(one.named_at, other.named_at)
    return any(case.person_told and case.whose[-1][0] >= both for case in (one, other))


def is_named_alike(one: Case, other: Case) -> bool:
    """Whether both have one name; False for cases that are counted as one person's alone."""
    names = (vault().open(case.id, case.name) or "" for case in (one, other))
    return people.is_same_name(*names)


def persons_of(case: Case) -> list[str]:
    """Everybody as whom this person may be found: as counted now, and by name and year."""
    name = vault().open(case.id, case.name)
    known = [] if name is None else people.known_as(name, _birth_years(case))
    return sorted({case.person, *known})


def settle_person(
    *,
    by: str,
    case: str,
    same_as: str = "",
    note: str = "",
    seen: int | None = None,
    at: datetime | None = None,
    submission: str | None = None,
) -> Case:
    """Say whose case it is: that of the person of another case (`same_as`, its identity), or of
    somebody who has no other case here. To say what is counted already confirms it, once."""
    with recording(by=by, submission=submission) as pen:
        now = pen.state(CASE, check_id(case))
        other = pen.state(CASE, check_id(same_as)) if same_as else None
        if not _is_held(now) or (same_as and not _is_held(other)):
            raise Refused(_("That case is no longer held here. Open the page again."))
        assert now is not None
        policies.check_was_seen(now, seen)
        pen.place = now.commission
        person = other.person if other else _alone(now)
        if person == now.person and now.person_told:
            raise Malformed(_("That was settled so already. Nothing was written."))
        body = facts.PersonTold(person, sealed(now.id, note), other.id if other else "")
        _know(now, person)
        return pen.note(CASE, now.id, body, at=at)


def found_as_corrected(before: Case | None, after: Case) -> None:
    """Let the person be found by the name and age that a case has now; and no longer by those it
    had, where no other case of theirs has them."""
    name = vault().open(after.id, after.name)
    if name is not None:
        people.know(after.person, name, _birth_years(after))
    if before is None or (wrong := vault().open(before.id, before.name)) is None:
        return
    for person in {after.person, *(person for _since, person in before.whose)}:
        named = [reads.state(row.id) for row in reads.others_of(person)]
        for year in _birth_years(before):
            if not any(_is_named(one, wrong, year) for one in named):
                people.unknow(person, wrong, [year])


def _is_named(case: Case, name: str, born: int) -> bool:
    called = vault().open(case.id, case.name) or ""
    return born in _birth_years(case) and people.is_same_name(called, name)


def _is_held(case: Case | None) -> bool:
    return case is not None and case.status is not Status.DESTROYED


def _alone(case: Case) -> str:
    """Somebody who has no other case: whoever it is counted as, where nobody else is."""
    return new_id() if reads.others_of(case.person, but=case.id) else case.person


def _know(case: Case, person: str) -> None:
    """Let whoever has this name and year be found as this person too."""
    name = vault().open(case.id, case.name)
    if name is not None:
        people.know(person, name, _birth_years(case))


def _birth_years(case: Case) -> list[int]:
    """The years in which somebody of that age on the day of the finding was born."""
    return [case.found_at.year - case.age_years - 1, case.found_at.year - case.age_years]
