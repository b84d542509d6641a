"""What the numbers were measured on. No host name, no path."""

import os
import platform
import sqlite3
import tempfile
from pathlib import Path

import django


def _first(path: str, key: str) -> str:
    try:
        lines = Path(path).read_text().splitlines()
    except OSError:
        return ""
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(key)), "")


def _filesystem(folder: Path) -> str:
    """The kind of file system that holds `folder`: the longest mount point above it."""
    best = ("", "unknown")
    for line in Path("/proc/mounts").read_text().splitlines():
        _device, point, kind, *_ = line.split()
        if folder.is_relative_to(point) and len(point) > len(best[0]):
            best = (point, kind)
    return best[1]


def described() -> list[tuple[str, str]]:
    memory_kb = int(_first("/proc/meminfo", "MemTotal").split()[0])
    return [
        ("Processor", _first("/proc/cpuinfo", "model name") or platform.machine()),
        ("Cores", f"{len(os.sched_getaffinity(0))}, shared with other work"),
        ("Memory", f"{memory_kb / 1024**2:.0f} GiB"),
        ("System", f"{platform.system()} {platform.release().split('-')[0]}"),
        ("File system", _filesystem(Path(tempfile.gettempdir()).resolve())),
        ("Python", platform.python_version()),
        ("Django", django.__version__),
        ("SQLite", f"{sqlite3.sqlite_version}, WAL, synchronous=FULL"),
    ]
