"""Drawings kept while nothing changes: one serves every screen of a site that shows the same."""

import secrets
import threading
from collections.abc import Callable
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.db import connection
from django.template.loader import render_to_string
from django.utils import timezone, translation

from veille.accounts.access import can_open
from veille.ledger import clock, store
from veille.ledger.ids import new_ids

from ..tables import SiteRow
from .board import board, floor_of, open_overdoses

#: Stand in a kept drawing where a form's own identity and the session's token go: words that
#: nobody can write into a handle.
SUBMISSION, TOKEN = (f"@{secrets.token_hex(12)}@" for _ in range(2))
#: What follows it in the board's drawing belongs to other places of the page.
ELSEWHERE = "<!--elsewhere-->"
T = TypeVar("T")
_kept: dict[tuple[Any, ...], Any] = {}
_turn = threading.Lock()
_KEPT_AT_MOST = 64


class Since:
    """What was made since the last fact of this minute, kept by what it is of.

    One at a time: whoever waits here for a drawing gets the one just made, also where ten
    people tapped at once.
    """

    def __enter__(self) -> "Since":
        _turn.acquire()
        try:
            with store.cursor() as cursor:
                position = store.latest_position(cursor)
        except BaseException:
            _turn.release()
            raise
        minute = int(clock.now().timestamp() // 60)
        self._now = str(connection.settings_dict["NAME"]), position, minute
        return self

    def __exit__(self, *error: object) -> None:
        _turn.release()

    def kept(self, key: tuple[Any, ...], make: Callable[[], T]) -> T:
        whole_key = (*self._now, *key)
        if whole_key not in _kept:
            made = make()
            if len(_kept) >= _KEPT_AT_MOST:
                _kept.clear()
            _kept[whole_key] = made
        found: T = _kept[whole_key]
        return found

    def drawn(
        self,
        template: str,
        key: tuple[Any, ...],
        context: Callable[[], dict[str, Any]],
        language: str,
        zone: str,
    ) -> str:
        """`template` drawn with `context()`; `key` tells its drawings apart (site, role, …).

        It holds SUBMISSION and TOKEN: see `for_screen`.
        """

        def draw() -> str:
            with translation.override(language), timezone.override(ZoneInfo(zone)):
                return render_to_string(
                    template, {**context(), "submission_id": SUBMISSION, "token": TOKEN}
                )

        return self.kept((template, *key, language), draw)


def for_screen(drawn: str, token: str) -> str:
    """A drawing for one screen: every form with an identity of its own, and the token."""
    first, *others = drawn.split(SUBMISSION)
    parts = [first]
    for identity, part in zip(new_ids(len(others)), others, strict=True):
        parts += (identity, part)
    return "".join(parts).replace(TOKEN, token)


def for_all(drawn: str) -> str:
    """A drawing for every screen at once: each gives the forms their identities and the token
    itself (veille.js)."""
    return drawn.replace(SUBMISSION, "").replace(TOKEN, "")


def board_drawing(site: SiteRow, role: str | None, language: str) -> str:
    """The board; what it shows is read once for the drawings of both languages."""
    with Since() as since:
        return since.drawn(
            "care/board_live.html",
            (site.slug, can_open(role, "visit-seat", change=True)),
            lambda: board(since.kept(("floor", site.slug), lambda: floor_of(site)), role),
            language,
            site.time_zone,
        )


def bands_drawing(site: SiteRow, language: str) -> str:
    with Since() as since:
        return since.drawn(
            "parts/bands.html",
            (site.slug,),
            lambda: {"site": site, "open_overdoses": open_overdoses(site.slug)},
            language,
            site.time_zone,
        )
