"""A result in plain words: what was found, what could not be seen. Limits come first.

Nothing here knows a person, a site or an hour.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from veille.ui.words import language

from ..danger import danger_of
from ..facts import Finding
from ..naming import group_of, key_of, shown
from ..policies import is_marked, was_proven
from ..sight import FTIR_LEAST_PERCENT, least_share_percent
from ..state import Lab, Lot, Read, Sample
from ..words import Abundance, LabMethod, Reading, Strip
from .health import Advice

#: A share below which a scale of shares begins, in percent.
SCALE_FROM_PERCENT = 0.001
_FEW_PERCENT = 0.1


@dataclass(frozen=True)
class Seen:
    """One thing that was found, and by what. `key` is what it is, by whichever name."""

    key: str
    name: str
    how: str
    doubtful: bool = False
    #: What the guide says that it does; empty where it says nothing, or said it of one before.
    means: str = ""


@dataclass(frozen=True)
class Sight:
    """What one test could see: `from_percent` is None where it was not done."""

    name: str
    from_percent: float | None
    words: str
    detail: str = ""
    waits: bool = False

    @property
    def unseen_width(self) -> int:
        """How much of a scale from 0.001 to 100 % (five decades) lies below what it sees."""
        if self.from_percent is None:
            return 100
        return max(0, min(100, round(100 * _decades(self.from_percent))))


def _decades(percent: float) -> float:
    from math import log10

    return log10(max(percent, SCALE_FROM_PERCENT) / SCALE_FROM_PERCENT) / 5


@dataclass(frozen=True)
class Result:
    headline: str
    found: list[Seen]
    #: Where two tests say two things: what each said, and what to make of it.
    disagree: list[str]
    not_looked_for: list[str]
    sights: list[Sight]
    doubtful: bool
    laboratory_waits: bool
    laboratory_answered: bool
    tested: bool


def share(percent: float) -> str:
    """A share as a person reads it: 42 %, 0.02 %."""
    places = 1 if percent >= _FEW_PERCENT else 3
    words = number_format(f"{round(percent, places):g}")
    return _("%(share)s%%") % {"share": words}


def result_of(sample: Sample, lot_of: Callable[[str], Lot | None]) -> Result:
    """`lot_of` finds the lot of a strip by its identity."""
    lots = {read.lot: lot_of(read.lot) for read in sample.strips}
    found = _most_dangerous_first(
        merged([*_by_laboratory(sample), *_by_strips(sample, lots), *_by_spectrum(sample)])
    )
    done = {read.strip for read in sample.strips if _says_something(read)}
    answered = [strip_name(strip) for strip in Strip if strip in done]
    answered += [_("FTIR")] if sample.components is not None else []
    answered += [_("laboratory")] if sample.labs else []
    return Result(
        headline=_headline(found, answered, began=sample.learnt_at is not None),
        found=found,
        disagree=disagreements(sample),
        not_looked_for=[str(strip.label) for strip in Strip if strip not in done],
        sights=_sights(sample, lots),
        doubtful=any(is_marked(read, lots[read.lot]) for read in sample.strips),
        laboratory_waits=sample.waits_for_laboratory,
        laboratory_answered=bool(sample.labs),
        tested=bool(answered),
    )


def with_meanings(result: Result, advice: Advice) -> Result:
    """The same, with what the guide says of each that was found; nothing twice."""
    found: list[Seen] = []
    for one in result.found:
        means = advice.meaning(one.key, group_of(one.key)) if one.key else ""
        said = {each.means for each in found}
        found.append(replace(one, means="" if means in said else means))
    return replace(result, found=found)


def _most_dangerous_first(found: Sequence[Seen]) -> list[Seen]:
    """As they were found, but for what is of concern: nobody stops reading before it."""
    return sorted(found, key=lambda one: danger_of(one.key))


def strip_name(strip: Strip) -> str:
    return _("%(what)s strip") % {"what": strip.label}


def _says_something(read: Read) -> bool:
    return read.reading in (Reading.POSITIVE, Reading.NEGATIVE)


def _by_strips(sample: Sample, lots: dict[str, Lot | None]) -> Iterable[Seen]:
    for read in sample.strips:
        if read.reading is Reading.POSITIVE:
            doubtful = is_marked(read, lots[read.lot])
            yield Seen(read.strip.value, str(read.strip.label), _("strip positive"), doubtful)


def _by_spectrum(sample: Sample) -> Iterable[Seen]:
    for one in sample.components or ():
        how = _("FTIR")
        if one.share_percent is not None:
            how = f"{how} {share(one.share_percent)}"
            if 0 < one.share_percent < FTIR_LEAST_PERCENT:
                how = _("%(how)s, too little to be sure of it") % {"how": how}
        yield Seen(*named(one.substance), how)
    if sample.unexplained_percent:
        unknown = _("something that the library does not know")
        yield Seen("", unknown, share(sample.unexplained_percent))


def _by_laboratory(sample: Sample) -> Iterable[Seen]:
    """Of several answers each says whose it is."""
    for lab in sample.labs:
        by = answer_name(lab) if len(sample.labs) > 1 else _("laboratory")
        for one in lab.findings:
            yield Seen(*named(one.substance), f"{by}{how_much(one)}")


def answer_name(lab: Lab) -> str:
    """“Santé Canada, GC-MS”."""
    return f"{lab.laboratory}, {LabMethod(lab.method).label}"


def how_much(one: Finding) -> str:
    if one.share_percent is not None:
        return f" {share(one.share_percent)}"
    return _(", trace") if one.abundance is Abundance.TRACE else ""


def named(substance: str) -> tuple[str, str]:
    """A substance's key, and what the language calls it; as it was written where it is unknown."""
    key = key_of(substance)
    if key in Strip.values:
        return key, str(Strip(key).label)
    return key, shown(substance, language())


