"""Which report a request asks for, and how: the period, the place, inside or as it leaves."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from veille.accounts.access import can_open
from veille.care import reads
from veille.care.pages.requests import SiteRequest
from veille.care.tables import SiteRow
from veille.disclosure import NETWORK, Cell, Place, Published
from veille.ledger.refusal import Absent, Refused
from veille.ui.requests import AccountRequest

from .. import counts
from ..period import Period, check_is_over, is_over, read_period, this_month
from ..tables import Report

INSIDE, LEAVING = "inside", "leaving"


class NotForAllSites(Refused):
    """An account of some sites asked for the network's report."""

    status = 403

    def __init__(self) -> None:
        super().__init__(
            _(
                "The network's report is for accounts of every site. Open the report of a site "
                "where you work."
            ),
        )


@dataclass(frozen=True)
class Asked:
    """`site` is None for the network. `inside` shows small counts too."""

    period: Period
    site: SiteRow | None
    sites: Sequence[SiteRow]
    inside: bool
    may_see_inside: bool

    @property
    def places(self) -> list[Place]:
        """The site alone; of the network every site, and all together."""
        if self.site is not None:
            return [self.site.slug]
        slugs = [site.slug for site in self.sites]
        return [*slugs, NETWORK] if len(slugs) > 1 else slugs

    @property
    def total(self) -> Place:
        """The place whose numbers are drawn."""
        return self.places[-1]

    @property
    def is_over(self) -> bool:
        return is_over(self.period, self.sites)

    def report(self) -> Report:
        if self.site is not None and self.inside:
            return counts.of_site(self.period, self.site)
        return counts.network(self.period) if self.inside else self._leaving().report

    def gone(self) -> frozenset[Cell] | None:
        return None if self.inside else self._leaving().gone

    def _leaving(self) -> Published[Report]:
        return counts.leaving(self.period)

    def address(self, page: str = "", **query: str) -> str:
        """The address of a page of this report: "", "list" or "file"."""
        parts = ["report", *([] if self.site else ["network"]), *([page] if page else [])]
        args = [self.site.slug] if self.site else []
        values = {"period": self.period.name, "as": INSIDE if self.inside else LEAVING, **query}
        return f"{reverse('-'.join(parts), args=args)}?{urlencode(values)}"


def asked(request: AccountRequest, slug: str = "") -> Asked:
    """Raises Refused where the period is none, is to leave while it runs, or the account may not
    see every site."""
    site = cast(SiteRequest, request).here if slug else None
    sites = [site] if site else reads.sites()
    if site is None and request.user.sites:
        raise NotForAllSites
    if not sites:
        raise Absent(_("There is no site here yet, and nothing to report."))
    text = request.GET.get("period", "").replace("\0", "")
    can_see = can_open(request.user.role, "report-list")
    inside = can_see and request.GET.get("as") != LEAVING
    period = read_period(text) if text else _latest(sites, inside)
    if not inside:
        check_is_over(period, sites)
    return Asked(period, site, sites, inside, can_see)


def _latest(sites: Sequence[SiteRow], inside: bool) -> Period:
    """This month; of what leaves the house, the latest that is over."""
    latest = this_month(sites[0])
    return latest if inside or is_over(latest, sites) else latest.before
