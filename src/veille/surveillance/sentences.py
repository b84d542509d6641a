"""Sentences made from numbers, for the bulletin, the page of what changed and the dossier.

A number comes with its noun as a lazy plural that goes by `count` and shows `n`
(`ui.rooms.Measure.counted`), so that each language chooses its own form: “0 visits”, “0 visite”.
Numbers are written as the language in force writes them. None is a number that is withheld.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .scatter import Counted, Scatter
from .words import Reason, Stage


class Direction(StrEnum):
    MORE = "more"
    FEWER = "fewer"
    #: No more than what chance alone brings, or the same.
    LIKE = "like"
    #: Too few earlier months tell how much it goes up and down anyway.
    EARLY = "early"
    #: One of the two is withheld, was not counted, or is of no whole month.
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Change:
    """A number of two months, as a sentence. `size` is the difference in standard errors."""

    sentence: str
    direction: Direction
    size: float = 0.0


def whole(number: int) -> str:
    """As the language in force writes a whole number."""
    return number_format(number, 0, use_l10n=True, force_grouping=True)


def counted(noun: Any, number: int) -> str:
    """“21 visits”: the number with its noun, in the form that goes with it."""
    return str(noun % {"count": number, "n": whole(number)})


def month_words(first: date) -> str:
    return date_format(first, "F Y")


def change(
    label: Any,
    noun: Any,
    now: int | None,
    before: int | None,
    than: str,
) -> Change:
    """What a number is, and how it compares with the one of `than` (“September 2026”), where both
    are known; whether that is a change, `judged` says. Raises nothing: None is withheld."""
    if now is None:
        return Change(withheld(label), Direction.UNKNOWN)
    said = {"counted": counted(noun, now), "month": than}
    if before is None:
        words = _(
            "%(counted)s; the number of %(month)s is withheld: it is small, or would give a small "
            "one away."
        )
        return Change(words % said, Direction.UNKNOWN)
    said["by"] = whole(abs(now - before))
    if now > before:
        words, to = _("%(counted)s, %(by)s more than in %(month)s."), Direction.MORE
    elif now < before:
        words, to = _("%(counted)s, %(by)s fewer than in %(month)s."), Direction.FEWER
    else:
        words, to = _("%(counted)s, as many as in %(month)s."), Direction.LIKE
    return Change(words % said, to)


def judged(said: Change, before: Counted, now: Counted, usual: Scatter | None) -> Change:
    """The same sentence, with the direction that the usual ups and downs of the number allow."""
    if said.direction is Direction.UNKNOWN:
        return said
    if before.number is None or now.number is None:
        return replace(said, direction=Direction.UNKNOWN)
    if usual is None:
        return replace(said, direction=Direction.EARLY)
    size = usual.size(before, now)
    return replace(
        said, direction=said.direction if size > usual.clear else Direction.LIKE, size=size
    )


def alone(label: Any, noun: Any, now: int | None) -> str:
    """A number with nothing to compare it with."""
    return withheld(label) if now is None else f"{counted(noun, now)}."


def over(label: Any, noun: Any, values: Sequence[int | None]) -> str:
    """A number of several months together, each rounded: about so many; where months are withheld,
    at least so many."""
    known = [value for value in values if value is not None]
    gone = len(values) - len(known)
    if not known or (gone and not sum(known)):
        return withheld(label)
    months = ngettext("%(n)s month", "%(n)s months", len(values)) % {"n": whole(len(values))}
    said = {"counted": counted(noun, sum(known)), "months": months}
    if not gone and not sum(known):
        return _("%(counted)s in %(months)s.") % said
    if not gone:
        return _("About %(counted)s in %(months)s.") % said
    words = ngettext(
        "At least %(counted)s in %(months)s; %(gone)s month is withheld.",
        "At least %(counted)s in %(months)s; %(gone)s months are withheld.",
        gone,
    )
    return words % {**said, "gone": whole(gone)}


def remarks(number: int | None, answered: int | None, waiting: int | None) -> str:
    """What neighbours said: how many remarks, how many answered."""
    if number is None:
        return withheld(_("Remarks of neighbours"))
    said = ngettext("Neighbours made %(n)s remark.", "Neighbours made %(n)s remarks.", number) % {
        "n": whole(number)
    }
    if answered is None or waiting is None:
        return said
    if not waiting:
        return said + " " + _("Every one is answered.")
    return f"{said} {_answered(answered)}"


def _answered(n: int) -> str:
    return ngettext("%(n)s is answered.", "%(n)s are answered.", n) % {"n": whole(n)}


def answered_within(days: int) -> str:
    words = ngettext(
        "Half of the answers came within %(n)s day.",
        "Half of the answers came within %(n)s days.",
        days,
    )
    return words % {"n": whole(days)}


def withheld(label: Any) -> str:
    words = _("%(what)s: withheld, because the number is small or would give a small one away.")
    return words % {"what": capfirst(str(label))}


def alarms(stages: Mapping[Stage, int], reasons: Mapping[Reason, int]) -> list[str]:
    """How many alarms were raised, where they stand, and what they were."""
    raised = sum(stages.values())
    if not raised:
        return [_("No alarm was raised.")]
    said = [_raised(raised)]
    new = stages.get(Stage.NEW, 0)
    if new:
        said.append(_unseen(new))
    going = stages.get(Stage.LOOKED_AT, 0) + stages.get(Stage.FOLLOWED, 0)
    if going:
        said.append(_going(going))
    said += [_explained(number, why) for why, number in reasons.items() if number]
    return said


def headline(more: int, fewer: int) -> str:
    """How many numbers went up and down, for the head of the page of what changed."""
    if not more and not fewer:
        return _("Nothing changed clearly")
    up = ngettext("%(n)s number went up", "%(n)s numbers went up", more) % {"n": whole(more)}
    down = ngettext("%(n)s went down", "%(n)s went down", fewer) % {"n": whole(fewer)}
    if not fewer:
        return up
    if not more:
        return ngettext("%(n)s number went down", "%(n)s numbers went down", fewer) % {
            "n": whole(fewer)
        }
    return _("%(up)s, %(down)s") % {"up": up, "down": down}


def _raised(n: int) -> str:
    return ngettext("%(n)s alarm was raised.", "%(n)s alarms were raised.", n) % {"n": whole(n)}


def _unseen(n: int) -> str:
    words = ngettext("%(n)s has not been looked at yet.", "%(n)s have not been looked at yet.", n)
    return words % {"n": whole(n)}


def _going(n: int) -> str:
    words = ngettext("%(n)s is being followed up.", "%(n)s are being followed up.", n)
    return words % {"n": whole(n)}


def _explained(n: int, why: Reason) -> str:
    words = ngettext("%(n)s was explained: %(why)s.", "%(n)s were explained: %(why)s.", n)
    return words % {"n": whole(n), "why": why.label}


def in_order(changes: Iterable[Change]) -> dict[Direction, list[str]]:
    """Sentences by direction, the largest change first; what has none is left out."""
    found: dict[Direction, list[str]] = {}
    for each in sorted(changes, key=lambda each: -each.size):
        found.setdefault(each.direction, []).append(each.sentence)
    return found
