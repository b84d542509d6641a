"""What is so now of another programme’s sample, or month: what its file said last. Pure."""

from collections.abc import Sequence

from veille.ledger.facts import Body, Entry
from veille.ledger.states import Fold, S, State, state_of

from ..words import Instrument
from . import facts


class ImportedSample(State, frozen=True, kw_only=True):
    """`at` is noon (UTC) of the day on which it was collected."""

    source: str
    label: str
    expected: str
    town: str
    programme: str
    undated: bool
    strips: tuple[facts.StripSeen, ...]
    instruments: tuple[Instrument, ...]
    named: tuple[facts.Named, ...]


class ImportedMonth(State, frozen=True, kw_only=True):
    source: str
    month: str
    tested: int
    counted: tuple[facts.Counted, ...]


def _read_last(kind: type[S], body: type[Body]) -> Fold[S]:
    """What was read last stands: a file may give its sample another day."""

    def fold(_about: str, entries: Sequence[Entry], version: int) -> S | None:
        found = [entry for entry in entries if isinstance(entry.body, body)]
        return state_of(kind, found[-1], version) if found else None

    return fold


fold_sample = _read_last(ImportedSample, facts.SampleRead)
fold_month = _read_last(ImportedMonth, facts.MonthRead)
