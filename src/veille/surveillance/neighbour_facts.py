"""What neighbours of a site said, and what was answered. Nothing of who said it."""

from typing import ClassVar

from veille.ledger.facts import Body

from .words import Topic


class RemarkHeard(Body, frozen=True, kw_only=True):
    """Somebody who lives or works near a site said something of it. `block` is where, by block and
    never by door: “rue Berger, between Sainte-Catherine and De Boisbriand”."""

    kind: ClassVar[str] = "surveillance.remark.heard"

    topic: Topic
    block: str
    words: str = ""


class RemarkAnswered(Body, frozen=True, kw_only=True):
    """It was answered: what was said or done. Said again, the last words stand."""

    kind: ClassVar[str] = "surveillance.remark.answered"

    words: str
