"""A result in few words, in any language of a visitor's card: for the paper that its person takes
along, and for its page where the site itself does not speak the language."""

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType

import msgspec

from ..danger import danger_of
from ..facts import Finding
from ..naming import group_of, key_of, shown
from ..policies import is_marked
from ..sight import FTIR_LEAST_PERCENT, least_share_percent
from ..state import Lot, Sample
from ..words import Abundance, Reading, Strip
from .result import SCALE_FROM_PERCENT, disagreements

#: A share below which more decimals are written, in percent.
_FEW_PERCENT = 0.1


class CardWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The fixed words of one language. `strip`, `from_up` hold what their names say."""

    own_name: str
    dir: str
    point: str
    title: str
    found: str
    nothing: str
    untested: str
    may_hold: str
    not_looked_for: str
    sights: str
    strip: str
    ftir: str
    laboratory: str
    positive: str
    trace: str
    from_up: str
    not_done: str
    invalid: str
    doubtful: str
    disagree: str
    waits: str
    unknown: str
    do: str
    opens: str
    nobody: str
    whole: str
    unread: str
    rehearsal: str
    strips: Mapping[str, str]

    def number(self, percent: float) -> str:
        written = f"{round(percent, 1 if percent >= _FEW_PERCENT else 3):g}"
        return written.replace(".", self.point)

    def share(self, percent: float) -> str:
        space = "" if self.point == "." else "\u00a0"
        return f"{self.number(percent)}{space}%"

    def strip_of(self, strip: Strip) -> str:
        return self.strip % {"what": self.strips[strip.value]}


def _read() -> Mapping[str, CardWords]:
    text = files(__package__).joinpath("result_card.toml").read_text(encoding="utf-8")
    return MappingProxyType(msgspec.convert(tomllib.loads(text), dict[str, CardWords]))


#: The words of every language of a card, by its code: French and English first.
WORDS = _read()
#: Those that the site itself does not speak.
FURTHER = tuple(code for code in WORDS if code not in ("fr", "en"))


@dataclass(frozen=True)
class Found:
    """A substance, and by what it was found."""

    name: str
    how: str


@dataclass(frozen=True)
class Card:
    """What a card says of a sample. `sights` are (test, from which share up it sees)."""

    found: Sequence[Found]
    tested: bool
    not_looked_for: Sequence[str]
    sights: Sequence[tuple[str, str]]
    disagree: bool
    waits: bool


def card_of(sample: Sample, lot_of: Callable[[str], Lot | None], language: str) -> Card:
    """`lot_of` finds the lot of a strip by its identity. KeyError for a language without words."""
    words = WORDS[language]
    lots = {read.lot: lot_of(read.lot) for read in sample.strips}
    found: dict[str, tuple[str, list[str]]] = {}
    for key, name, how in _found(sample, lots, words, language):
        found.setdefault(key, (name, []))[1].append(how)
    done = {one.strip for one in sample.strips if one.reading.value in _ANSWERS}
    looked_for = {strip.value for strip in done} | found.keys() | {group_of(key) for key in found}
    return Card(
        found=[
            Found(found[key][0], " · ".join(found[key][1])) for key in sorted(found, key=danger_of)
        ],
        tested=bool(done or sample.components is not None or sample.labs),
        not_looked_for=[
            words.strips[strip.value] for strip in Strip if strip.value not in looked_for
        ],
        sights=list(_sights(sample, lots, words)),
        disagree=bool(disagreements(sample)),
        waits=sample.waits_for_laboratory,
    )


_ANSWERS = (Reading.POSITIVE.value, Reading.NEGATIVE.value)


def _found(
    sample: Sample, lots: Mapping[str, Lot | None], words: CardWords, language: str
) -> Iterator[tuple[str, str, str]]:
    """(key, name, by what) of everything that was found, the laboratory's first."""
    for lab in sample.labs:
        for one in lab.findings:
            yield *_named(one.substance, words, language), _amount(one, words)
    for read in sample.strips:
        if read.reading is Reading.POSITIVE:
            doubt = f" ({words.doubtful})" if is_marked(read, lots[read.lot]) else ""
            yield read.strip.value, words.strips[read.strip.value], f"{words.positive}{doubt}"
    for part in sample.components or ():
        share = "" if part.share_percent is None else f" {words.share(part.share_percent)}"
        yield *_named(part.substance, words, language), f"{words.ftir}{share}"
    if sample.unexplained_percent:
        yield "", words.unknown, f"{words.ftir} {words.share(sample.unexplained_percent)}"


def _named(substance: str, words: CardWords, language: str) -> tuple[str, str]:
    """The dictionary speaks French and English: elsewhere a name stands as in English."""
    key = key_of(substance)
    if key in words.strips:
        return key, words.strips[key]
    return key, shown(substance, "fr" if language == "fr" else "en")


def _amount(one: Finding, words: CardWords) -> str:
    if one.share_percent is not None:
        return f"{words.laboratory} {words.share(one.share_percent)}"
    trace = one.abundance is Abundance.TRACE
    return f"{words.laboratory} ({words.trace})" if trace else words.laboratory


def _sights(
    sample: Sample, lots: Mapping[str, Lot | None], words: CardWords
) -> Iterator[tuple[str, str]]:
    for read in sample.strips:
        lot = lots[read.lot]
        if read.reading is Reading.INVALID:
            yield words.strip_of(read.strip), words.invalid
        elif read.reading.value in _ANSWERS and lot is not None and read.sample_mg_per_ml:
            least = least_share_percent(
                limit_ng_per_ml=lot.limit_ng_per_ml, sample_mg_per_ml=read.sample_mg_per_ml
            )
            yield words.strip_of(read.strip), words.from_up % {"share": words.number(least)}
    if sample.components is None:
        yield words.ftir, words.not_done
    else:
        yield words.ftir, words.from_up % {"share": words.number(FTIR_LEAST_PERCENT)}
    if sample.labs:
        yield words.laboratory, words.from_up % {"share": words.number(SCALE_FROM_PERCENT)}
    else:
        yield words.laboratory, words.not_done
