"""What every page knows."""

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from veille.accounts import attempts
from veille.accounts.access import can_open, role_of
from veille.accounts.models import Account
from veille.care import reads
from veille.care.pages.board import open_overdoses
from veille.care.tables import SiteRow
from veille.care.training.pages.views import band
from veille.care.training.situations import SLUG
from veille.diversion.pages.names import name_of_commission
from veille.diversion.pages.tabs import tabs_of_commission, tabs_of_filer
from veille.diversion.tables import CommissionRow
from veille.ledger import clock
from veille.ledger.nodes import local_node
from veille.ui.rooms import all_rooms

THEMES = ("auto", "dark", "light")


class May:
    """In a template: ``{% if may.arrival %}``, ``{% if can_change.visit_seat %}``."""

    def __init__(self, role: str | None, *, change: bool) -> None:
        self._role, self._change = role, change

    def __getitem__(self, name: str) -> bool:
        return can_open(self._role, name.replace("_", "-"), change=self._change)


def everywhere(request: HttpRequest) -> dict[str, Any]:
    account = getattr(request, "user", None)
    account = account if isinstance(account, Account) else None
    site = getattr(request, "here", None)
    commission = getattr(request, "commission", None)
    role = role_of(account)
    node = local_node()
    theme = account.theme if account and account.theme else request.COOKIES.get("veille_theme", "")
    return {
        "account": account,
        "may": May(role, change=False),
        "tabs": _tabs(site, commission, role) if account else [],
        "commission": commission,
        "top": _top(site, commission, role),
        "zone": timezone.get_current_timezone_name() if site or commission else "",
        "can_change": May(role, change=True),
        "site": site,
        "day": reads.day_of(site) if site else None,
        "now": clock.now(),
        "open_overdoses": open_overdoses(site.slug)
        if site and can_open(role, "bands-live")
        else [],
        # Asked for by whole pages alone, of those who can do something about it.
        "locked": partial(attempts.locked_for, account)
        if account and can_open(role, "account-unlock", change=True)
        else [],
        "on_duty": bool(
            site and account and any(row.account == account.id for row in reads.on_duty(site.slug))
        ),
        "node": node,
        "training": band(request) if site and role and site.slug == SLUG else None,
        "rehearsal": bool(node and node.rehearsal),
        "theme": theme if theme in THEMES else "auto",
        "next_theme": THEMES[(THEMES.index(theme if theme in THEMES else "auto") + 1) % 3],
        "languages": settings.LANGUAGES,
        "sheet": "sheet_part.html" if _wants_part(request) else "sheet_page.html",
    }


def _top(
    site: SiteRow | None, commission: CommissionRow | None, role: str | None
) -> dict[str, str]:
    """Where this page is, as its head names it, and the page that stands for it."""
    if site is not None:
        home = reverse("board", args=[site.slug]) if can_open(role, "board") else reverse("home")
        return {"name": site.name, "address": home}
    if commission is not None:
        page = "docket" if can_open(role, "docket") else "panel"
        name = name_of_commission(commission)
        return {"name": name, "address": reverse(page, args=[commission.slug])}
    return {"name": "Veille", "address": reverse("home")}


def _tabs(
    site: SiteRow | None, commission: CommissionRow | None, role: str | None
) -> list[dict[str, Any]]:
    """The pages of the site's rooms, or of the commission, that this role may open."""
    if commission is not None:
        return tabs_of_commission(commission, role)
    if site is None:
        of_network = [
            {"name": tab.name, "label": tab.label, "address": reverse(tab.name)}
            for room in all_rooms()
            for tab in room.network_tabs
            if can_open(role, tab.name)
        ]
        return [*tabs_of_filer(role), *of_network]
    return [
        {"name": tab.name, "label": tab.label, "address": reverse(tab.name, args=[site.slug])}
        for room in all_rooms()
        for tab in room.tabs
        if can_open(role, tab.name)
    ]


def _wants_part(request: HttpRequest) -> bool:
    """Whether the page is asked for as a sheet over the board, or as a page of its own."""
    return request.headers.get("HX-Target") == "sheet"
