"""What surveillance gives to pages that belong to no room: words, tabs."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy

from veille.ui.rooms import Kind, Room, Tab

from .. import facts


def _page_of(_kind: str, _slug: str, about: str) -> str:
    return reverse("watch-alarm", args=[about])


def _with_words(sentence: object, words: str) -> str:
    return f"{sentence} · {words}" if words else str(sentence)


ROOM = Room(
    prefix="surveillance.",
    page_of=_page_of,
    kinds={
        facts.AlarmTakenUp: Kind(
            lambda body: (
                str(_lazy("Alarm taken up: %(count)s counted, since %(first)s"))
                % {"count": body.seen.observed, "first": body.seen.first}
            )
        ),
        facts.AlarmLookedAt: Kind(_lazy("Alarm looked at")),
        facts.AlarmFollowed: Kind(_lazy("Alarm followed")),
        facts.AlarmExplained: Kind(
            lambda body: _with_words(
                _lazy("Alarm explained: %(why)s") % {"why": body.why.label}, body.words
            )
        ),
        facts.AlarmClosed: Kind(_lazy("Alarm closed")),
        facts.AlarmReopened: Kind(_lazy("Alarm opened again")),
        facts.AlarmStepDone: Kind(lambda body: _with_words(body.step.label, body.words)),
        facts.AlarmNoted: Kind(_lazy("Note: %(words)s")),
    },
    network_tabs=(
        Tab("watch-alarms", _lazy("Alarms")),
        Tab("watch-series", _lazy("Series")),
        Tab("watch-changed", _lazy("What changed")),
        Tab("watch-bulletin", _lazy("Bulletin")),
    ),
)
