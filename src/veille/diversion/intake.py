"""A referral arrives: what the police or a court sends, and which commission it is for."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec
from django.utils.translation import gettext_lazy as _

from veille.law.books import canonical
from veille.ledger import clock
from veille.ledger.facts import Sealed
from veille.ledger.ids import new_id
from veille.ledger.recording import Pen, recording
from veille.ledger.refusal import Malformed, Refused
from veille.ledger.vault import vault

from . import facts, people, policies, reads
from .area import CASE, commission_of
from .commission_state import Commission
from .facts import Seized
from .sentences import On
from .state import Case
from .words import Authority, ContactBy, Language, OwnUse, Status

OLDEST_YEARS = 110


class Receipt(msgspec.Struct, frozen=True):
    """What the sender is told. `again`: this reference had arrived before, at `received_at`, and
    nothing new was written."""

    case: str
    number: str
    commission: str
    received_at: datetime
    again: bool


def receive(
    *,
    by: str,
    authority: Authority,
    service: str,
    reference: str,
    found_at: datetime,
    where: str,
    seized: Sequence[Seized],
    name: str,
    birth_year: int | None = None,
    age_years: int | None = None,
    language: Language = Language.FRENCH,
    contact_by: ContactBy = ContactBy.NONE,
    contact: str = "",
    domicile: str = "",
    found_in: str = "",
    own_use: OwnUse = OwnUse.UNSAID,
    what: str = "",
    commission: str = "",
    at: datetime | None = None,
    submission: str | None = None,
) -> Receipt:
    """Take in a referral: a new case, or the one that this reference made before.

    `domicile` and `found_in` are beginnings of postal codes or names of places: the commission
    of the domicile is competent, else that of the place where the person was found, else
    `commission`. `birth_year` or `age_years` (on the day of the finding) must be given. `name` is
    how the person is to be called before the commission.
    """
    id, arrived = new_id(), at or clock.now()
    with recording(by=by, submission=submission) as pen:
        before = _arrived_before(
            pen=pen, authority=authority, service=service, reference=reference, name=name
        )
        if before is not None:
            return _receipt(before, again=True)
        is_complete(
            service=service,
            reference=reference,
            where=where,
            name=name,
            contact_by=contact_by,
            contact=contact,
        )
        policies.check_seizure(seized)
        policies.check_was_found_before(found_at, arrived)
        ages, years = _ages(found_at, birth_year, age_years)
        there = _competent(pen, domicile, found_in, commission)
        policies.check_is_of_age(ages, there)
        pen.place = there.slug
        person = _known_as(name, years)
        named = (msgspec.structs.replace(one, substance=canonical(one.substance)) for one in seized)
        body = facts.Received(
            person=person,
            authority=authority,
            service=service.strip(),
            reference=vault().seal(id, reference.strip()),
            found_at=found_at,
            where=vault().seal(id, where.strip()),
            age_years=max(ages),
            name=vault().seal(id, name.strip()),
            seized=tuple(named),
            language=language,
            domicile=domicile.strip(),
            contact_by=contact_by,
            contact=sealed(id, contact),
            own_use=own_use,
            what=sealed(id, what),
        )
        case = pen.note(CASE, id, body, at=at)
        people.know(person, name, years)
        people.know_reference(id, authority, service, reference)
        return _receipt(case, again=False)


def sealed(case: str, words: str) -> Sealed | None:
    """Words sealed with a case's key; None where there are none. Raises Malformed."""
    tidy = words.strip()
    if len(tidy) > policies.LONGEST_NOTE:
        raise Malformed(
            _("A note has at most %(longest)s characters; this one has %(length)s. Shorten it."),
            longest=policies.LONGEST_NOTE,
            length=len(tidy),
        )
    return vault().seal(case, tidy) if tidy else None


def _arrived_before(
    pen: Pen, authority: Authority, service: str, reference: str, name: str
) -> Case | None:
    """The case that this reference made before. Refused where it was somebody else's: a second
    person found on the same occasion must not be taken for the first."""
    for found in people.cases_of_reference(authority, service, reference):
        case = pen.state(CASE, found)
        if case is None or case.status is Status.DESTROYED:
            continue
        if not any(people.is_same_name(name, one) for one in _ever_called(pen, case)):
            raise Refused(
                _(
                    "A referral of another person arrived under this reference on %(arrived)s "
                    "(%(number)s). Send this one with a reference of its own, such as -2 at the "
                    "end; "
                    "nothing was written."
                ),
                arrived=On(case.received_at),
                number=case.number,
            )
        return case
    return None


