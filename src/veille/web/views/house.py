"""Choosing a site, the register of facts, the state of the server."""

import re
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch
from django.utils.translation import gettext as _

import veille
from veille.accounts.access import can_open, role_of
from veille.accounts.models import Account
from veille.care import reads
from veille.care.pages.forms import ArrivalForm, LeavingForm
from veille.care.words import Intervention, LeavingReason, Mode, Route, Substance
from veille.diversion import reads as diversion
from veille.ledger import backup_sentences, chain, clock, store
from veille.ledger.areas import registry
from veille.ledger.facts import OWN_KINDS
from veille.ledger.nodes import local_node
from veille.ledger.replay import entries_of
from veille.ui.history import in_words
from veille.ui.names import name_of
from veille.ui.requests import AccountRequest
from veille.ui.rooms import room_of

from ..thing_words import THINGS

_FACTS_ON_PAGE = 50
#: The register is a page of care's: nothing about a case of a commission stands in it.
_OTHER_SIDE = "diversion"
_POSITION = re.compile(r"[0-9]{1,18}")


def workplace(account: Account) -> HttpResponse:
    """To the board, where there is one site to work at; else to the choice of sites."""
    for first in ("filings", "commissions"):
        if can_open(account.role, first):
            return redirect(first)
    if not can_open(account.role, "board"):
        pages = ("accounts", "register", "watch-alarms")
        return redirect(next(page for page in pages if can_open(account.role, page)))
    mine = [site for site in reads.sites() if account.works_at(site.slug)]
    return redirect("board", slug=mine[0].slug) if len(mine) == 1 else redirect("sites")


def sites(request: AccountRequest) -> HttpResponse:
    """Every site where this account works, with its free seats."""
    free = reads.free_seats()
    mine = [
        {
            "site": site,
            "free": free[site.slug],
            "of": len(site.seats),
            "overdoses": len(reads.open_overdoses(site.slug)),
        }
        for site in reads.sites()
        if request.user.works_at(site.slug)
    ]
    context = {"sites": mine, "openable": can_open(request.user.role, "board"), "tab": "sites"}
    return render(request, "sites.html", context)


def healthz(request: HttpRequest) -> HttpResponse:
    """Whether the server and its database answer. Whoever may read the register is told more:
    version, node, last fact."""
    node = local_node()
    status = "ok" if node else "no node"
    if not can_open(role_of(request.user), "register"):
        return JsonResponse({"status": status}, status=200 if node else 503)
    with store.cursor() as cursor:
        last = store.facts_before(cursor, None, 1)
    fact = last[0][1] if last else None
    return JsonResponse(
        {
            "status": status,
            "version": veille.__version__,
            "node": {"id": node.id, "name": node.name} if node else None,
            "rehearsal": bool(node and node.rehearsal),
            "last_fact": {
                "node": fact.node,
                "seq": fact.seq,
                "noted": fact.noted.isoformat(),
                "hash": fact.hash,
            }
            if fact
            else None,
            "backups": _backups(),
            "now": clock.now().isoformat(),
        },
        status=200 if node else 503,
    )


def _backups() -> dict[str, str | None]:
    """How they are (`backup_sentences.Health`), when the last was made, and when one last held."""
    judged = backup_sentences.judged()
    made, proven = judged.state.made, judged.state.proven
    return {
        "health": judged.health,
        "made": made.isoformat() if made else None,
        "proven": proven.isoformat() if proven else None,
    }


def register(request: AccountRequest) -> HttpResponse:
    """Every fact but the commission's, the latest first, as it was written."""
    return _register(request, None)


def verify(request: AccountRequest) -> HttpResponse:
    """Follow every chain now, and say what was found."""
    with store.cursor() as cursor:
        verdict = chain.verify(store.in_chain_order(cursor))
    return _register(request, verdict)


def _register(request: AccountRequest, verdict: chain.Verdict | None) -> HttpResponse:
    before = request.GET.get("before", "")
    kind = request.GET.get("kind", "").replace("\0", "")
    about = request.GET.get("about", "").replace("\0", "").strip().lower()
    with store.cursor() as cursor:
        facts = store.facts_before(
            cursor,
            int(before) if _POSITION.fullmatch(before) else None,
            _FACTS_ON_PAGE + 1,
            kind,
            about,
            without=_OTHER_SIDE,
            its_places=_places_of_other_side(),
        )
        count = store.count(cursor)
    rows = []
    for position, fact in facts[:_FACTS_ON_PAGE]:
        entry = entries_of([fact], registry.decoders)
        rows.append(
            {
                "position": position,
                "fact": fact,
                "by": name_of(fact.by) if fact.by else "",
                "words": in_words(entry[0].body) if entry else _("Correction"),
                "link": _page_of(fact.kind, fact.about, fact.place),
            }
        )
    known = {thing.name for thing in registry.things()} | {
        body.kind.rpartition(".")[0] for body in OWN_KINDS
    }
    things = sorted(
        ((name, words) for name, words in THINGS.items() if name in known),
        key=lambda one: str(one[1]).casefold(),
    )
    more = len(facts) > _FACTS_ON_PAGE
    account = request.user
    context = {
        "rows": rows,
        "looked_at": [site for site in reads.sites() if account.works_at(site.slug)]
        if can_open(account.role, "people-looked")
        else [],
        "count": count,
        "verdict": verdict,
        "things": things,
        "kind": kind,
        "is_one_kind": bool(kind) and kind not in THINGS,
        "about": about,
        "older": rows[-1]["position"] if more else None,
        "newest": not before,
        "heads": verdict.heads.values() if verdict else [],
        "tab": "register",
    }
    return render(request, "register.html", context)


def _places_of_other_side() -> list[str]:
    """Where what the ledger says (a record destroyed, an entry corrected) is of the commission.

    A commission that shares its short name with a site is left out: the site's facts stay.
    """
    sites = {site.slug for site in reads.sites()}
    return [row.slug for row in diversion.commissions() if row.slug not in sites]


def _page_of(kind: str, about: str, place: str) -> str:
    room = room_of(kind)
    try:
        return room.page_of(kind, place, about) if room and place else ""
    except NoReverseMatch:  # of a later version, which names things in another way
        return ""


def components(request: HttpRequest) -> HttpResponse:
    """Every component of the stylesheet with its name, for developers; in a rehearsal only."""
    node = local_node()
    if node is None or not node.rehearsal:
        raise Http404
    form = ArrivalForm(initial={"mode": Mode.INJECTION, "substances": [Substance.DOWN]})
    wrong = LeavingForm({"at": "25:99"})
    wrong.is_valid()
    context: dict[str, Any] = {
        "form": form,
        "wrong": wrong,
        "routes": Route.choices,
        "steps": Intervention.choices,
        "reasons": LeavingReason.choices,
        "languages": settings.LANGUAGES,
    }
    return render(request, "components.html", context)
