"""The pages of the bulletin, and of what changed since last month."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from veille import extras
from veille.accounts.models import Account
from veille.ledger.refusal import Absent
from veille.ui.requests import AccountRequest
from veille.ui.words import language

from .. import gathering, reads, sentences
from ..gathering import NETWORK
from ..months import Month, read_month
from ..sentences import Direction
from ..state import OPEN
from . import bulletin as made
from . import outside
from .asked import Choices
from .labels import Labels, site_of, slug_of, weeks_ago
from .objects import may_read
from .paper import Form, Paper, as_file

_KINDS = {Form.HTML: "text/html; charset=utf-8", Form.PDF: "application/pdf"}
_ALARM_WEEKS = 13
_ALARMS_SHOWN = 5


class Asked:
    """The month and the place that an address asks for: the last finished month, and the widest
    place that the account may read. Raises Malformed, Absent; what else the address holds is said
    in `wrong`."""

    def __init__(self, request: AccountRequest, *, of_sites: bool = False) -> None:
        self.wrong = Choices(request.GET, "month", "at").wrong
        text = request.GET.get("month", "")
        self.month: Month = read_month(text) if text else made.last_month()
        labels = Labels()
        self.places = [
            (slug_of(slug), labels.of_site(slug))
            for slug in (*(() if of_sites else (NETWORK,)), *labels.sites)
            if may_read(request.user, slug)
        ]
        at = request.GET.get("at", "")
        offered = [site_of(slug) for slug, _name in self.places]
        self.place = made.place_of(at, offered) if at else _widest(request.user, labels)
        if of_sites and not at and self.place == NETWORK and labels.sites:
            self.place = next(iter(labels.sites))
        if not may_read(request.user, self.place):
            raise Absent(_("That place is not one of yours. Go back to the list."))

    @property
    def at(self) -> str:
        return slug_of(self.place)

    @property
    def query(self) -> str:
        return f"?month={self.month.name}&at={self.at}"


def _widest(account: Account, labels: Labels) -> str:
    if may_read(account, NETWORK):
        return NETWORK
    return next((slug for slug in labels.sites if may_read(account, slug)), NETWORK)


def bulletin(request: AccountRequest) -> HttpResponse:
    """One month's bulletin in the reader's language, with its files in both."""
    asked = Asked(request)

    def drawn() -> Paper:
        return made.paper(made.numbers(asked.month, asked.place), language())

    return paper_page(request, asked, _("Bulletin"), "watch-bulletin", drawn)


def paper_page(
    request: AccountRequest, asked: Asked, name: str, address: str, drawn: Callable[[], Paper]
) -> HttpResponse:
    """A paper as a page, with its files at `address`-html and `address`-pdf, or why it has none."""
    context: dict[str, Any] = {
        "asked": asked,
        "name": name,
        "files": [f"{address}-{form}" for form in Form],
        "months": [
            (each.name, sentences.month_words(each.first))
            for each in made.years_back(gathering.today())
        ],
        "printable": extras.is_installed("poster"),
        "withheld": "*",
        "tab": address,
    }
    try:
        context["paper"] = drawn()
    except Absent as nothing:
        context["nothing"] = str(nothing)
    return render(request, "surveillance/paper_page.html", context)


def bulletin_file(request: AccountRequest, form: Form) -> HttpResponse:
    """Both languages in one file. Raises Missing for a PDF where the part “poster” is not
    installed."""
    asked = Asked(request)
    of = made.numbers(asked.month, asked.place)
    return file_of(made.papers(of), form, made.filename(of, form))


def file_of(papers: Sequence[Paper], form: Form, name: str) -> HttpResponse:
    response = HttpResponse(as_file(papers, form), content_type=_KINDS[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def changed(request: AccountRequest) -> HttpResponse:
    """One screen for who answers for it all: what changed since last month, what is open."""
    asked = Asked(request)
    labels = Labels()
    open_alarms = [
        each
        for each in reads.worklist(weeks_ago(_ALARM_WEEKS, gathering.today()))
        if each.stage in OPEN and may_read(request.user, each.seen.site)
    ]
    context: dict[str, Any] = {
        "asked": asked,
        "month": sentences.month_words(asked.month.first),
        "before": sentences.month_words(asked.month.before.first),
        "open": [
            (each.id, labels.title(each.seen.series, each.seen.site), each.stage.label)
            for each in open_alarms[:_ALARMS_SHOWN]
        ],
        "open_count": len(open_alarms),
        "outside": outside.every(),
        "tab": "watch-changed",
    }
    try:
        of = made.numbers(asked.month, asked.place)
    except Absent as nothing:
        context["nothing"] = str(nothing)
    else:
        found = sentences.in_order(made.judged_changes(of))
        more, fewer = found.get(Direction.MORE, []), found.get(Direction.FEWER, [])
        context |= {
            "head": sentences.headline(len(more), len(fewer)),
            "groups": [
                (title, said)
                for title, said in (
                    (_("More than last month"), more),
                    (_("Fewer than last month"), fewer),
                    (_("No clear change"), found.get(Direction.LIKE, [])),
                    (_("Too few earlier months to tell"), found.get(Direction.EARLY, [])),
                    (_("Not comparable"), found.get(Direction.UNKNOWN, [])),
                )
                if said
            ],
            "alarms": made.alarms(asked.month, asked.place),
            "not_whole": made.not_whole([asked.month.before, asked.month], asked.place),
        }
    return render(request, "surveillance/changed.html", context)
