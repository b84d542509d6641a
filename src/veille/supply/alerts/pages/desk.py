"""Alerts at the desk: drafts that wait, what is out, what is over; one alert and its verbs."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from veille.extras import is_installed
from veille.ledger.recording import entries
from veille.ledger.refusal import Malformed
from veille.supply.pages.requests import BenchRequest
from veille.supply.pages.substance_names import substance_name
from veille.ui.answers import form_sheet, on_to, submit
from veille.ui.forms import FloorForm
from veille.ui.history import lines
from veille.ui.names import name_of
from veille.ui.words import language, words_of

from .. import actions, policies, reads
from ..policies import ALERT_DAYS
from ..samples import samples_of
from ..state import LIVE, Alert
from ..words import SoldAs, Stage, Subject, Verb
from .forms import ContentForm, SeenForm, WithdrawForm, as_asked
from .letter import send
from .wording import text_of


def alerts(request: BenchRequest, slug: str) -> HttpResponse:
    """Every alert of the network, in three lists."""
    today = reads.today().isoformat()
    waiting, out, over = [], [], []
    for row in reads.all_rows():
        stage = Stage(row.stage)
        ended = stage in LIVE and row.ends < today
        shown = {
            "id": row.id,
            "title": _title(row.subject, row.substance, row.sold_as),
            "stage": Stage.ENDED if ended else stage,
            "at": row.published_at or row.at,
            "by_trigger": bool(row.raised_on),
        }
        if stage in (Stage.DRAFT, Stage.APPROVED):
            waiting.append(shown)
        elif stage in LIVE and not ended:
            out.append(shown)
        else:
            over.append(shown)
    context = {"waiting": waiting, "out": out, "over": over, "tab": "alerts"}
    return render(request, "alerts/alerts.html", context)


def _title(subject: str, substance: str, sold_as: str) -> str:
    if subject == Subject.OVERDOSES:
        return str(Subject.OVERDOSES.label)
    where = words_of([sold_as], SoldAs) if sold_as else ""
    return " · ".join(part for part in (substance_name(substance), where) if part)


def alert(request: BenchRequest, slug: str, alert: Alert) -> HttpResponse:
    """One alert: what it says, what raised it, what can be done with it."""
    today = reads.today()
    context = {
        "alert": alert,
        "text": text_of(alert, alert.content, today),
        "stage": alert.stage_on(today),
        "live": alert.is_live(today),
        "changed": alert.shown is not None and alert.shown != alert.content,
        "can": {verb.value: policies.can(alert, verb) for verb in Verb},
        "raised": _raised(alert),
        "written_by": name_of(alert.written_by) if alert.written_by else "",
        "approved_by": name_of(alert.approved_by) if alert.approved_by else "",
        "seen_form": SeenForm(initial={"seen": alert.version}),
        "lines": lines(entries(alert.id), alert.id),
        "tab": "alerts",
    }
    return render(request, "alerts/alert.html", context)


def _raised(alert: Alert) -> dict[str, Any] | None:
    if alert.raised is None:
        return None
    says = _triggers_in_words()
    return {
        "triggers": [says.get(name, name) for name in alert.raised.triggers],
        "on": alert.raised.on,
        "samples": samples_of(alert.raised.samples),
        "p": alert.raised.p,
    }


def _triggers_in_words() -> dict[str, str]:
    """What each trigger looks for; nothing where the part that runs them is not installed."""
    if not is_installed("supply"):
        return {}
    from veille.supply.triggers import load_triggers

    return {each.name: each.says.in_words(language()) for each in load_triggers()}


def new(request: BenchRequest, slug: str) -> HttpResponse:
    """Begin an alert by hand."""
    today = reads.today()
    ends = today + timedelta(days=ALERT_DAYS)
    first = {"since": _asked_day(request, today), "ends": ends.isoformat()}
    form = ContentForm(request.POST or None, initial=first)
    done = submit(
        request,
        form,
        lambda _data: actions.draft(
            by=request.user.id, place=slug, content=form.content(), submission=form.identity
        ),
    )
    if done:
        return on_to(request, reverse("alert", args=[slug, done.made]), _("Saved as a draft."))
    return form_sheet(
        request,
        form,
        title=_("A new alert"),
        save=_("Save as a draft"),
        back=reverse("alerts", args=[slug]),
    )


def _asked_day(request: BenchRequest, today: date) -> str:
    """The day that the address asks for, such as an alarm’s first one; else today."""
    try:
        return min(date.fromisoformat(request.GET.get("since", "")), today).isoformat()
    except ValueError:
        return today.isoformat()


def edit(request: BenchRequest, slug: str, alert: Alert) -> HttpResponse:
    """Change what it says. What is out stays until the change is approved and published."""
    form = ContentForm(request.POST or None, initial=as_asked(alert.content, alert.version))
    home = reverse("alert", args=[slug, alert])
    done = submit(
        request,
        form,
        lambda data: actions.edit(
            by=request.user.id,
            alert=alert.id,
            content=form.content(alert.content.before),
            seen=data["seen"] or 0,
            submission=form.identity,
        ),
    )
    if done:
        return on_to(request, home, _("Saved. It waits for approval."))
    return form_sheet(request, form, title=_("Edit the alert"), save=_("Save"), back=home)


def approve(request: BenchRequest, slug: str, alert: Alert) -> HttpResponse:
    form = _tapped(SeenForm(request.POST))
    actions.approve(
        by=request.user.id,
        alert=alert.id,
        seen=form.cleaned_data["seen"] or 0,
        submission=form.identity,
    )
    return on_to(request, reverse("alert", args=[slug, alert]), _("Approved. Publish it now."))


def publish(request: BenchRequest, slug: str, alert: Alert) -> HttpResponse:
    form = _tapped(SeenForm(request.POST))
    now = actions.publish(by=request.user.id, alert=alert.id, submission=form.identity)
    words = _("Published: it is on the public pages, the board and the arrival desk.")
    return on_to(request, reverse("alert", args=[slug, alert]), f"{words} {send(request, now)}")


def _closing(
    form_of: type[FloorForm], title: str | Promise, act: Callable[..., Alert], said: str | Promise
) -> Callable[..., HttpResponse]:
    """A page that asks once more before an alert is over."""

    def view(request: BenchRequest, slug: str, alert: Alert) -> HttpResponse:
        form = form_of(request.POST or None)
        home = reverse("alert", args=[slug, alert])

        def done_with(data: dict[str, Any]) -> Alert:
            more = {name: value for name, value in data.items() if name != "submission"}
            return act(by=request.user.id, alert=alert.id, submission=form.identity, **more)

        if done := submit(request, form, done_with):
            told = send(request, done.made) if done.made.messages else ""
            return on_to(request, home, f"{said} {told}")
        sub = text_of(alert, alert.content, reads.today()).headline
        return form_sheet(request, form, title=str(title), save=str(title), back=home, sub=sub)

    return view


end = _closing(FloorForm, _lazy("End the alert"), actions.end, _lazy("Ended."))
withdraw = _closing(
    WithdrawForm,
    _lazy("Withdraw the alert"),
    actions.withdraw,
    _lazy("Withdrawn: it stays readable, with why."),
)
drop = _closing(FloorForm, _lazy("Set the draft aside"), actions.drop, _lazy("Set aside."))


def _tapped(form: SeenForm) -> SeenForm:
    if not form.is_valid():
        raise Malformed(_("That tap was not understood. Open the page again, then tap once more."))
    return form
