"""A result in plain words: what was found, what could not be seen. Limits come first.

Nothing here knows a person, a site or an hour.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from ..policies import is_marked
from ..sight import FTIR_LEAST_PERCENT, least_share_percent
from ..state import Lot, Read, Sample
from ..words import Abundance, Reading, Strip

#: A share below which a scale of shares begins, in percent.
SCALE_FROM_PERCENT = 0.001
_FEW_PERCENT = 0.1


@dataclass(frozen=True)
class Seen:
    """One thing that was found, and by what."""

    name: str
    how: str
    doubtful: bool = False


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
    not_looked_for: list[str]
    sights: list[Sight]
    doubtful: bool
    laboratory_waits: bool
    tested: bool


def share(percent: float) -> str:
    """A share as a person reads it: 42 %, 0.02 %."""
    places = 1 if percent >= _FEW_PERCENT else 3
    words = number_format(f"{round(percent, places):g}")
    return _("%(share)s%%") % {"share": words}


def result_of(sample: Sample, lot_of: Callable[[str], Lot | None]) -> Result:
    """`lot_of` finds the lot of a strip by its identity."""
    lots = {read.lot: lot_of(read.lot) for read in sample.strips}
    found = [*_by_laboratory(sample), *_by_strips(sample, lots), *_by_spectrum(sample)]
    merged = _merged(found)
    doubtful = any(is_marked(read, lots[read.lot]) for read in sample.strips)
    done = {read.strip for read in sample.strips if _says_something(read)}
    return Result(
        headline=_headline(merged, tested=sample.learnt_at is not None),
        found=merged,
        not_looked_for=[str(strip.label) for strip in Strip if strip not in done],
        sights=_sights(sample, lots),
        doubtful=doubtful,
        laboratory_waits=sample.waits_for_laboratory,
        tested=sample.learnt_at is not None,
    )


def _says_something(read: Read) -> bool:
    return read.reading in (Reading.POSITIVE, Reading.NEGATIVE)


def _by_strips(sample: Sample, lots: dict[str, Lot | None]) -> Iterable[Seen]:
    for read in sample.strips:
        if read.reading is Reading.POSITIVE:
            doubtful = is_marked(read, lots[read.lot])
            yield Seen(str(read.strip.label), _("strip positive"), doubtful)


def _by_spectrum(sample: Sample) -> Iterable[Seen]:
    for one in sample.components or ():
        how = _("FTIR")
        if one.share_percent is not None:
            how = f"{how} {share(one.share_percent)}"
        yield Seen(one.substance, how)
    if sample.unexplained_percent:
        yield Seen(_("something that the library does not know"), share(sample.unexplained_percent))


def _by_laboratory(sample: Sample) -> Iterable[Seen]:
    for lab in sample.labs:
        for one in lab.findings:
            how = _("laboratory")
            if one.share_percent is not None:
                how = f"{how} {share(one.share_percent)}"
            elif one.abundance is Abundance.TRACE:
                how = _("laboratory, trace")
            yield Seen(one.substance, how)


def _merged(found: Iterable[Seen]) -> list[Seen]:
    """One line for each name, in whatever way it was found."""
    by_name: dict[str, Seen] = {}
    for one in found:
        key = one.name.casefold()
        before = by_name.get(key)
        by_name[key] = (
            Seen(before.name, f"{before.how} · {one.how}", before.doubtful and one.doubtful)
            if before
            else one
        )
    return list(by_name.values())


def _headline(found: list[Seen], *, tested: bool) -> str:
    if not tested:
        return _("Not tested yet")
    if not found:
        return _("Nothing that was looked for was seen")
    names = [one.name for one in found[:3]]
    names[0] = names[0][:1].upper() + names[0][1:]
    if len(found) > len(names):
        return _("%(names)s, and more") % {"names": ", ".join(names)}
    if len(names) == 1:
        return names[0]
    return _("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}


def _sights(sample: Sample, lots: dict[str, Lot | None]) -> list[Sight]:
    sights = []
    for strip in Strip:
        read = sample.read(strip)
        name = _("%(what)s strip") % {"what": strip.label}
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
    return _from(name, least, detail)


def _from(name: str, percent: float, detail: str) -> Sight:
    return Sight(name, percent, _("from %(share)s up") % {"share": share(percent)}, detail)