def merged(found: Iterable[Seen]) -> list[Seen]:
    """One line for each substance, in whatever way and under whatever name it was found."""
    by_key: dict[str, Seen] = {}
    for one in found:
        before = by_key.get(one.key)
        by_key[one.key] = (
            replace(
                before,
                how=f"{before.how} · {one.how}",
                doubtful=before.doubtful and one.doubtful,
            )
            if before
            else one
        )
    return list(by_key.values())


def _headline(found: list[Seen], answered: list[str], *, began: bool) -> str:
    if not answered:
        return _("No test has given an answer yet") if began else _("Not tested yet")
    if not found:
        return _("Nothing seen by: %(tests)s") % {"tests": ", ".join(answered)}
    names = [one.name for one in found[:3]]
    names[0] = names[0][:1].upper() + names[0][1:]
    if len(found) > len(names):
        return _("%(names)s, and more") % {"names": ", ".join(names)}
    if len(names) == 1:
        return names[0]
    return _("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}


def disagreements(sample: Sample) -> list[str]:
    """A strip that saw none of what an instrument named; one that was positive where no
    laboratory named it; two laboratory answers that differ."""
    return [*_strips_against_instruments(sample), *_answers_against_answers(sample)]


def _strips_against_instruments(sample: Sample) -> Iterable[str]:
    by_laboratory = [one.substance for lab in sample.labs for one in lab.findings]
    by_ftir = [one.substance for one in sample.components or ()]
    for read in sample.strips:
        seen = [name for name in by_laboratory if _is_looked_for(read.strip, name)]
        by, also = _("the laboratory"), [n for n in by_ftir if _is_looked_for(read.strip, n)]
        if not seen:
            by, seen = _("the FTIR spectrum"), also
        if read.reading is Reading.NEGATIVE and seen:
            yield _(
                "The %(strip)s was negative, and %(by)s found %(name)s. A strip misses some of "
                "what is there: take it that it is there."
            ) % {"strip": strip_name(read.strip), "by": by, "name": named(seen[0])[1]}
        if read.reading is Reading.POSITIVE and sample.labs and not seen:
            yield _(
                "The %(strip)s was positive, and the laboratory did not name it. One of them is "
                "wrong, or there is too little for the laboratory: take it that it may be there."
            ) % {"strip": strip_name(read.strip)}


def _is_looked_for(strip: Strip, name: str) -> bool:
    """Whether a strip looks for a substance: by itself, or as one of its class."""
    key = key_of(name)
    return strip.value in (key, group_of(key))


def _answers_against_answers(sample: Sample) -> Iterable[str]:
    amounts: dict[tuple[str, str], set[str]] = {}
    for lab in sample.labs:
        for one in lab.findings:
            amounts.setdefault(named(one.substance), set()).add(how_much(one))
    for (_key, name), said in amounts.items():
        if len(said) > 1:
            yield _(
                "The laboratory’s answers differ on %(name)s: each is below, with its method."
            ) % {"name": name}


def _sights(sample: Sample, lots: dict[str, Lot | None]) -> list[Sight]:
    sights = []
    for strip in Strip:
        read = sample.read(strip)
        name = strip_name(strip)
        if read is None or read.reading is Reading.NOT_DONE:
            sights.append(Sight(name, None, _("not done")))
        elif read.reading is Reading.INVALID:
            sights.append(Sight(name, None, _("invalid: it says nothing")))
        else:
            sights.append(_sight_of_strip(name, read, lots[read.lot]))
    if sample.components is None:
        sights.append(Sight(_("FTIR"), None, _("not done")))
    else:
        sights.append(_from(_("FTIR"), FTIR_LEAST_PERCENT, _("any substance of its library")))
    if sample.labs:
        sights.append(_from(_("Laboratory"), SCALE_FROM_PERCENT, sample.labs[-1].laboratory))
    else:
        waits = sample.waits_for_laboratory
        words = _("waiting") if waits else _("not sent")
        sights.append(Sight(_("Laboratory"), None, words, waits=waits))
    return sights


def _sight_of_strip(name: str, read: Read, lot: Lot | None) -> Sight:
    if lot is None or not read.sample_mg_per_ml:
        return Sight(name, None, _("its lot is not known: what it sees cannot be told"))
    least = least_share_percent(
        limit_ng_per_ml=lot.limit_ng_per_ml, sample_mg_per_ml=read.sample_mg_per_ml
    )
    amount = number_format(read.sample_mg_per_ml)
    detail = _("lot %(lot)s, %(amount)s mg in 1 mL") % {"lot": lot.number, "amount": amount}
    if is_marked(read, lot):
        detail = _("%(detail)s; this lot was stopped, the strip may be wrong") % {"detail": detail}
    elif not was_proven(read, lot):
        detail = _("%(detail)s; its lot was not tried on a control that day") % {"detail": detail}
    return _from(name, least, detail)


def _from(name: str, percent: float, detail: str) -> Sight:
    return Sight(name, percent, _("from %(share)s up") % {"share": share(percent)}, detail)
