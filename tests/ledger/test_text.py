"""Text of any length and with any character: kept, or refused with a sentence, never a broken
page. On both databases."""

from datetime import timedelta

import pytest

from veille.care import actions
from veille.care.exchange import actions as exchange
from veille.care.exchange.tables import CleanUpRow
from veille.care.exchange.words import Counting
from veille.care.facts import Seat
from veille.care.tables import SiteRow, VisitRow
from veille.care.words import Mode, SiteKind, Substance
from veille.ledger import clock, readtables, transfer
from veille.ledger.ids import new_id
from veille.ledger.models import Node
from veille.ledger.refusal import Malformed
from veille.ledger.vault import vault

from .elsewhere import ARRIVED, Elsewhere, arrival, export_of
from .scene import all_facts, verdict

pytestmark = pytest.mark.postgresql
LONG_SEAT = "Room B, the seat beside the window, number 12"


@pytest.fixture
def site(node_on_either: Node) -> None:
    seats = [Seat("1", Mode.INJECTION), Seat(LONG_SEAT, Mode.INJECTION)]
    actions.open_site(by="a", slug="c", name="C", kind=SiteKind.FIXED, seats=seats)


@pytest.mark.usefixtures("site")
def test_a_seat_with_a_long_name_is_taken() -> None:
    visit = actions.arrive(by="a", place="c", mode=Mode.INJECTION, substances=[Substance.DOWN])
    actions.seat(by="a", visit=visit.id, seat=LONG_SEAT)
    assert VisitRow.objects.get().seat == LONG_SEAT


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("where", ["Berri\0Ontario", "\\\0"])
def test_a_nul_is_refused_with_a_sentence(where: str) -> None:
    before = len(all_facts())
    with pytest.raises(Malformed, match="cannot be kept"):
        exchange.clean_up(by="a", place="c", needles=3, where=where, how=Counting.COUNTED)
    with pytest.raises(Malformed, match="cannot be kept"):
        actions.welcome(by="a", place="c", handle="ly\0nx", agreed=True)
    assert len(all_facts()) == before
    assert vault().find("lynx") == []


@pytest.mark.usefixtures("site")
def test_what_only_looks_like_one_is_kept() -> None:
    exchange.clean_up(by="a", place="c", needles=3, where=r"\u0000", how=Counting.COUNTED)
    assert CleanUpRow.objects.get().where == r"\u0000"


def test_what_another_node_wrote_shows_and_breaks_nothing(node_on_either: Node) -> None:
    there, visit = Elsewhere(), new_id()
    noted = clock.now() - timedelta(minutes=5)
    body = arrival(mode="x" * 500, substances=["a\0b", r"\u0000", "y" * 900])
    there.say(ARRIVED, visit, body, noted=noted)
    there.say("care.visit.seated", visit, {"seat": "1\0" + "z" * 300}, noted=noted)
    transfer.take_in(export_of(there.facts))
    readtables.make()
    row = VisitRow.objects.get()
    assert (row.mode, row.seat[-300:]) == ("x" * 500, "z" * 300)
    assert (row.substances[1], row.substances[2]) == (r"\u0000", "y" * 900)
    assert verdict().sound
    assert SiteRow.objects.count() == 0
