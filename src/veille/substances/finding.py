"""A substance by its name, as people write it: accents, case, plural, œ, salts; or asked back."""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from .dictionary import asked_back, substances

#: How many names are proposed for one that is not known.
SUGGESTIONS = 3
#: How alike two names must be, from 0 to 1, to be proposed for each other.
ALIKE = 0.72
#: A shorter name is too short to be like another.
SHORTEST = 4
#: Words of a text among which names are looked for.
MOST_WORDS = 12
#: A longer text is no name.
LONGEST = 200

_GREEK = str.maketrans(
    {
        "α": "alpha",
        "β": "beta",
        "ß": "beta",
        "γ": "gamma",
        "δ": "delta",
        "Δ": "delta",
        "œ": "oe",
        "æ": "ae",
        "Œ": "oe",
        "Æ": "ae",
        "’": "'",
        "–": "-",
        "—": "-",
        "′": "'",
    }
)
_APART = re.compile(r"[\s\-_'\"“”«»]+")
#: What is said of a salt of a substance beside its name, written plain.
_SALTS = re.compile(
    r"\b(chlorhydrate|hydrochloride|hcl|dihydrochloride|sulfate|sulphate|citrate|tartrate"
    r"|bitartrate|phosphate|maleate|mal[eé]ate|fumarate|acetate|bromhydrate|hydrobromide|hbr"
    r"|mesylate|succinate|nitrate|sodium|sodique|base)\b"
)
_OF = re.compile(r"^(?:de |d'|of )")


@dataclass(frozen=True)
class Found:
    """What a name means. Exactly one of the following is not empty, or none.

    `key`: the one substance. `readings`: what it may mean; ask which. `suggestions`: what has a
    name that is written alike, or that stands within it, at most three; ask whether one is meant.
    """

    name: str
    key: str = ""
    readings: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()


class Names:
    """Names, each with what it means. `ask`: those that may mean several things."""

    def __init__(
        self, known: Iterable[tuple[str, str]], ask: Mapping[str, tuple[str, ...]]
    ) -> None:
        """`known`: name and key; of two keys for one name the first stands."""
        self._keys: dict[str, str] = {}
        self._ask = {plain(name): keys for name, keys in ask.items()}
        self._add(known)

    def extended(self, more: Iterable[tuple[str, str]]) -> "Names":
        """These, and more: a name that is known or asked back already keeps its meaning."""
        other = Names((), {})
        other._keys, other._ask = dict(self._keys), self._ask
        other._add(more)
        return other

    def _add(self, known: Iterable[tuple[str, str]]) -> None:
        bare = [(_bare(name), key) for name, key in known]
        for written in (bare, [(_singular(name), key) for name, key in bare]):
            for name, key in written:
                if (together := _APART.sub("", name)) not in self._ask:
                    self._keys.setdefault(together, key)

    def key(self, name: str) -> str:
        """The key of what a name means; empty where it is unknown or means several things."""
        for written in _ways(name):
            if written in self._ask:
                return ""
            if written in self._keys:
                return self._keys[written]
        return ""

    def find(self, name: str) -> Found:
        key = self.key(name)
        if key:
            return Found(name, key=key)
        for written in _ways(name):
            if written in self._ask:
                return Found(name, readings=self._ask[written])
        return Found(name, suggestions=self._like(plain(name)) or self._within(name))

    def _within(self, name: str) -> tuple[str, ...]:
        """What is named by a word or two of a longer text: “a bit of weed”, “patch of fentanyl”."""
        words = _APART.split(_bare(name))[:MOST_WORDS]
        pairs = [f"{one} {other}" for one, other in pairwise(words)]
        found = [self._keys_of(each) for each in (*pairs, *words) if len(each) >= SHORTEST - 1]
        return tuple(dict.fromkeys(key for keys in found for key in keys))[:SUGGESTIONS]

    def _keys_of(self, name: str) -> tuple[str, ...]:
        key = self.key(name)
        asked = (self._ask[each] for each in _ways(name) if each in self._ask)
        return (key,) if key else next(asked, ())

    def _like(self, written: str) -> tuple[str, ...]:
        if not SHORTEST <= len(written) <= LONGEST // 4:
            return ()
        near = difflib.get_close_matches(written, self._keys, n=3 * SUGGESTIONS, cutoff=ALIKE)
        return tuple(dict.fromkeys(self._keys[each] for each in near))[:SUGGESTIONS]


def find(name: str) -> Found:
    """What a name means, by the dictionary alone."""
    return names().find(name)


@cache
def names() -> Names:
    """Every name of the dictionary."""
    return Names(
        ((name, each.key) for each in substances().values() for name in each.all_names),
        asked_back(),
    )


@lru_cache(maxsize=8_192)
def plain(name: str) -> str:
    """Without accents, case, spaces and dashes: “Champignons magiques” → champignonsmagiques."""
    return _APART.sub("", _bare(name))


def _bare(name: str) -> str:
    spelt = name[:LONGEST].replace("\u00ad", "").translate(_GREEK).casefold()
    apart = unicodedata.normalize("NFKD", spelt)
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).strip()


def _singular(bare: str) -> str:
    return re.sub(r"(?<=\w{3})[sx]\b", "", bare)


def _ways(name: str) -> Iterable[str]:
    """As it is written; without the plural; as a salt of something."""
    bare = _bare(name)
    yield _APART.sub("", bare)
    yield _APART.sub("", _singular(bare))
    salt_free = _OF.sub("", _SALTS.sub("", bare.replace("_", " ").replace("-", " ")).strip())
    if salt_free and salt_free != bare:
        yield _APART.sub("", salt_free)
