"""What another programme’s file said of a sample, or of a month. Nothing here names a person."""

from typing import ClassVar

import msgspec

from veille.ledger.facts import Body

from ..words import Abundance, Instrument, Seen, Strip


class StripSeen(msgspec.Struct, frozen=True):
    """What a strip showed; one that was not done is not here."""

    strip: Strip
    seen: Seen


class Named(msgspec.Struct, frozen=True):
    """A substance that an instrument named, as the file writes it; `how` is the laboratory’s own
    word for its method."""

    substance: str
    instrument: Instrument
    abundance: Abundance = Abundance.PRIMARY
    share_percent: float | None = None
    how: str = ""


class SampleRead(Body, frozen=True):
    """A row of another programme’s file was read, anew where it says something else by now. Its
    time is noon (UTC) of the day on which the sample was collected; where the file has no day,
    `undated`, that of the import. `instruments` are those that looked, whatever they found."""

    kind: ClassVar[str] = "supply.imported_sample.read"

    source: str
    label: str
    expected: str = ""
    town: str = ""
    programme: str = ""
    undated: bool = False
    strips: tuple[StripSeen, ...] = ()
    instruments: tuple[Instrument, ...] = ()
    named: tuple[Named, ...] = ()


class Counted(msgspec.Struct, frozen=True):
    """In how many of the tested a substance was."""

    substance: str
    positive: int


class MonthRead(Body, frozen=True):
    """A month of another programme’s counts was read: how many samples sold as opioids were
    tested, and in how many each substance was."""

    kind: ClassVar[str] = "supply.imported_month.read"

    source: str
    month: str
    tested: int
    counted: tuple[Counted, ...] = ()
