"""What this node asks the hub about carry cards' deposits. Leaving one and taking it away wait here
while the line is down; one is fetched at once, or not at all."""

import msgspec

from . import deposits, line
from .deposits import Errand, Errands, Verb
from .store import encode
from .stored import Stored
from .words import NotTaken

_WAITS = "errand/"
#: What this node left for which card: `carry/` and the card’s identity.
_CARRY = "carry/"


class Left(msgspec.Struct, frozen=True):
    """Where the deposit of a card lies. Kept on this machine alone, and in no fact."""

    place: str


def leave(card: str, secret: bytes, record: bytes) -> None:
    """Seal a record for whoever shows the card with this secret, and leave it at the hub soon. The
    secret itself is kept nowhere. In a transaction, as `take_away`."""
    place = deposits.place_of(secret)
    sealed = deposits.seal(secret, record)
    with Stored().joining() as here:
        here.keep(f"{_CARRY}{card}", encode(Left(place)))
        errand = Errand(verb=Verb.LEAVE, place=place, sealed=sealed)
        here.keep(f"{_WAITS}{place}", encode(errand))


def take_away(card: str) -> None:
    """Have the hub destroy what a card opens. Safe to repeat."""
    with Stored().joining() as here:
        raw = here.kept(f"{_CARRY}{card}")
        if raw is not None:
            place = msgspec.json.decode(raw, type=Left).place
            here.keep(f"{_WAITS}{place}", encode(Errand(verb=Verb.TAKE_AWAY, place=place)))
            here.drop(f"{_CARRY}{card}")


def left_here() -> list[str]:
    """The cards of which this node left something."""
    with Stored().reading() as here:
        return list(here.kept_under(_CARRY))


def fetch(secret: bytes) -> bytes | None:
    """What a card opens; None where nothing of it is at the hub. Raises as `line.run_errand`."""
    place = deposits.place_of(secret)
    with Stored().reading() as here:
        raw = here.kept(f"{_WAITS}{place}")
    if raw is not None:  # it was made at this very site, and is not at the hub yet
        waits = msgspec.json.decode(raw, type=Errand)
        return deposits.unseal(secret, waits.sealed) if waits.verb is Verb.LEAVE else None
    done = line.run_errand(Errand(verb=Verb.FETCH, place=place))
    return deposits.unseal(secret, done.sealed) if done.came is Errands.DONE else None


def waiting() -> int:
    with Stored().reading() as here:
        return len(here.kept_under(_WAITS))


def run() -> None:
    """Do what waits, one after the other. Raises as `line.run_errand`; the rest then waits on."""
    with Stored().reading() as here:
        wait = dict(here.kept_under(_WAITS))
    for place, raw in wait.items():
        try:
            line.run_errand(msgspec.json.decode(raw, type=Errand))
        except NotTaken:
            continue  # the hub will not: it is asked again with the next errands
        with Stored().writing() as there:
            if there.kept(f"{_WAITS}{place}") == raw:  # nobody thought otherwise meanwhile
                there.drop(f"{_WAITS}{place}")
