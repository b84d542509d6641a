"""Writes `docs/settings.md` from what the settings say of themselves:
`python -m tests.web.settings_reference`."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

PAGE = Path(__file__).resolve().parents[2] / "docs" / "settings.md"

_HEAD = """# Settings

Written by `make reference` from `src/veille/web/settings.py`; do not edit. Every setting is a
variable of the environment; one that cannot be used stops the start with a sentence. A service of
systemd reads them from the file that `EnvironmentFile=` names, one `NAME=value` a line.

| setting | what it is | where it is not given |
| --- | --- | --- |"""

_NAMES = re.compile(r"VEILLE_[A-Z_]+(?:, VEILLE_[A-Z_]+)*")
_DEFAULT = re.compile(r" *\(default: (.*)\)$")


class Setting(NamedTuple):
    names: tuple[str, ...]
    what: str
    default: str


def page() -> str:
    rows = [f"| {_code(one.names)} | {one.what} | {one.default} |" for one in settings()]
    return "\n".join([_HEAD, *rows]) + "\n"


def _code(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def settings() -> Iterator[Setting]:
    """In the order in which they stand in the code."""
    from veille.web import settings as module

    for entry in re.split(r"\n(?=VEILLE_)", module.__doc__ or "")[1:]:
        text = " ".join(entry.split())
        names = _NAMES.match(text)
        assert names is not None, entry
        what = text[names.end() :].strip()
        default = _DEFAULT.search(what)
        yield Setting(
            tuple(names[0].split(", ")),
            _DEFAULT.sub("", what),
            default[1] if default else "–",
        )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "veille.web.settings")
    PAGE.write_text(page(), encoding="utf-8")
