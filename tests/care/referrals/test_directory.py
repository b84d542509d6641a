"""Destinations: what the directory says, and referrals to places that are closed."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import msgspec
import pytest

from veille.care import corrections
from veille.care.referrals import actions, reads
from veille.care.referrals.facts import Details
from veille.care.referrals.words import Need, Status
from veille.care.words import CorrectionReason
from veille.hours import Closure, Hours
from veille.ledger import clock
from veille.ledger.recording import entries
from veille.ledger.refusal import Absent, Malformed, Refused

from ..scene import SITE
from .scene import ALWAYS, OFFICE, days_ago, make, offer, place, written

pytestmark = pytest.mark.usefixtures("site")
TORONTO = ZoneInfo("America/Toronto")
#: A Friday noon, of a year that the site's clock has not come to yet.
FRIDAY = datetime(2027, 3, 12, 12, tzinfo=TORONTO)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TORONTO)


def test_the_directory_says_what_was_last_said() -> None:
    first = place("Le Havre", OFFICE, phone="514-555-0101")
    details = msgspec.structs.replace(first.details, phone="514-555-0102")
    told = {"by": "marie", "place": SITE, "destination": first.id}
    changed = actions.change_destination(**told, details=details, seen=first.version)
    row = reads.destination(first.id)
    assert (row.phone, row.version) == ("514-555-0102", changed.version)
    assert reads.hours_of(row) == OFFICE
    with pytest.raises(Refused, match="changed this meanwhile"):
        actions.change_destination(**told, details=first.details, seen=first.version)
    with pytest.raises(Malformed, match="Nothing was changed"):
        actions.change_destination(**told, details=details)


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"name": "x" * 121},
        {"needs": ()},
        {"address": "x" * 201},
        {"phone": "5" * 41},
        {"note_en": "x" * 501},
        {"hours": Hours(time_zone="Nowhere")},
    ],
)
def test_what_cannot_stand_in_the_directory_is_refused(change: dict[str, object]) -> None:
    details = msgspec.structs.replace(Details("Le Havre", (Need.HOUSING,)), **change)
    with pytest.raises(Malformed):
        actions.list_destination(by="marie", place=SITE, details=details)


def test_to_a_place_closed_for_good_the_sentence_names_the_others() -> None:
    gone, _other, _lawyer = (
        place("Le Havre"),
        place("Le Phare"),
        place("Me Roy", needs=(Need.LEGAL,)),
    )
    actions.close_destination(by="marie", place=SITE, destination=gone.id, at=days_ago(3))
    referral = offer(days=5)
    before = written()
    with pytest.raises(Refused) as refused:
        make(referral, gone)
    assert written() == before
    assert "Le Havre is closed for good since" in str(refused.value)
    assert "For housing or shelter the directory also has: Le Phare." in str(refused.value)
    assert "Me Roy" not in str(refused.value)
    # It was open when the referral was made, and is entered afterwards.
    assert make(referral, gone, at=days_ago(4)).status is Status.MADE


def test_where_there_is_no_other_place_the_sentence_says_whom_to_ask() -> None:
    gone = place("Le Havre")
    actions.close_destination(by="marie", place=SITE, destination=gone.id)
    with pytest.raises(Refused, match="ask a coordinator"):
        make(offer(), gone)


def test_outside_its_hours_the_sentence_names_the_next_opening() -> None:
    with clock.pretending(FRIDAY):
        office, _night = place("Bureau", OFFICE), place("Le Phare")
        referral = offer()
        with pytest.raises(Refused) as refused:
            make(referral, office, appointment=local("2027-03-13T10:00"))
        told = str(refused.value)
        assert "Bureau is closed on Saturday March 13, 10:00" in told
        assert "opens next on Monday March 15, 09:00" in told
        assert "Le Phare" in told
        assert make(referral, office, appointment=local("2027-03-15T09:00")).appointment


def test_on_a_closed_date_the_sentence_names_the_day_after() -> None:
    with clock.pretending(FRIDAY):
        closed = Closure(date(2027, 3, 15), date(2027, 3, 16))
        office = place("Bureau", Hours(OFFICE.spans, (closed,)))
        with pytest.raises(Refused, match="opens next on Wednesday March 17, 09:00"):
            make(offer(), office, appointment=local("2027-03-15T10:00"))


def test_a_place_that_opens_no_more_for_long_has_no_next_opening() -> None:
    with clock.pretending(FRIDAY):
        closed = Closure(date(2027, 3, 1), date(2028, 3, 1))
        office = place("Bureau", Hours(OFFICE.spans, (closed,)))
        with pytest.raises(Refused, match="for a long time after"):
            make(offer(), office, appointment=local("2027-03-15T10:00"))


def test_where_hours_are_not_known_or_nobody_is_expected_any_time_will_do() -> None:
    with clock.pretending(FRIDAY):
        unknown, office = place("Sans heures", Hours()), place("Bureau", OFFICE)
        night = local("2027-03-14T03:00")
        assert make(offer(), unknown, appointment=night).appointment == night
        assert make(offer(), office).appointment is None


def test_a_place_takes_people_for_what_it_is_listed_for() -> None:
    place("Le Phare")
    with pytest.raises(Refused, match=r"does not list Me Roy for housing or shelter\. For housing"):
        make(offer(), place("Me Roy", needs=(Need.LEGAL,)))


def test_a_place_that_is_in_no_directory() -> None:
    gone = place()
    with pytest.raises(Absent):
        actions.close_destination(by="marie", place=SITE, destination="0" * 32)
    actions.close_destination(by="marie", place=SITE, destination=gone.id, note="burnt down")
    for verb in (
        lambda: actions.close_destination(by="marie", place=SITE, destination=gone.id),
        lambda: actions.change_destination(
            by="marie", place=SITE, destination=gone.id, details=gone.details
        ),
    ):
        with pytest.raises(Refused, match="was closed for good"):
            verb()


def test_a_closing_that_was_a_mistake_is_struck_out() -> None:
    gone = place()
    actions.close_destination(by="marie", place=SITE, destination=gone.id)
    assert reads.destinations() == []
    assert [row.id for row in reads.destinations(closed=True)] == [gone.id]
    entry = entries(gone.id)[-1].id
    corrections.strike(by="marie", entry_id=entry, why=CorrectionReason.TYPED)
    assert [row.id for row in reads.destinations_for("housing")] == [gone.id]


def test_the_directory_is_in_the_order_of_its_names() -> None:
    for name in ("Zénith", "abri", "Le Havre"):
        place(name, ALWAYS)
    assert [row.name for row in reads.destinations()] == ["abri", "Le Havre", "Zénith"]
