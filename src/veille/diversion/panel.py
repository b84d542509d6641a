"""Who hears a case: the panel's composition, and choosing it among those who are free. Pure.

Three sit: one from law, two from health or social work (Portugal, Law 30/2000, art. 7, as
reported by secondary sources). All three hear, and all three decide.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from .facts import Panelist
from .words import Profession

#: Who sits, by what they bring.
LEGAL_SEATS = 1
CARE_SEATS = 2
SEATS = LEGAL_SEATS + CARE_SEATS


def is_whole(panel: Sequence[Panelist]) -> bool:
    """Whether these are three people, one of law and two of health or social work."""
    legal = sum(one.profession is Profession.LEGAL for one in panel)
    return len(panel) == len({one.account for one in panel}) == SEATS and legal == LEGAL_SEATS


def choose(
    free: Iterable[Panelist], load: Mapping[str, int], but: Collection[str] = ()
) -> tuple[Panelist, ...]:
    """A whole panel of those who are free, the least busy first; empty where there is none.

    `load` counts the hearings of each account, `but` are accounts that may not sit.
    """
    ready = sorted(
        (one for one in free if one.account not in but),
        key=lambda one: (load.get(one.account, 0), one.account),
    )
    legal = [one for one in ready if one.profession is Profession.LEGAL][:LEGAL_SEATS]
    care = [one for one in ready if one.profession is not Profession.LEGAL][:CARE_SEATS]
    panel = (*legal, *care)
    return panel if is_whole(panel) else ()
