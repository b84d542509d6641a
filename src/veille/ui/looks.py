"""What of a person's record an answer shows: noted, with who asked, when the answer is ready."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest


@dataclass(frozen=True)
class Look:
    """`what` is a word of what can be looked at, such as "arrival"."""

    person: str
    what: str


def note_look(request: HttpRequest, person: str, what: str) -> None:
    """This answer shows a person whom its address does not name. Where it does, the address says
    what it shows (`ui.addresses.page`)."""
    _looks(request).append(Look(person, what))


def looks_of(request: HttpRequest) -> Sequence[Look]:
    """Whose record the answer to a request shows, each once."""
    return list(dict.fromkeys(_looks(request)))


def _looks(request: HttpRequest) -> list[Look]:
    looks: list[Look] = request.__dict__.setdefault("looks_at_records", [])
    return looks
