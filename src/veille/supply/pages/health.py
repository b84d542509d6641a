"""What to do, from a named and dated guide: each network's own where it has one."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.utils import translation

from veille.ui.guides import guide, has_words

_FIRST = "fr"
_FILE = "VEILLE_SUPPLY_HEALTH"
PACKAGED = Path(__file__).with_name("health.toml")


@dataclass(frozen=True)
class Advice:
    """`approved_by` is empty where no clinician has put their name under it. `means` says of a
    substance, or of a group of them, what it does to somebody."""

    steps: tuple[str, ...]
    guide: str
    approved_by: str
    approved_on: str
    means: Mapping[str, str]
    #: The steps for a poster: the head of each, and the rest. Empty where the guide has none.
    poster: tuple[tuple[str, str], ...]

    def meaning(self, *keys: str) -> str:
        """What the guide says of the first of these that it knows: a substance, then its group."""
        return next((self.means[key] for key in keys if key in self.means), "")


def advice() -> Advice:
    """In the language in force."""
    found = guide(PACKAGED, _FILE)
    return Advice(
        steps=tuple(found.words["do"]),
        guide=found.guide,
        approved_by=found.approved_by,
        approved_on=found.approved_on,
        means=found.words.get("means", {}),
        poster=tuple((head, rest) for head, rest in found.words.get("poster", ())),
    )


def advice_in(language: str) -> tuple[Advice, str]:
    """What to do in any language of a result's card, and the language that it is in: French where
    the network's own guide does not speak the one that is asked for."""
    spoken = language if has_words(PACKAGED, _FILE, language) else _FIRST
    with translation.override(spoken):
        return advice(), spoken
