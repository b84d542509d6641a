"""The recovery sheet: what a new machine needs to take the place of a lost one, on paper."""

from typing import Any

import segno
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache

from veille.accounts.audit import Happened, note_request
from veille.ledger import backups, clock
from veille.ledger.sync import here
from veille.ledger.sync.keys import fingerprint
from veille.ui.requests import AccountRequest


@never_cache
def sheet(request: AccountRequest) -> HttpResponse:
    """Shown to be printed, to an administrator who asks for it; that is noted."""
    context: dict[str, Any] = {"tab": "nodes", "made_at": backups.state().sheet}
    if request.method == "POST":
        note_request(request, Happened.EXPORTED, detail={"file": "recovery sheet"})
        letters = backups.key_in_letters(backups.key())
        backups.note(sheet=clock.now())
        stands = here.waiting()
        tie = stands.link
        drawing = segno.make(letters.replace("-", ""), error="q", micro=False)
        context |= {
            "key": letters,
            "command": "veille backup restore /media/backup/veille-… --key …",
            "drawing": mark_safe(drawing.svg_inline(scale=5, border=2)),  # noqa: S308  (segno’s)
            "own": here.this_node(),
            "head": stands.head,
            "hub": tie.hub if tie else None,
            "hub_fingerprint": fingerprint(tie.hub) if tie else "",
            "printed_at": clock.now(),
        }
    return render(request, "recovery_sheet.html", context)
