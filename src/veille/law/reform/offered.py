"""The reports of the reforms that come with Veille, over the made-up population, for whoever opens
the site: made once, by a process of its own, as `python -m veille.law.reform.offered FOLDER`.

They stand in a folder named after the rules and the code that made them: a report of other rules
is never shown. What makes them needs the part “law” of Veille; what shows them does not.
"""

import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from hashlib import sha256
from pathlib import Path

from veille import extras

from ..answer import Words
from .overlay import load_example, names

_LAW = Path(__file__).parents[1]
_HEADLINE = "headline.json"
_REPORT = "reform.{language}.html"
#: The site, and whoever waits for a page, come first.
_NICENESS = 15
#: What makes the reports, as far as it was begun here.
_begun: list[subprocess.Popen[bytes]] = []


def folder_in(var: Path) -> Path:
    """Where the reports of these rules stand, in the folder of an installation."""
    return var / "reforms" / _of_these_rules()


@cache
def _of_these_rules() -> str:
    found = sha256()
    for file in sorted(_LAW.rglob("*")):
        if file.suffix in (".py", ".toml", ".html"):
            found.update(file.read_bytes())
    return found.hexdigest()[:16]


def report_of(folder: Path, key: str, language: str) -> Path | None:
    """The report of a reform; None where there is no such reform, or it is not made yet."""
    file = folder / key / _REPORT.format(language=language)
    return file if key in names() and file.is_file() else None


def headline_of(folder: Path, key: str) -> Words | None:
    """How many of how many cases it changes; None where its report is not made yet."""
    file = folder / key / _HEADLINE
    return Words(**json.loads(file.read_text(encoding="utf-8"))) if file.is_file() else None


def are_made(folder: Path) -> bool:
    return all(headline_of(folder, key) for key in names())


def are_being_made() -> bool:
    """Whether a process that was begun here is still at it."""
    return any(each.poll() is None for each in _begun)


def begin(folder: Path) -> bool:
    """Begins to make what is missing, beside this process; whether it does. Nothing is begun where
    all is there, where it is being made, or without the part “law”."""
    if are_being_made() or are_made(folder) or not extras.is_installed("law"):
        return False
    command = [sys.executable, "-m", __name__, os.fspath(folder)]
    begun = subprocess.Popen(  # noqa: S603  (our own module)
        command,
        stdin=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is for the site, which stops this
    )
    _begun[:] = [begun]
    return True


def stop() -> None:
    """Ends what was begun here; what is finished of it stays."""
    for each in _begun:
        each.terminate()
        each.wait()
    _begun.clear()


def make(folder: Path) -> None:
    """Every report that is missing, each whole or not at all; those of other rules go."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return  # another process is at it
    else:
        for key in names():
            if headline_of(folder, key) is None:
                _make(key, folder)
        for other in folder.parent.iterdir():
            if other != folder:
                shutil.rmtree(other, ignore_errors=True)
    finally:
        os.close(handle)


def _make(key: str, folder: Path) -> None:
    from . import report
    from .effect import effect
    from .phrases import Phrases
    from .population import DEFAULT_SEED, made_up
    from .result import Result

    mine = load_example(key)
    population = made_up(mine)
    command = f"veille law reform {key} --cases made-up --seed {DEFAULT_SEED}"
    found = Result(effect(mine, population.frame), None, population, None, command)
    headline = {each: found.headline(Phrases(each)) for each in report.LANGUAGES}
    with tempfile.TemporaryDirectory(dir=folder, prefix=".making-") as made:
        report.write(found, Path(made) / key)
        (Path(made) / key / report.CASES).unlink()  # megabytes that no page shows
        (Path(made) / key / _HEADLINE).write_text(json.dumps(headline), encoding="utf-8")
        (Path(made) / key).rename(folder / key)


if __name__ == "__main__":
    os.nice(_NICENESS)
    make(Path(sys.argv[1]))
