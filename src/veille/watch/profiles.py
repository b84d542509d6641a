"""How a publisher's file is read: a profile, one TOML file each, beside the general ones.

A profile names the columns that hold the period, the value, what sets series apart, the vintage;
it says which rows are counts, what codes mean, and whether values are rolling sums.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from importlib import resources
from pathlib import Path
from typing import Any

from veille.tabular import Mark

from .series import Period

_PACKAGED = "profiles"


class WrongProfile(ValueError):
    """The profile cannot be used; the text is one sentence."""


@dataclass(frozen=True, kw_only=True)
class Profile:
    name: str
    title: str = ""
    source: str = ""
    licence: str = ""
    #: Headings by which its files are known; all of them are there.
    headings: tuple[str, ...] = ()
    #: The column of the period; or those of its year and its month.
    date: str = ""
    year: str = ""
    month: str = ""
    period: Period | None = None
    #: Columns of values: each is a series where there are several.
    values: tuple[str, ...] = ()
    #: Columns whose words set series apart.
    series: tuple[str, ...] = ()
    #: Only rows with one of these words in the column.
    only: dict[str, tuple[str, ...]] = field(default_factory=dict)
    #: What stands in place of a count.
    marks: dict[str, Mark] = field(default_factory=dict)
    unit: str = "number"
    unit_column: str = ""
    rolling_months: int = 0
    vintage: str = ""
    exposure: str = ""
    #: Of a line list: the day of the event, the day of its report.
    event: str = ""
    report: str = ""

    @property
    def is_line_list(self) -> bool:
        return bool(self.event)


def read(text: str, name: str = "profile") -> Profile:
    """Raises WrongProfile with the key that is wrong."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise WrongProfile(f"{name} is no valid TOML: {error}.") from None
    known = {each.name for each in fields(Profile)}
    unknown = sorted(set(found) - known)
    if unknown:
        raise WrongProfile(f"{name}: there is no key {', '.join(unknown)}.")
    try:
        made: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in found.items()
        }
        made.setdefault("name", name)
        if "period" in made:
            made["period"] = Period(made["period"])
        made["marks"] = {str(code): Mark(mark) for code, mark in found.get("marks", {}).items()}
        made["only"] = {
            column: tuple(words) if isinstance(words, list) else (str(words),)
            for column, words in found.get("only", {}).items()
        }
        profile = Profile(**made)
    except (ValueError, TypeError, AttributeError) as error:
        raise WrongProfile(f"{name}: {error}.") from None
    if not (profile.is_line_list or profile.date or profile.year):
        raise WrongProfile(f"{name}: it names no column of the date.")
    if not (profile.is_line_list or profile.values):
        raise WrongProfile(f"{name}: it names no column of values.")
    return profile


def packaged() -> tuple[Profile, ...]:
    """Those that come with Veille, by name."""
    folder = resources.files("veille.watch") / _PACKAGED
    files = sorted(each.name for each in folder.iterdir() if each.name.endswith(".toml"))
    return tuple(
        read((folder / name).read_text("utf-8"), name.removesuffix(".toml")) for name in files
    )


def named(name: str) -> Profile:
    """One that comes with Veille, or that of a TOML file."""
    for profile in packaged():
        if profile.name == name:
            return profile
    path = Path(name)
    if path.suffix == ".toml" and path.exists():
        return read(path.read_text("utf-8"), path.stem)
    names = ", ".join(profile.name for profile in packaged())
    raise WrongProfile(f"There is no profile {name}; there are {names}, or a TOML file of yours.")


_DATES = ("date", "day", "week", "month", "period", "jour", "semaine", "mois", "période")
_COUNTS = (
    "count",
    "counts",
    "deaths",
    "cases",
    "value",
    "number",
    "overdoses",
    "visits",
    "décès",
    "cas",
    "nombre",
    "valeur",
    "surdoses",
    "visites",
)
_EVENTS = ("event", "event_date", "date_event", "onset", "dhosp", "date_of_death")
_REPORTS = ("report", "report_date", "date_report", "reported", "dreport")


def for_headings(headings: Sequence[str]) -> Profile:
    """The packaged profile that knows these headings best; else a general one, by their words."""
    here = set(headings)
    fitting = [each for each in packaged() if each.headings and set(each.headings) <= here]
    if fitting:
        return max(fitting, key=lambda profile: len(profile.headings))
    plain = {heading.strip().lower(): heading for heading in headings}
    event, report = (_first(plain, words) for words in (_EVENTS, _REPORTS))
    if event and report:
        return Profile(name="line-list", event=event, report=report, period=Period.DAY)
    date, count = _first(plain, _DATES), _first(plain, _COUNTS)
    if not date or not count:
        raise WrongProfile(
            f"No profile knows the headings {', '.join(headings)}: name one with --profile."
        )
    series = tuple(h for word, h in plain.items() if word in {"series", "site", "place", "region"})
    exposure = _first(plain, ("population", "exposure", "tests"))
    return Profile(name="counts", date=date, values=(count,), series=series, exposure=exposure)


def _first(plain: dict[str, str], words: Sequence[str]) -> str:
    return next((plain[word] for word in words if word in plain), "")
