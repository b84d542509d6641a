"""How far control goes through our files: what a reader who follows one tap has to open."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

import veille

_SOURCE = str(Path(veille.__file__).parent) + "/"


@dataclass
class Way:
    """`files` that were entered, in the order in which they first were. `climbs`, each once: calls
    back into a file that was seen before, from one that does not import it, such as
    “ledger/ → care/area.py”."""

    files: list[str] = field(default_factory=list)
    climbs: list[str] = field(default_factory=list)


def followed(act: Callable[[], Any], begins: str, *, whole: Sequence[str] = ()) -> Way:
    """The way of control while `act` runs, as long as a function of the file `begins` runs.

    Folders in `whole`, such as "ledger/", count as one file each, and a call into one is no climb:
    it is what others stand on.
    """
    way = Way()
    stack: list[tuple[str, FrameType]] = []

    def place_of(frame: FrameType) -> str:
        name = frame.f_code.co_filename
        if not name.startswith(_SOURCE):
            return ""
        name = name.removeprefix(_SOURCE)
        return next((folder for folder in whole if name.startswith(folder)), name)

    def see(frame: FrameType, event: str, _argument: Any) -> None:
        if event == "return" and stack:
            stack.pop()
        if event != "call" or not (stack or place_of(frame) == begins):
            return
        place = place_of(frame)
        caller = next((one for one in reversed(stack) if one[0]), None)
        if caller and place in way.files and place not in (caller[0], *whole):
            climb = f"{caller[0]} → {place}"
            if climb not in way.climbs and not _imports(caller[1], frame):
                way.climbs.append(climb)
        if place and place not in way.files:
            way.files.append(place)
        stack.append((place, frame))

    sys.setprofile(see)
    try:
        act()
    finally:
        sys.setprofile(None)
    return way


def _imports(caller: FrameType, called: FrameType) -> bool:
    """Whether the caller's module names the called one, or something that is of it."""
    name = called.f_globals["__name__"]
    return any(
        value.__name__ == name
        if isinstance(value, ModuleType)
        else getattr(value, "__module__", None) == name
        for value in caller.f_globals.values()
    )