def _ever_called(pen: Pen, case: Case) -> Iterator[str]:
    """The name as it reads now, and as it read before it was corrected: the sender knows no
    other."""
    for entry in pen.entries(case.id):
        for body in (entry.body, *(wording.body for wording in entry.earlier)):
            if isinstance(body, facts.Received):
                yield vault().open(case.id, body.name) or ""


def _known_as(name: str, birth_years: Sequence[int]) -> str:
    """The first who is known by this name and year, of those who have a record; or somebody new.

    A clerk may have settled that somebody's only case is another person's.
    """
    known = people.known_as(name, birth_years)
    return next((one for one in known if reads.others_of(one)), known[0] if known else new_id())


def _receipt(case: Case, *, again: bool) -> Receipt:
    return Receipt(
        case=case.id,
        number=case.number,
        commission=case.commission,
        received_at=case.received_at,
        again=again,
    )


def is_complete(
    service: str, reference: str, where: str, name: str, contact_by: ContactBy, contact: str
) -> None:
    """Whether a referral says what it has to, in words that are not too long. Raises Malformed."""
    for said, missing in (
        (service, _("Say which service or court refers.")),
        (reference, _("Give your own reference: it is how a referral sent twice is recognised.")),
        (where, _("Say where the person was found.")),
        (name, _("Say how the person is to be called.")),
    ):
        if not said.strip():
            raise Malformed(missing)
    if len(service.strip()) > policies.LONGEST_SERVICE:
        raise Malformed(
            _("The name of a service has at most %(longest)s characters. Shorten it."),
            longest=policies.LONGEST_SERVICE,
        )
    if max(map(len, (reference, name, contact))) > policies.LONGEST_ADDRESS:
        raise Malformed(
            _("A reference, a name or a contact has at most %(longest)s characters. Shorten it."),
            longest=policies.LONGEST_ADDRESS,
        )
    if len(where) > policies.LONGEST_NOTE:
        raise Malformed(_("Where the person was found is said too long. Shorten it."))
    if (contact_by is ContactBy.NONE) == bool(contact.strip()):
        raise Malformed(
            _(
                "Enter the contact together with the way in which the person chose to be reached, "
                "or neither."
            ),
        )


def _ages(
    found_at: datetime, birth_year: int | None, age_years: int | None
) -> tuple[list[int], list[int]]:
    """The ages that the person may have had on the day of the finding, and the years in which
    they may have been born."""
    year = found_at.year
    if birth_year is None and age_years is None:
        raise Malformed(_("Give the person’s year of birth, or their age on that day."))
    ages = [] if birth_year is None else [year - birth_year - 1, year - birth_year]
    if age_years is not None:
        if ages and age_years not in ages:
            raise Malformed(_("Year of birth and age do not fit each other. Check both."))
        ages = [age_years]
    if min(ages) < 0 or max(ages) > OLDEST_YEARS:
        raise Malformed(_("That cannot be the age of the person. Check the year or the age."))
    years = [birth_year] if birth_year is not None else [year - ages[0] - 1, year - ages[0]]
    return ages, years


#: Letters and digits of any writing, and what stands between them in the name of a place.
_PLACE = re.compile(r"\w[\w .,’'/()&-]*\w\.?")


def _competent(pen: Pen, domicile: str, found_in: str, commission: str) -> Commission:
    for place in (domicile, found_in):
        if place.strip() and not _PLACE.fullmatch(place.strip()):
            raise Malformed(
                _(
                    "“%(place)s” is no postal code and no town. Enter the beginning of the postal "
                    "code, such as H2X, or the name of the town."
                ),
                place=place.strip(),
            )
    for place in (domicile, found_in):
        row = reads.competent(place) if place.strip() else None
        if row is not None:
            return commission_of(pen, row.slug)
    if commission:
        return commission_of(pen, commission)
    raise Malformed(
        _(
            "No commission here is competent for that domicile or place. Check the beginning of "
            "the postal code, or the town; nothing was written."
        ),
    )
