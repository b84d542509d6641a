"""What kind of value stands where in a study's or a place's file: asked before anything is read of
it, so that a list where a text was meant is one line and not a traceback."""

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any, TypedDict

import msgspec


class _Lever(TypedDict, total=False):
    kind: str
    level: float
    start: date
    end: date
    ramp_days: int
    place: str
    options: dict[str, float]


class _Adds(TypedDict, total=False):
    adds: list[str]
    of: list[str]
    claims: list[str]
    name: str | dict[str, str]
    says: str | dict[str, str]


class StudyShape(TypedDict, total=False):
    levers: dict[str, _Lever | list[_Lever]]
    baseline: _Adds
    scenarios: list[_Adds]
    together: _Adds
    name: str | dict[str, str]
    says: str | dict[str, str]


class _Area(TypedDict, total=False):
    name: str
    share: float


class PlaceShape(TypedDict, total=False):
    services: list[_Lever]
    areas: list[_Area]
    name: dict[str, str]


_IN_WORDS = {
    "str": "a text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "date": "a day",
    "datetime": "a time",
    "object": "a table",
    "array": "a list",
    "null": "nothing",
}
_EXPECTED = re.compile(r"Expected `([^`]*)`, got `([^`]*)`(?: - at `(?:key in )?\$\.?([^`]*)`)?")


def read_toml(path: Path, text: str | None, shape: Any, faults: list[str]) -> dict[str, Any] | None:
    """A file's tables; None where a line was added to `faults`. `text`: what was read already."""
    try:
        said = tomllib.loads(path.read_text("utf-8") if text is None else text)
        msgspec.convert(said, shape)
    except OSError as error:
        faults.append(f"{path}: {error.strerror or error}")
    except UnicodeDecodeError as error:
        faults.append(f"{path.name}: is no text in UTF-8: see byte {error.start + 1}")
    except tomllib.TOMLDecodeError as error:
        faults.append(f"{path.name}: is no TOML: {error}")
    except RecursionError:
        faults.append(f"{path.name}: is nested too deeply")
    except msgspec.ValidationError as error:
        faults.append(f"{path.name}: {_in_words(str(error))}")
    else:
        return said
    return None


def _in_words(error: str) -> str:
    found = _EXPECTED.match(error)
    if found is None:
        return error
    wanted, got = (
        " or ".join(_IN_WORDS.get(each.strip(), each.strip()) for each in kinds.split("|"))
        for kinds in found.group(1, 2)
    )
    return f"{found[3] or 'it'}: must be {wanted}, and is {got}"
