"""The rows of tabs on the commission's pages."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from veille.accounts.access import can_open
from veille.ui.rooms import Tab

from ..tables import CommissionRow

_OF_COMMISSION = (
    Tab("docket", _("Docket")),
    Tab("cases", _("Cases")),
    Tab("panel", _("Panel")),
    Tab("treatment-waits", _("Treatment")),
    Tab("funnel", _("Funnel")),
    Tab("commission-settings", _("Commission")),
)
_OF_FILER = (Tab("filings", _("What I sent")), Tab("filing-new", _("Refer somebody")))


def tabs_of_commission(row: CommissionRow, role: str | None) -> list[dict[str, Any]]:
    return [
        {"name": tab.name, "label": tab.label, "address": reverse(tab.name, args=[row.slug])}
        for tab in _OF_COMMISSION
        if can_open(role, tab.name)
    ]


def tabs_of_filer(role: str | None) -> list[dict[str, Any]]:
    return [
        {"name": tab.name, "label": tab.label, "address": reverse(tab.name)}
        for tab in _OF_FILER
        if can_open(role, tab.name)
    ]
