"""The site's end of the lab: one process beside it, a folder of answers, and how much is asked.

Nothing here needs more than Python; the process needs the part “foresight”.
"""

import atexit
import json
import shutil
import subprocess
import sys
import threading
import time
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from .question import Question, study_text

_FORESIGHT = Path(__file__).parents[1]
#: Questions that may be on their way at once.
MOST_AT_ONCE = 6
#: Answers that are kept for whoever opens the same address later.
MOST_KEPT = 400
#: After so long without a look a question is not on its way any more (the worker's own is shorter).
_LOOKED_SECONDS = 25.0
_OVER = ("done", "stopped", "failed")


@cache
def _of_this_model() -> str:
    """An answer of another model is never shown."""
    found = sha256()
    for file in sorted(_FORESIGHT.rglob("*")):
        if file.suffix in (".py", ".toml") and "pages" not in file.parts:
            found.update(file.read_bytes())
    return found.hexdigest()[:16]


class Busy(Exception):
    """So many questions are on their way that another one has to wait."""


class Desk:
    """Asks the worker, and reads what it wrote. For any number of threads of one site."""

    def __init__(self, var: Path) -> None:
        self.folder = var / "lab" / _of_this_model()
        self._lock = threading.Lock()
        self._worker: subprocess.Popen[str] | None = None
        self._looked: dict[str, float] = {}
        #: Told to stop: a page that looks on does not set them going again.
        self._stopped: set[str] = set()

    def wake(self) -> None:
        """Begin the process where it is not running, so that it is warm when somebody asks."""
        with self._lock:
            self._begin()

    def ask(self, question: Question, *, again: bool = False) -> dict[str, Any]:
        """What there is to say now: `state` is waiting, running, resting, stopped, done or failed,
        with what `answer` gives once there is any. Asks for more where there is more to come;
        of what was stopped or failed only `again`. Raises Busy.
        """
        key = question.key
        found = self.read(key)
        if found.get("state") == "done" or (found.get("state") in _OVER and not again):
            self._looked.pop(key, None)
            return found
        with self._lock:
            if key in self._stopped and not again:
                return {**found, "state": "stopped"}
            self._stopped.discard(key)
            self._check_room(key)
            self._looked[key] = time.monotonic()
            self._begin()
            self._write_study(question)
            if again and found:
                self._set_state(key, found)
            self._tell(run=key)
        return {**found, "state": "running" if found else "waiting"}

    def stop(self, question: Question) -> None:
        """After the draw in hand; what was found stays."""
        with self._lock:
            if self._worker is not None and self._worker.poll() is None:
                self._stopped.add(question.key)
                self._looked.pop(question.key, None)
                self._tell(stop=question.key)

    def waits_for(self, key: str) -> bool:
        """Whether somebody looks on at this question already."""
        return key in self._looked

    def read(self, key: str) -> dict[str, Any]:
        """The answer as far as it is written; empty before."""
        try:
            said: dict[str, Any] = json.loads((self.folder / f"{key}.json").read_text("utf-8"))
        except FileNotFoundError:
            return {}
        return said

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def _end(self) -> None:
        if self._worker is None:
            return
        self._worker.kill()
        self._worker.wait()
        if self._worker.stdin is not None:
            with suppress(BrokenPipeError):
                self._worker.stdin.close()
        self._worker = None

    def _check_room(self, key: str) -> None:
        now = time.monotonic()
        for other, looked in [*self._looked.items()]:
            if now - looked > _LOOKED_SECONDS or self.read(other).get("state") in _OVER:
                self._looked.pop(other, None)
        if key not in self._looked and len(self._looked) >= MOST_AT_ONCE:
            raise Busy

    def _begin(self) -> None:
        if self._worker is not None and self._worker.poll() is None:
            return
        self._end()
        self._tidy()
        atexit.unregister(self.close)
        atexit.register(self.close)
        self._worker = subprocess.Popen(  # noqa: S603  (our own module)
            [sys.executable, "-m", "veille.foresight.lab.worker", str(self.folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
            start_new_session=True,  # Ctrl-C is for the site; this ends when its lines do
        )

    def _tidy(self) -> None:
        """Answers of other models go, and the oldest of too many."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for other in self.folder.parent.iterdir():
            if other != self.folder:
                shutil.rmtree(other, ignore_errors=True)
        kept = sorted(self.folder.glob("*.json"), key=lambda each: each.stat().st_mtime)
        for old in kept[:-MOST_KEPT]:
            old.unlink(missing_ok=True)
            old.with_suffix(".toml").unlink(missing_ok=True)

    def _write_study(self, question: Question) -> None:
        path = self.folder / f"{question.key}.toml"
        if not path.exists():
            part = path.with_suffix(".part")
            part.write_text(study_text(question), encoding="utf-8")
            part.replace(path)

    def _set_state(self, key: str, found: dict[str, Any]) -> None:
        """Asked for again: a page that looks now must not read that it is over."""
        path = self.folder / f"{key}.json"
        path.write_text(json.dumps({**found, "state": "resting"}), encoding="utf-8")

    def _tell(self, **said: str) -> None:
        worker = self._worker
        if worker is None or worker.stdin is None:
            return
        try:
            worker.stdin.write(json.dumps(said) + "\n")
            worker.stdin.flush()
        except BrokenPipeError:
            return  # it ended this moment; the next look begins another
