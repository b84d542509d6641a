"""What surveillance gives to pages that belong to no room: words, tabs."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy

from veille.ui.rooms import Kind, Room, Tab, as_in

from .. import facts, neighbour_facts, outside_facts
from . import outside
from .forms import AnswerForm, RemarkForm


def _page_of(kind: str, _slug: str, about: str) -> str:
    if kind.startswith("surveillance.remark."):
        return reverse("watch-neighbours")
    if kind.startswith("surveillance.outside."):
        return reverse("watch-outside", args=[about])
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
        neighbour_facts.RemarkHeard: Kind(
            lambda body: _with_words(
                _lazy("A neighbour’s remark: %(topic)s, %(block)s")
                % {"topic": body.topic.label, "block": body.block},
                body.words,
            ),
            as_in(RemarkForm, "topic", "block", "words"),
        ),
        neighbour_facts.RemarkAnswered: Kind(
            _lazy("A neighbour was answered: %(words)s"), as_in(AnswerForm, "words")
        ),
        outside_facts.VintageKept: Kind(
            lambda body: (
                str(_lazy("%(what)s, %(area)s: kept as known on %(day)s (%(source)s)"))
                % {
                    "what": body.what.label,
                    "area": body.area,
                    "day": body.vintage.as_of,
                    "source": body.source,
                }
            )
        ),
    },
    external_series=outside.public_ones,
    network_tabs=(
        Tab("watch-alarms", _lazy("Alarms")),
        Tab("watch-series", _lazy("Series")),
        Tab("watch-changed", _lazy("What changed")),
        Tab("watch-bulletin", _lazy("Bulletin")),
        Tab("watch-neighbours", _lazy("Neighbours")),
        Tab("watch-dossier", _lazy("Dossier")),
    ),
)
