"""The page of nodes: at a hub every node, at a node what waits and since when."""

from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from veille.ledger import clock
from veille.ledger.refusal import Absent
from veille.ledger.sync import here, line, reads
from veille.ledger.sync.notices import NOTICES, OWN_TROUBLES, in_words
from veille.ledger.sync.store import Network
from veille.ledger.sync.words import Notice
from veille.ui.requests import AccountRequest


def nodes(request: AccountRequest) -> HttpResponse:
    """How this machine and others stand."""
    network = here.network()
    if network is None:
        return _this_node(request)
    rows = reads.node_rows(here.hub())
    standing = [row for row in rows if not row.is_closed]
    context = {
        "network": network,
        "put_back_at": _put_back_at(network, rows),
        "rows": rows,
        "whole": sum(row.is_whole for row in standing),
        "of": len(standing),
        "people": [row for row in rows if row.needs_a_person],
        "forgetful": sum(row.has_forgotten for row in standing),
        "to_forget": [row for row in standing if not row.has_forgotten],
        "demo_nodes": settings.VEILLE_DEMO_NODES,
        "tab": "nodes",
    }
    return render(request, "nodes.html", context)


def _put_back_at(network: Network, rows: list[reads.NodeRow]) -> datetime | None:
    """When this hub noticed that its disk was put back, until every node has met it since."""
    since = network.put_back_at
    if not since or all(row.is_closed or row.member.seen_at > since for row in rows):
        return None
    return clock.from_microseconds(since)


def _this_node(request: AccountRequest) -> HttpResponse:
    stands, there = here.waiting(), line.line()
    tie = stands.link
    context = {
        "stands": stands,
        "sentence": in_words(stands.at_hub, stands.waiting, tie, stands.alone),
        "link": tie,
        "received_at": reads.received_at(tie) if tie else None,
        "signed": tie.receipt.seq if tie and tie.receipt else 0,
        "notice": NOTICES[Notice(tie.notice)] if tie and tie.notice in set(Notice) else "",
        "trouble": OWN_TROUBLES[tie.trouble] if tie and tie.trouble else "",
        "to_forget": reads.unconfirmed_here(),
        "line": there,
        "line_trouble": line.in_words(there) if there else "",
        "demo_nodes": settings.VEILLE_DEMO_NODES,
        "tab": "nodes",
    }
    return render(request, "this_node.html", context)


def find(_request: AccountRequest, id: str) -> reads.NodeRow:
    """A node of this hub's network."""
    rows = reads.node_rows(here.hub()) if here.network() is not None else []
    found = next((row for row in rows if row.node == id), None)
    if found is None:
        raise Absent(_("There is no such node in this network."))
    return found


def let_in(request: AccountRequest, node_id: reads.NodeRow) -> HttpResponse:
    here.hub().let_in(node_id.node, clock.now())
    messages.success(request, _("Let in: what waited of “%(name)s”.") % {"name": node_id.name})
    return redirect("nodes")


def revoke(request: AccountRequest, node_id: reads.NodeRow) -> HttpResponse:
    here.hub().revoke(node_id.node, clock.now())
    said = _("Revoked: “%(name)s”. Nothing more of it is taken in, and it is given nothing.")
    messages.success(request, said % {"name": node_id.name})
    return redirect("nodes")
