"""Counts that somebody else publishes, such as a coroner's deaths: what was known on which day."""

from typing import ClassVar

import msgspec

from veille.ledger.facts import Body

from .words import Counted


class Vintage(msgspec.Struct, frozen=True, kw_only=True):
    """What was known on `as_of`: a count by the first day of its period, or why there is none."""

    as_of: str
    counts: dict[str, float]
    marks: dict[str, str] = {}


class VintageKept(Body, frozen=True, kw_only=True):
    """A table of counts was read and kept, as it was known on a day. `title` is what its publisher
    calls it; `period` what one count is of; `rolling_months` how many months each of them sums.
    `public`: its source published it, and it may stand on pages that everybody reads."""

    kind: ClassVar[str] = "surveillance.outside.vintage_kept"

    what: Counted
    area: str
    source: str
    title: str
    period: str
    vintage: Vintage
    unit: str = "number"
    rolling_months: int = 0
    public: bool = False
