"""On which line of a TOML file something stands: tomllib does not say."""

import re

Path = tuple[str | int, ...]

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*[A-Za-z0-9_-]+)*)\s*=""")
_STRING = re.compile(r"\"\"\".*?\"\"\"|\"(?:[^\"\\]|\\.)*\"|'[^']*'|#.*", re.S)


def lines_of(text: str) -> dict[Path, int]:
    """The line (from 1) of every table and key: ("rules", "exemption", 0, "until") → 12.

    Values that span lines are skipped over; keys inside an inline table are not told apart from it.
    """
    found: dict[Path, int] = {}
    arrays: dict[tuple[str, ...], int] = {}
    here: Path = ()
    open_text, depth = False, 0
    for number, line in enumerate(text.splitlines(), 1):
        inside = open_text or depth > 0
        if line.count('"""') % 2:
            open_text = not open_text
        elif not open_text:
            bare = _STRING.sub("", line)
            header = None if inside else _HEADER.match(line)
            if header:
                here = _table(header, arrays)
                for names in range(1, len(here) + 1):
                    found.setdefault(here[:names], number)
                continue
            depth += bare.count("[") + bare.count("{") - bare.count("]") - bare.count("}")
        key = None if inside else _KEY.match(line)
        if key:
            found.setdefault((*here, *_names(key[1])), number)
    return found


def line_at(lines: dict[Path, int], path: Path) -> int:
    """The line of `path`, or of the nearest thing around it that has one."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def _names(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))


def _table(header: re.Match[str], arrays: dict[tuple[str, ...], int]) -> Path:
    names = _names(header[2])
    if header[1] == "[[":
        arrays[names] = arrays.get(names, -1) + 1
    path: list[str | int] = []
    for depth, name in enumerate(names, 1):
        path.append(name)
        if names[:depth] in arrays:
            path.append(arrays[names[:depth]])
    return tuple(path)
