"""The log of what neighbours of a site said and what was answered: a list and two forms."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from veille.ledger.refusal import Absent
from veille.ui.answers import form_sheet, on_to, submit
from veille.ui.requests import AccountRequest

from .. import neighbours as log
from ..gathering import NETWORK
from ..sentences import whole
from ..tables import RemarkRow
from ..words import Topic
from .asked import Choices
from .forms import AnswerForm, RemarkForm
from .labels import Labels
from .objects import may_read

_SHOWN = 200


def _sites(request: AccountRequest, labels: Labels) -> list[tuple[str, str]]:
    return [(slug, name) for slug, name in labels.sites.items() if may_read(request.user, slug)]


def remarks(request: AccountRequest) -> HttpResponse:
    """Every remark about the sites of this account, the latest first; those without an answer are
    counted in the head."""
    labels = Labels()
    sites = _sites(request, labels)
    choices = Choices(request.GET, "at")
    at = choices.one("at", dict(sites))
    found = log.remarks([at] if at else [slug for slug, _name in sites])
    topics = dict(Topic.choices)
    context = {
        "head": _head(found),
        "rows": [
            {
                "row": row,
                "topic": topics.get(row.topic, row.topic),
                "site": labels.of_site(row.site),
            }
            for row in found[:_SHOWN]
        ],
        "more": max(0, len(found) - _SHOWN),
        "sites": sites,
        "at": at,
        "wrong": choices.wrong,
        "tab": "watch-neighbours",
    }
    return render(request, "surveillance/neighbours.html", context)


def _head(found: list[RemarkRow]) -> str:
    waiting = sum(row.answered_at is None for row in found)
    if not found:
        return _("No neighbour’s remark yet")
    if not waiting:
        return _("Every remark is answered")
    return ngettext(
        "%(n)s remark waits for an answer", "%(n)s remarks wait for an answer", waiting
    ) % {"n": whole(waiting)}


def hear(request: AccountRequest) -> HttpResponse:
    """Note what a neighbour said."""
    sites = _sites(request, Labels())
    if not sites:
        raise Absent(_("There is no site here that you work at."))
    form = RemarkForm(request.POST or None, sites=sites, initial={"site": request.GET.get("at")})

    def done_with(data: dict[str, Any]) -> Any:
        more = {name: value for name, value in data.items() if name != "submission"}
        return log.hear(by=request.user.id, submission=form.identity, **more)

    home = reverse("watch-neighbours")
    if submit(request, form, done_with):
        return on_to(request, home, _("Noted."))
    return form_sheet(
        request,
        form,
        title=_("What a neighbour said"),
        save=_("Save"),
        back=home,
        sub=_("What, and on which block. Nothing of who said it, nor of whom."),
    )


def answer(request: AccountRequest, remark: RemarkRow) -> HttpResponse:
    """Say what was answered, or done."""
    form = AnswerForm(request.POST or None, initial={"words": remark.answer})

    def done_with(data: dict[str, Any]) -> Any:
        more = {name: value for name, value in data.items() if name != "submission"}
        return log.answer(by=request.user.id, remark=remark.id, submission=form.identity, **more)

    home = reverse("watch-neighbours")
    if submit(request, form, done_with):
        return on_to(request, home, _("Noted."))
    sub = f"{dict(Topic.choices).get(remark.topic, remark.topic)} · {remark.block}"
    return form_sheet(
        request, form, title=_("What was answered"), save=_("Save"), back=home, sub=sub
    )


def of_address(request: AccountRequest, id: str) -> RemarkRow:
    """What an identity in an address stands for. Raises Absent, also where it is not theirs."""
    row = log.one(id)
    if row.site == NETWORK or not may_read(request.user, row.site):
        raise Absent(_("There is no such remark at your sites. Go back to the list."))
    return row
