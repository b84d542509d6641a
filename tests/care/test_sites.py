"""A site changes: seats, name, usual time; from now on, and never under somebody."""

import pytest
from django.utils import translation

from veille.care import actions, facts, reads
from veille.care.area import SITE as SITE_THING
from veille.care.facts import Seat
from veille.care.sites import change_site
from veille.care.state import Site
from veille.care.tables import SiteRow
from veille.care.words import Mode, Substance
from veille.ledger import clock
from veille.ledger.recording import entries
from veille.ledger.refusal import Malformed, Refused
from veille.ledger.replay import fold

from .scene import SITE, arrive, welcome

MORE = (Seat("1", Mode.INJECTION), Seat("2", Mode.INJECTION), Seat("3", Mode.INHALATION))


def taken(seat: str) -> str:
    visit = actions.arrive(
        by="noor", place=SITE, mode=Mode.INJECTION, substances=[Substance.DOWN]
    ).id
    actions.seat(by="noor", visit=visit, seat=seat)
    return visit


def test_another_seat_is_there_at_once(site: Site):
    change_site(by="marie", place=SITE, seats=(*site.seats, Seat("4", Mode.INJECTION)))
    taken("4")
    assert [seat["number"] for seat in reads.site(SITE).seats] == ["1", "2", "S1", "4"]


def test_what_is_not_named_stays_as_it_was(site: Site):
    changed = change_site(by="marie", place=SITE, name=" CACTUS  Montréal ", seat_minutes=30)
    assert (changed.name, changed.seat_minutes) == ("CACTUS Montréal", 30)
    assert (changed.seats, changed.opened_at) == (site.seats, site.opened_at)
    body = entries(site.id)[-1].body
    assert body == facts.SiteChanged(name="CACTUS Montréal", seat_minutes=30)


@pytest.mark.parametrize(
    "seats",
    [
        (Seat("2", Mode.INJECTION), Seat("S1", Mode.INHALATION)),
        (Seat("1", Mode.INHALATION), Seat("2", Mode.INJECTION), Seat("S1", Mode.INHALATION)),
    ],
    ids=["gone", "built for something else"],
)
def test_a_seat_does_not_change_under_somebody(site: Site, seats: tuple[Seat, ...]):
    visit = taken("1")
    with pytest.raises(Refused):
        change_site(by="marie", place=SITE, seats=seats)
    assert len(entries(site.id)) == 1
    actions.leave(by="noor", visit=visit, consumed=True)
    assert change_site(by="marie", place=SITE, seats=seats).seats == seats


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"name": "CACTUS"},
        {"name": "  "},
        {"name": "x" * 81},
        {"seats": ()},
        {"seats": (Seat("1", Mode.INJECTION), Seat("1", Mode.INHALATION))},
        {"seat_minutes": 0},
        {"seat_minutes": 241},
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_and_nothing_is_written(site: Site, change: dict[str, object]):
    with pytest.raises(Malformed):
        change_site(by="marie", place=SITE, **change)  # type: ignore[arg-type]
    assert len(entries(site.id)) == 1
    assert SiteRow.objects.get().name == "CACTUS"


def test_two_who_change_it_at_once_do_not_undo_each_other(site: Site):
    change_site(by="marie", place=SITE, seat_minutes=30, seen=site.version)
    with pytest.raises(Refused, match=r"meanwhile|entre-temps"):
        change_site(by="luc", place=SITE, seat_minutes=20, seen=site.version)
    assert reads.site(SITE).seat_minutes == 30


def test_the_change_that_happened_last_stands_in_whatever_order_they_arrive(site: Site):
    change_site(by="marie", place=SITE, seats=MORE, seat_minutes=20)
    change_site(by="marie", place=SITE, seat_minutes=35)
    history = entries(site.id)
    for order in (history, [history[0], history[2], history[1]]):
        now = fold(SITE_THING, site.id, order)
        assert now is not None
        assert (now.seats, now.seat_minutes) == (MORE, 35)


class TestLeastAge:
    @pytest.fixture(autouse=True)
    def _of_eighteen(self, site: Site) -> None:
        change_site(by="marie", place=SITE, least_age=18)

    def born(self, years: int) -> int:
        return clock.now().year - years

    @pytest.mark.parametrize("handle", ["lynx", "F-TREM-{year}"])
    def test_somebody_younger_is_refused_with_what_to_do(self, handle: str):
        year = self.born(17)
        with translation.override("en"), pytest.raises(Refused, match=r"18 years.*anonymous"):
            welcome(handle.format(year=year), birth_year=year)
        assert reads.on_floor(SITE) == []

    def test_somebody_who_may_be_old_enough_comes_in(self):
        assert arrive(welcome(birth_year=self.born(18))).site == SITE
        assert arrive(welcome("fox")).site == SITE

    def test_somebody_known_before_it_was_declared_is_asked_for_too(self):
        change_site(by="marie", place=SITE, least_age=0)
        person = welcome(birth_year=self.born(17))
        change_site(by="marie", place=SITE, least_age=18)
        with pytest.raises(Refused):
            arrive(person)

    def test_an_overdose_is_answered_whatever_the_age(self):
        assert actions.find_overdose(by="noor", visit=arrive().id).site == SITE

    @pytest.mark.parametrize("years", [-1, 31])
    def test_no_site_asks_for_such_an_age(self, years: int):
        with pytest.raises(Malformed):
            change_site(by="marie", place=SITE, least_age=years)

    @pytest.mark.parametrize("years", [-1, 0, 3, 9, 111])
    def test_a_year_of_birth_that_is_a_slip_is_asked_back_with_the_age(self, years: int):
        with pytest.raises(Malformed):
            welcome(birth_year=self.born(years))
