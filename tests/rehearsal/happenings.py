"""What a play wrote, in the order in which it was written; and what must hold in all of it."""

from collections.abc import Iterator

from veille.care.facts import Arrived, Left, Seated, SentBack, SentToAftercare
from veille.care.rehearsed.network import PLACE
from veille.ledger import replay, store
from veille.ledger.areas import registry
from veille.ledger.facts import Entry, Fact


def written() -> list[Fact]:
    """Every fact, in the order written."""
    with store.cursor() as cursor:
        return list(store.in_chain_order(cursor))


def moves() -> Iterator[Entry]:
    """Every move of a visit, in the order in which the ledger took it."""
    for fact in written():
        if fact.kind.startswith("care.visit."):
            yield replay.entries_of([fact], registry.decoders)[0]


def check_the_floor() -> None:
    """No seat held twice, nobody in two seats or two places, no more seats than there are."""
    holder: dict[tuple[str, str], str] = {}
    seat_of: dict[str, tuple[str, str]] = {}
    person_of: dict[str, str] = {}
    for move in moves():
        body, visit = move.body, move.about
        if isinstance(body, Arrived):
            assert not body.person or body.person not in person_of.values(), "in two places"
            person_of[visit] = body.person
        elif isinstance(body, (Seated, SentToAftercare, SentBack, Left)):
            assert visit in person_of, "moved before they came or after they left"
            holder.pop(seat_of.pop(visit, ("", "")), None)
            if isinstance(body, Left):
                del person_of[visit]
            if isinstance(body, Seated):
                seat = (move.place, body.seat)
                assert seat not in holder, f"{seat} held twice"
                assert body.seat in {s.number for s in PLACE[move.place].seats}
                holder[seat], seat_of[visit] = visit, seat
