"""When something may be noted on an alarm, and what the words may say."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from veille import anonymity
from veille.ledger.refusal import Malformed, Refused

from .state import NEXT
from .words import Reason, Stage, Topic, Verb

#: Characters of a note.
LONGEST_WORDS = 400
#: Characters of a block.
LONGEST_BLOCK = 100

_OF_COUNTS = _(
    "“%(words)s” may point to a person (%(what)s). A note on an alarm is of counts: say what was "
    "found out, and leave this out."
)
_OF_BLOCKS = _(
    "“%(words)s” may point to a person (%(what)s). The log of neighbours says what and on which "
    "block, never who: leave this out."
)

_NOT_NOW = {
    Stage.NEW: _("Nobody has looked at this alarm yet: look at it, follow it or explain it first."),
    Stage.LOOKED_AT: _("It was looked at already. Follow it or explain it."),
    Stage.FOLLOWED: _("It is followed already. Explain it, or close it."),
    Stage.EXPLAINED: _("It is explained already. Close it, or open it again."),
    Stage.CLOSED: _("It is closed. Open it again first."),
}


def can(stage: Stage, verb: Verb) -> bool:
    """Whether this may be done with an alarm at that stage."""
    return (stage, verb) in NEXT


def check_can(stage: Stage, verb: Verb) -> None:
    if not can(stage, verb):
        raise Refused(_NOT_NOW[stage])


def check_words(words: str) -> None:
    """A note on an alarm is of counts, never of a person: counts may stand in it, and nothing that
    tells who was there. Raises Malformed."""
    _check_length(words, LONGEST_WORDS)
    _check_nobody(words, _OF_COUNTS)


def check_explained(why: Reason, words: str) -> None:
    """Something else is said in the note. Raises Malformed."""
    if why is Reason.OTHER and not words.strip():
        raise Malformed(_("Say in the note what it was."))


def check_remark(topic: Topic, block: str, words: str) -> None:
    """A remark tells what, and where by block: nothing that points to a person, be it who said it
    or of whom. Raises Malformed."""
    if not block.strip():
        raise Malformed(_("Say where, by block: a street and its corners. No door number."))
    if topic is Topic.OTHER and not words.strip():
        raise Malformed(_("Say in words what it was about."))
    _check_length(block, LONGEST_BLOCK)
    _check_nobody(block, _OF_BLOCKS)
    check_answer(words, needed=False)


def check_answer(words: str, *, needed: bool = True) -> None:
    """Raises Malformed."""
    if needed and not words.strip():
        raise Malformed(_("Say what was answered or done."))
    _check_length(words, LONGEST_WORDS)
    _check_nobody(words, _OF_BLOCKS)


def check_answered_after(heard: datetime, answered: datetime | None) -> None:
    """Raises Malformed."""
    if answered is not None and answered < heard:
        raise Malformed(_("It was answered before it came in: look at both days again."))


def _check_length(text: str, longest: int) -> None:
    if len(text) > longest:
        raise Malformed(
            _("“%(text)s…” is too long: at most %(longest)s characters."),
            text=text[:20],
            longest=longest,
        )


def _check_nobody(text: str, sentence: Promise) -> None:
    """Counts may stand in it, and nothing that tells who was there."""
    for what, found in anonymity.pointers(text, but=(anonymity.COUNT,)):
        raise Malformed(sentence, words=found[:40], what=what)
