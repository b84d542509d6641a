"""A study with what was learnt from a place's deaths: from fit to run."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from .. import evidence
from ..study.deaths import NotMonthlyDeaths, read_deaths
from ..study.posterior import Posterior
from ..study.study import Faulty, Study

_MONTHS_A_YEAR = 12


def with_posterior(study: Study, path: Path) -> Study:
    """The study whose draws are members of a fit. After the months of the deaths each member's
    supply walks on, at its own pace, to the study's last month.

    Raises `Faulty`: one line with the file.
    """
    try:
        posterior = Posterior.read(path)
    except OSError as error:
        raise Faulty([f"{path}: {error.strerror or error}"]) from None
    except (ValueError, KeyError, TypeError):
        raise Faulty([f"{path}: is no fit; “veille foresight fit” writes one"]) from None
    if posterior.place != study.place.slug:
        raise Faulty(
            [f"{path}: is a fit of {posterior.place}, and the study is of {study.place.slug}"]
        )
    if posterior.evidence != evidence.load().hash:
        raise Faulty([f"{path}: was made with other evidence than this; fit again"])
    later = _months_between(posterior.months[-1], study.end)
    return replace(study, posterior=posterior.extended(later) if later > 0 else posterior)


def deaths_of(path: Path, until: date | None) -> tuple[tuple[date, ...], list[int]]:
    """Months and deaths of a file, up to and with the month `until`. Raises `Faulty`."""
    try:
        deaths = read_deaths(path)
    except OSError as error:
        raise Faulty([f"{path}: {error.strerror or error}"]) from None
    except NotMonthlyDeaths as fault:
        raise Faulty([f"{path}: {fault}"]) from None
    kept = [n for n, month in enumerate(deaths.months) if until is None or month <= until]
    if len(kept) < _MONTHS_A_YEAR:
        raise Faulty([f"{path}: has {len(kept)} months; a fit needs {_MONTHS_A_YEAR} or more"])
    return tuple(deaths.months[n] for n in kept), [int(deaths.counts[n]) for n in kept]


def _months_between(first: date, last: date) -> int:
    return (last.year - first.year) * _MONTHS_A_YEAR + last.month - first.month
