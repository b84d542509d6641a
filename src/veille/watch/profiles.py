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

from . import headings as known
from .refusal import WrongInput
from .series import Period

_PACKAGED = "profiles"


class WrongProfile(WrongInput):
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
    #: The sign that parts decimals: “,” or “.”; empty where the file has to tell.
    decimal: str = ""
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
        raise WrongProfile(
            f"{name} is no valid TOML: {error}.", f"{name} n’est pas du TOML valide : {error}."
        ) from None
    known = {each.name for each in fields(Profile)}
    unknown = sorted(set(found) - known)
    if unknown:
        keys = ", ".join(unknown)
        raise WrongProfile(
            f"{name}: there is no key {keys}.", f"{name} : il n’y a pas de clé {keys}."
        )
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
        raise WrongProfile(f"{name}: {error}.", f"{name} : {error}.") from None
    if not (profile.is_line_list or profile.date or profile.year):
        raise WrongProfile(
            f"{name}: it names no column of the date.",
            f"{name} : il ne nomme aucune colonne de la date.",
        )
    if not (profile.is_line_list or profile.values):
        raise WrongProfile(
            f"{name}: it names no column of values.",
            f"{name} : il ne nomme aucune colonne de valeurs.",
        )
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
    raise WrongProfile(
        f"There is no profile {name}; there are {names}, or a TOML file of yours.",
        f"Il n’y a pas de profil {name}; il y a {names}, ou un fichier TOML à vous.",
    )


def for_headings(headings: Sequence[str]) -> Profile:
    """The packaged profile that knows these headings best; else a general one, by their words."""
    here = set(headings)
    fitting = [each for each in packaged() if each.headings and set(each.headings) <= here]
    if fitting:
        return max(fitting, key=lambda profile: len(profile.headings))
    event, report = known.first(headings, known.EVENTS), known.first(headings, known.REPORTS)
    if event and report:
        return Profile(name="line-list", event=event, report=report, period=Period.DAY)
    date, count = known.first(headings, known.PERIODS), known.first(headings, known.COUNTS)
    if not date or not count:
        names = ", ".join(headings)
        raise WrongProfile(
            f"No profile knows the headings {names}: name one with --profile.",
            f"Aucun profil ne connaît les titres {names} : nommez-en un avec --profile.",
        )
    year, month = known.first(headings, known.YEARS), known.first(headings, known.MONTHS)
    both = bool(year and month)
    return Profile(
        name="counts",
        date="" if both else date,
        year=year if both else "",
        month=month if both else "",
        period=Period.MONTH if both else known.PERIODS[known.plain(date)],
        values=(count,),
        series=known.every(headings, known.SERIES),
        exposure=known.first(headings, known.EXPOSURE),
    )
