"""Files that a page is given: what of one was left out."""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from veille.ledger.refusal import Refused
from veille.tabular import Fault
from veille.ui.files import SHOWN, file_language
from veille.ui.names import sentence

from .. import naming


class Taken(Protocol):
    """What became of a file: rows that were left out, each with why, and those that could not be
    read; headings that no field is read from, names that the dictionary lacks."""

    @property
    def refused(self) -> Sequence[tuple[int, Refused]]: ...
    @property
    def faults(self) -> Sequence[Fault]: ...
    @property
    def unread(self) -> Sequence[str]: ...
    @property
    def unknown(self) -> Iterable[str]: ...


def asked_back(names: Iterable[str]) -> list[str]:
    """Names that the dictionary lacks, each with what it may have meant: “xylasine (xylazine?)”."""
    language = file_language()
    found = []
    for name in list(names)[:SHOWN]:
        likely = naming.likely(name, language)
        found.append(f"{name} ({likely[0]}?)" if likely else name)
    return found


def left_out(done: Taken) -> dict[str, Any]:
    """What `parts/file_faults.html` shows of it, in the order of the rows."""
    language = file_language()
    faults = [(row, "", sentence(why)) for row, why in done.refused]
    faults += [(one.row, one.heading, one.message.in_words(language)) for one in done.faults]
    return {
        "faults": [
            {"rows": row, "count": 1, "heading": heading, "says": says}
            for row, heading, says in sorted(faults)[:SHOWN]
        ],
        "more_faults": max(0, len(faults) - SHOWN),
        "unread": done.unread,
        "unknown": asked_back(done.unknown),
    }
