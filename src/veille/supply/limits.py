"""What each test can see and how often it errs, as `limits.toml` says, with sources."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from .records import Method

#: One milligram a millilitre, where nobody wrote the dilution down.
USUAL_MG_PER_ML = 1.0
#: Concern, in the order in which it is said.
OF_CONCERN = ("fentanyl", "carfentanil", "nitazene", "benzodiazepine", "medetomidine", "xylazine")


@dataclass(frozen=True, kw_only=True)
class Study:
    """A published comparison with a laboratory. Rates as published; None where there is none."""

    sensitivity: float | None = None
    specificity: float | None = None
    positives: int = 0
    negatives: int = 0
    counts: str = "published"
    source: str = ""

    @property
    def found(self) -> int:
        """How many of the positives the test saw."""
        return round((self.sensitivity or 0) * self.positives)

    @property
    def cleared(self) -> int:
        """How many of the negatives it called negative."""
        return round((self.specificity or 0) * self.negatives)


@dataclass(frozen=True, kw_only=True)
class Test:
    """A method that looks for one target. A strip has `limit_ng_per_ml`, an instrument
    `least_share`."""

    __test__ = False  # no test of ours

    method: Method
    target: str
    limit_ng_per_ml: float | None = None
    least_share: float | None = None
    misses: tuple[str, ...] = ()
    confused_by: tuple[str, ...] = ()
    studies: tuple[Study, ...] = ()
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Lot:
    """A lot of strips as a site knows it: its own limit, where it was measured."""

    target: str
    brand: str = ""
    lot: str = ""
    limit_ng_per_ml: float | None = None
    stopped: bool = False  # it failed its positive control


@dataclass(frozen=True)
class Limits:
    tests: Mapping[tuple[Method, str], Test]
    #: Of the mass, where it is there: (median, 90th percentile).
    shares: Mapping[str, tuple[float, float]]

    def test(self, method: Method, target: str) -> Test | None:
        return self.tests.get((method, target))


@cache
def limits() -> Limits:
    """Those that come with Veille."""
    return read_limits(resources.files("veille.supply").joinpath("limits.toml").read_text("utf-8"))


def read_limits(text: str) -> Limits:
    """Raises ValueError, naming the test that is wrong."""
    found = tomllib.loads(text)
    tests = [_test(each) for each in found.get("test", ())]
    shares = {
        key: (float(of["share_median"]), float(of["share_p90"]))
        for key, of in found.get("substance", {}).items()
    }
    return Limits({(each.method, each.target): each for each in tests}, shares)


def _test(data: dict[str, Any]) -> Test:
    name = f"{data.get('method')} for {data.get('target')}"
    try:
        studies = tuple(Study(**each) for each in data.pop("studies", ()))
        misses, confused_by = (tuple(data.pop(key, ())) for key in ("misses", "confused_by"))
        test = Test(
            method=Method(data.pop("method")),
            studies=studies,
            misses=misses,
            confused_by=confused_by,
            **data,
        )
    except (TypeError, ValueError) as error:
        raise ValueError(f"test “{name}”: {error}") from None
    if (test.limit_ng_per_ml is None) == (test.least_share is None):
        raise ValueError(f"test “{name}”: it needs limit_ng_per_ml or least_share, one of them")
    return test
