"""Who works: the staff of a play, and which of them is on duty where."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from veille.care import actions
from veille.ledger.refusal import Refused
from veille.rehearsal.staff import Worker

#: On duty at once: a nurse always; CACTUS, with its ten seats, more of each.
_LARGE_SHIFT = ("coordinator", "nurse", "nurse", "peer", "peer")
_SMALL_SHIFT = ("nurse", "peer")
LARGE_SITE = "cactus"


@dataclass
class Crew:
    """The staff, and who is on duty. `on_duty` maps a site to accounts, in the order they came."""

    staff: Sequence[Worker]
    rng: Random
    on_duty: dict[str, list[Worker]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.accounts = frozenset(worker.account for worker in self.staff)
        self._by_account = {worker.account: worker for worker in self.staff}
        self._rested: dict[tuple[str, str], list[Worker]] = {}
        for worker in self.staff:
            self._rested.setdefault((worker.site, worker.role), []).append(worker)

    def someone(self, site: str, *roles: str) -> str:
        """The account of somebody on duty there, of one of `roles` where there is one."""
        here = self.on_duty.get(site) or [w for w in self.staff if w.site == site]
        fitting = [worker for worker in here if worker.role in roles] or here
        return self.rng.choice(fitting or list(self.staff)).account

    def begin_shift(self, site: str) -> list[Worker]:
        """Let the next in turn come on duty; returns who came."""
        came = []
        for role in _LARGE_SHIFT if site == LARGE_SITE else _SMALL_SHIFT:
            turn = self._rested.get((site, role), [])
            if not turn:
                continue
            worker = turn.pop(0)
            try:
                actions.begin_duty(by=worker.account, place=site, account=worker.account, role=role)
            except Refused:  # a person at the demo put them on duty already
                continue
            finally:
                turn.append(worker)
            self.on_duty.setdefault(site, []).append(worker)
            came.append(worker)
        return came

    def end_shift(self, workers: Sequence[Worker], *, at: datetime | None = None) -> None:
        """Let them go home; `at`, where they went long ago."""
        for worker in workers:
            here = self.on_duty.get(worker.site, [])
            if worker not in here:
                continue
            here.remove(worker)
            try:
                actions.end_duty(by=worker.account, account=worker.account, at=at)
            except Refused:  # a person at the demo sent them home already
                continue

    def take_over(self, site: str, account: str) -> Worker | None:
        """Count somebody as on duty who came before this play began."""
        worker = self._by_account.get(account)
        if worker is not None and worker not in self.on_duty.setdefault(site, []):
            self.on_duty[site].append(worker)
        return worker
