"""When something may be noted on an alarm, and what the words may say."""

from datetime import date, datetime, timedelta
from math import isfinite

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from veille import anonymity, numbers
from veille.ledger import clock
from veille.ledger.refusal import Malformed, Refused

from .outside_facts import VintageKept
from .state import NEXT
from .words import Reason, Stage, Topic, Verb

#: Characters of a note.
LONGEST_WORDS = 400
#: Characters of a source's, a place's, a series' name; and periods of a vintage.
LONGEST_NAME, MOST_PERIODS = 200, 2_000
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


def check_outside(kept: VintageKept) -> None:
    """Counts of others come with whose they are, of where, and as known on a day that is not to
    come, each of a period that had begun by then. Raises Malformed."""
    for text in (kept.area, kept.source, kept.title):
        if not text.strip():
            raise Malformed(_("Say whose numbers they are, of where, and what they are called."))
        _check_length(text, LONGEST_NAME)
    vintage = kept.vintage
    if not vintage.counts:
        raise Malformed(_("There is no count in it: nothing was kept."))
    if len(vintage.counts) + len(vintage.marks) > MOST_PERIODS:
        raise Malformed(
            _("At most %(most)s periods are kept of a series: read days into weeks or months."),
            most=MOST_PERIODS,
        )
    if not all(isfinite(count) and count >= 0 for count in vintage.counts.values()):
        raise Malformed(_("A count is negative or no number: nothing was kept."))
    if any(count > numbers.LARGEST_EXACT for count in vintage.counts.values()):
        raise Malformed(_("A count is so large that it is no longer exact: nothing was kept."))
    as_of, *periods = [_day(text) for text in (vintage.as_of, *vintage.counts, *vintage.marks)]
    if as_of > _latest_day():
        raise Malformed(_("%(day)s is still to come: nothing was kept."), day=as_of)
    if max(periods) > as_of:
        raise Malformed(
            _(
                "A count is of %(period)s, after the day on which it was known (%(day)s): nothing "
                "was kept."
            ),
            period=max(periods),
            day=as_of,
        )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Malformed(
            _("“%(text)s” is no day. Write it as 2026-10-31."), text=text[:20]
        ) from None


def _latest_day() -> date:
    """Today, where on earth it is the latest: a file may be dated by another clock."""
    return (clock.now() + timedelta(hours=14)).date()


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
    """Counts may stand in it, and nothing that tells who was there, or who said it. Whether a word
    is the handle of somebody who is there now is not asked, as forms of the floor do: who reads
    numbers would learn it from the question."""
    for what, found in anonymity.pointers(
        text, but=(anonymity.COUNT,), also=(anonymity.WHO_SPEAKS,)
    ):
        raise Malformed(sentence, words=found[:40], what=what)
