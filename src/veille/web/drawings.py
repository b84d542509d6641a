"""Drawings kept while nothing changes: one serves every screen of a site that shows the same."""

import secrets
import threading
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.template.loader import render_to_string
from django.utils import timezone, translation

from veille.care.models import SiteRow
from veille.ledger import clock, store
from veille.ledger.ids import new_ids

from .access import may
from .board import board, open_overdoses

#: Stand in a kept drawing where a form's own identity and the session's token go: words that
#: nobody can write into a handle.
FORM, TOKEN = (f"@{secrets.token_hex(12)}@" for _ in range(2))
#: What follows it in the board's drawing belongs to other places of the page.
ELSEWHERE = "<!--elsewhere-->"
_kept: dict[tuple[Any, ...], str] = {}
_turn = threading.Lock()
_KEPT_AT_MOST = 64


def drawing(
    template: str,
    key: tuple[Any, ...],
    context: Callable[[], dict[str, Any]],
    language: str,
    zone: str,
) -> str:
    """`template` drawn with `context()`, or the one kept since the last fact of this minute.

    `key` tells drawings of one template apart (site, role, …). What comes back holds FORM and
    TOKEN; `for_screen` fills them in.
    """
    with store.cursor() as cursor:
        position = store.latest_position(cursor)
    minute = int(clock.now().timestamp() // 60)
    database = str(connection.settings_dict["NAME"])
    whole_key = (database, template, *key, language, position, minute)
    with _turn:
        kept = _kept.get(whole_key)
        if kept is None:
            with translation.override(language), timezone.override(ZoneInfo(zone)):
                kept = render_to_string(
                    template,
                    {**context(), "form_id": FORM, "token": TOKEN},
                )
            if len(_kept) >= _KEPT_AT_MOST:
                _kept.clear()
            _kept[whole_key] = kept
    return kept


def for_screen(drawn: str, token: str) -> str:
    """A drawing for one screen: every form with an identity of its own, and the token."""
    first, *others = drawn.split(FORM)
    parts = [first]
    for identity, part in zip(new_ids(len(others)), others, strict=True):
        parts += (identity, part)
    return "".join(parts).replace(TOKEN, token)


def for_all(drawn: str) -> str:
    """A drawing for every screen at once: each gives the forms their identities and the token
    itself (veille.js)."""
    return drawn.replace(FORM, "").replace(TOKEN, "")


def board_drawing(site: SiteRow, role: str | None, language: str) -> str:
    return drawing(
        "board_live.html",
        (site.slug, may(role, "visit-seat", change=True)),
        lambda: board(site, role),
        language,
        site.time_zone,
    )


def bands_drawing(site: SiteRow, language: str) -> str:
    return drawing(
        "parts/bands.html",
        (site.slug,),
        lambda: {"site": site, "open_overdoses": open_overdoses(site.slug)},
        language,
        site.time_zone,
    )
