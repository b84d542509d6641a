"""What is kept of somebody's looking a person up by name."""

from typing import ClassVar

from veille.ledger.facts import Body


class LookedUp(Body, frozen=True):
    """A clerk looked for a case by a name and a year of birth. `cases` were found, by their
    identities; the name is kept nowhere. Written each time, so that whoever asks can be told who
    looked."""

    kind: ClassVar[str] = "diversion.lookup.made"

    cases: tuple[str, ...] = ()
