"""What a detector can be told: typed settings, and how a terminal's text becomes one.

Names are R's in snake_case, so that a script of `surveillance` is carried over word by word.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import UnionType
from typing import Any, Literal, Self, Union, get_args, get_origin, get_type_hints

from veille.tabular import Message

from .refusal import WrongInput

_TRUE, _FALSE = {"true", "t", "yes", "1"}, {"false", "f", "no", "0"}
_EMPTY = {"", "null", "none", "na"}

#: Why a value is refused.
ABOVE_ZERO = Message("it is above 0", "il faut plus de 0")
A_SHARE = Message("it is above 0 and below 1", "il faut plus de 0 et moins de 1")
A_MEAN = Message("a mean is above 0", "une moyenne dépasse 0")


class WrongSetting(WrongInput):
    """A setting that does not exist, or cannot have this value; the text is one sentence."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What all methods take: the rows to look at, counted from 1, both ends included."""

    range_start: int | None = None
    range_end: int | None = None

    @classmethod
    def read(cls, given: Mapping[str, object]) -> Self:
        """Settings from names and values; text is read as what the field holds."""
        hints = get_type_hints(cls)
        names = [field.name for field in fields(cls)]
        unknown = sorted(set(given) - set(names))
        if unknown:
            raise WrongSetting(
                f"There is no setting {', '.join(unknown)} here; there are {', '.join(names)}.",
                f"Il n’y a pas ici de réglage {', '.join(unknown)}; il y a {', '.join(names)}.",
            )
        read = cls(**{name: _as(hints[name], value, name) for name, value in given.items()})
        read.check()
        return read

    def check(self) -> None:
        start, end = self.range_start, self.range_end
        check(
            start is None or start >= 1,
            "range_start",
            start,
            Message("rows are counted from 1", "les lignes se comptent à partir de 1"),
        )
        check(
            end is None or start is None or end >= start,
            "range_end",
            end,
            Message("it ends before it starts", "la fin précède le début"),
        )


def check(holds: bool, name: str, value: object, why: Message) -> None:
    """Raises WrongSetting; `why` follows a colon: without a capital and a full stop."""
    if not holds:
        raise WrongSetting(
            f"{name} cannot be {value}: {why.en}.", f"{name} ne peut valoir {value} : {why.fr}."
        )


def at_least(least: int) -> Message:
    return Message(f"it is {least} or more", f"il faut {least} ou plus")


def _as(kind: Any, value: object, name: str) -> Any:
    """`value` as `kind`; text in any of the spellings of R, Python and a terminal."""
    choices = get_args(kind) if get_origin(kind) in {UnionType, Union} else (kind,)
    if type(None) in choices and (
        value is None or (isinstance(value, str) and value.strip().lower() in _EMPTY)
    ):
        return None
    for choice in choices:
        found = _as_one(choice, value)
        if found is not None:
            return found
    raise WrongSetting(
        f"{name} cannot be {value}: it takes {', '.join(each.en for each in _words(choices))}.",
        f"{name} ne peut valoir {value} : sont admis {', '.join(e.fr for e in _words(choices))}.",
    )


def _as_one(kind: Any, value: object) -> Any:
    text = value.strip().strip("\"'") if isinstance(value, str) else value
    if get_origin(kind) is Literal:
        return next((each for each in get_args(kind) if str(text).lower() == each.lower()), None)
    if get_origin(kind) is tuple:
        if isinstance(text, str):
            text = [part for part in re.split(r"[\s,]+", text.strip("c()[] ")) if part]
        if not isinstance(text, list | tuple) or len(text) != len(get_args(kind)):
            return None
        parts = [_as_one(each, part) for each, part in zip(get_args(kind), text, strict=True)]
        return None if None in parts else tuple(parts)
    if kind is bool:
        if isinstance(text, bool):
            return text
        lowered = str(text).lower()
        return True if lowered in _TRUE else False if lowered in _FALSE else None
    if kind in {int, float} and not isinstance(text, bool):
        try:
            number = float(text)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            return None
        if kind is float:
            return number if abs(number) < float("inf") else None
        return int(number) if number == int(number) else None
    return None


_KINDS = {
    bool: Message("true or false", "true ou false"),
    int: Message("a whole number", "un nombre entier"),
    float: Message("a number", "un nombre"),
    type(None): Message("nothing", "rien"),
}


def _words(choices: tuple[Any, ...]) -> list[Message]:
    words: list[Message] = []
    for kind in choices:
        if get_origin(kind) is Literal:
            words += [Message(each, each) for each in get_args(kind)]
        elif get_origin(kind) is tuple:
            many = len(get_args(kind))
            words.append(
                Message(
                    f"{many} numbers with a comma between them",
                    f"{many} nombres séparés par une virgule",
                )
            )
        elif kind in _KINDS:
            words.append(_KINDS[kind])
    return words
