"""The report as a file. It leaves the house: small counts are withheld, but where a coordinator
asks for the inside version, which says on its face who asked for it."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from veille.accounts.models import Role
from veille.ledger.refusal import Malformed, Refused
from veille.ui.requests import AccountRequest

from ..export import Carried
from ..period import check_is_over
from .query import INSIDE, Asked, asked

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


class NotToTake(Refused):
    """Somebody else than a coordinator asked for a file with small counts."""

    status = 403

    def __init__(self) -> None:
        super().__init__(
            _(
                "A file with small counts is for a coordinator to take out. Take the version that "
                "leaves the house, or ask a coordinator."
            ),
        )


def file(request: AccountRequest, slug: str = "") -> HttpResponse:
    """CSV, a workbook or JSON; without small counts, unless “inside” is asked for."""
    which = asked(request, slug)
    form = request.GET.get("format", "")
    if form not in _TYPES:
        raise Malformed(_("Choose CSV, a workbook (XLSX) or JSON."))
    inside = request.GET.get("keep") == INSIDE
    if inside and request.user.role != Role.COORDINATOR:
        raise NotToTake
    if not inside:
        check_is_over(which.period, which.sites)
    which = Asked(which.period, which.site, which.sites, inside, which.may_see_inside)
    asked_by = request.user.name if inside else ""
    carried = Carried(which.report(), which.gone(), which.places, asked_by)
    body = {"csv": carried.csv, "xlsx": carried.xlsx, "json": carried.json}[form]()
    name = "-".join(
        [
            "report",
            slug or "network",
            which.period.name.replace("/", "-"),
            *(["inside"] if inside else []),
        ]
    )
    response = HttpResponse(body, content_type=_TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response
