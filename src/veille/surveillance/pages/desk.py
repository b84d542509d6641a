"""The worklist of alarms: by stage, one of them open, with what is noted on it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from veille import extras
from veille.ledger.recording import entries
from veille.ledger.refusal import Malformed
from veille.ui.answers import form_sheet, on_to, submit
from veille.ui.forms import FloorForm
from veille.ui.history import lines
from veille.ui.names import name_of
from veille.ui.requests import AccountRequest

from .. import actions, gathering, policies, reads
from ..detecting import SHORTEST
from ..found import Found, load
from ..reads import Listed
from ..state import OPEN
from ..words import Stage, Step, Verb
from .asked import Choices
from .drafting import draft
from .forms import ExplainForm, NoteForm, StageForm, StepForm
from .labels import Labels, finding, method, number, slug_of, weeks_ago, when, why_not
from .objects import may_read
from .pictures import picture, spark, up_to

WEEKS = (4, 13, 52)
#: Days that an alarm's picture shows, and after the alarm's last one.
_DAYS_SHOWN = 91
_ACT: dict[str, Callable[..., Any]] = {
    Verb.LOOK: actions.look,
    Verb.FOLLOW: actions.follow,
    Verb.CLOSE: actions.close,
    Verb.REOPEN: actions.reopen,
}


class Chosen:
    """What of the worklist is shown: all of it in the address. What it does not know counts for
    everything, and is said (`wrong`)."""

    def __init__(self, asked: QueryDict, labels: Labels) -> None:
        choices = Choices(asked, "series", "at", "stage", "weeks", "step")
        self.weeks = int(choices.one("weeks", [*map(str, WEEKS)], str(WEEKS[1])))
        self.series = choices.one("series", labels.series)
        self.at = choices.one("at", [*map(slug_of, (gathering.NETWORK, *labels.sites))])
        self.stage = choices.one("stage", Stage.values)
        self.wrong = choices.wrong

    @property
    def query(self) -> str:
        asked = QueryDict(mutable=True)
        for name, value in (
            ("series", self.series),
            ("at", self.at),
            ("stage", self.stage),
            ("weeks", str(self.weeks) if self.weeks != WEEKS[1] else ""),
        ):
            if value:
                asked[name] = value
        return f"?{asked.urlencode()}" if asked else ""

    def takes(self, each: Listed) -> bool:
        return (
            (not self.series or each.seen.series == self.series)
            and (not self.at or slug_of(each.seen.site) == self.at)
            and (not self.stage or each.stage.value == self.stage)
        )


def alarms(request: AccountRequest) -> HttpResponse:
    """Every alarm of the last weeks, by stage; the first one open beside it where there is room."""
    return _desk(request, None)


def alarm(request: AccountRequest, alarm: Listed) -> HttpResponse:
    """One alarm: its picture, what else is counted, the steps, what was noted."""
    return _desk(request, alarm)


def _desk(request: AccountRequest, opened: Listed | None) -> HttpResponse:
    extras.need("watch")
    labels, found, today = Labels(), load(), gathering.today()
    chosen = Chosen(request.GET, labels)
    listed = [
        each
        for each in reads.worklist(weeks_ago(chosen.weeks, today))
        if chosen.takes(each) and may_read(request.user, each.seen.site)
    ]
    groups = [
        (stage, rows)
        for stage in Stage
        if (rows := [_row(each, labels, found) for each in listed if each.stage is stage])
    ]
    ordered: list[str] = [row["id"] for _stage, rows in groups for row in rows]
    selected = opened or next((e for e in listed if e.id in ordered[:1]), None)
    open_now = sum(each.stage in OPEN for each in listed)
    context = {
        "groups": groups,
        "chosen": chosen,
        "wrong": chosen.wrong,
        "series": sorted(labels.series.items(), key=lambda each: str(each[1])),
        "sites": [
            (slug_of(slug), labels.of_site(slug))
            for slug in (gathering.NETWORK, *labels.sites)
            if may_read(request.user, slug)
        ],
        "stages": Stage.choices,
        "weeks": WEEKS,
        "found": found,
        "needed": SHORTEST,
        "head": _head(open_now, listed),
        "false_alarms": _false_alarms(found, request),
        "opened": opened is not None,
        "alarm": _open(request, selected, labels, found) if selected else None,
        "tab": "watch-alarms",
        **_neighbours(ordered, selected),
    }
    return render(request, "surveillance/alarms.html", context)


def _head(open_now: int, listed: list[Listed]) -> str:
    new = sum(each.stage is Stage.NEW for each in listed)
    if new:
        return ngettext("%(n)s new alarm", "%(n)s new alarms", new) % {"n": number(new)}
    if open_now:
        return ngettext("%(n)s alarm is open", "%(n)s alarms are open", open_now) % {
            "n": number(open_now)
        }
    return _("No alarm is open")


def _false_alarms(found: Found | None, request: AccountRequest) -> str:
    """How many false alarms are to be expected: none is a mistake, and some will come."""
    every = found.judged if found else ()
    judged = sum(1 for each in every if each.method and may_read(request.user, each.site))
    if not judged:
        return ""
    return ngettext(
        "%(n)s series is judged; about one false alarm a year is to be expected.",
        "%(n)s series are judged; about %(month)s false alarms a month are to be expected.",
        judged,
    ) % {"n": number(judged), "month": number(round(judged / 12, 1))}


def _neighbours(ordered: list[str], selected: Listed | None) -> dict[str, str]:
    if selected is None or selected.id not in ordered:
        return {"before": "", "after": ""}
    at = ordered.index(selected.id)
    return {
        "before": ordered[at - 1] if at else "",
        "after": ordered[at + 1] if at + 1 < len(ordered) else "",
    }


def _row(each: Listed, labels: Labels, found: Found | None) -> dict[str, Any]:
    judged = reads.judged(found, each.seen)
    return {
        "id": each.id,
        "title": labels.title(each.seen.series, each.seen.site),
        "finding": finding(each.seen),
        "when": when(each.seen),
        "by": name_of(each.changed_by) if each.changed_by else "",
        "spark": spark(judged, date.fromisoformat(each.seen.last)) if judged else [],
    }


def _open(
    request: AccountRequest, each: Listed, labels: Labels, found: Found | None
) -> dict[str, Any]:
    judged = reads.judged(found, each.seen)
    state = reads.noted(each.id)
    last = date.fromisoformat(each.seen.last)
    at = up_to(judged, max(last, judged.until), _DAYS_SHOWN) if judged else []
    return {
        "id": each.id,
        "title": labels.title(each.seen.series, each.seen.site),
        "finding": finding(each.seen),
        "when": when(each.seen),
        "stage": each.stage,
        "why": state.why if state else None,
        "words": state.words if state else "",
        "by": name_of(each.changed_by) if each.changed_by else "",
        "changed_at": each.changed_at,
        "found": each.found,
        "can": {verb.value: policies.can(each.stage, verb) for verb in Verb},
        "steps": [
            {"step": step, "done": done, "by": name_of(done.by) if done else ""}
            for step in Step
            for done in [state.step(step) if state else None]
        ],
        "steps_done": len(state.steps) if state else 0,
        "judged": judged,
        "method": method(judged) if judged else "",
        "why_not": why_not(judged, SHORTEST) if judged else "",
        "picture": picture(judged, at) if judged and at else None,
        "draft": draft(each.seen),
        "series": each.seen.series,
        "at": slug_of(each.seen.site),
        "elsewhere": _elsewhere(request, each, labels, found),
        "lines": lines(entries(each.id), each.id),
    }


def _elsewhere(
    request: AccountRequest, each: Listed, labels: Labels, found: Found | None
) -> list[dict[str, Any]]:
    """The same series at the other sites, and the other series at this one, in the alarm's last
    period: what the second step asks."""
    day, made = date.fromisoformat(each.seen.last), []
    for judged in found.judged if found else ():
        here, same = judged.site == each.seen.site, judged.series == each.seen.series
        if judged.period is not each.seen.period or here == same:
            continue
        if not may_read(request.user, judged.site):
            continue
        n = (day - judged.begins) // judged.step
        if not 0 <= n < len(judged.observed):
            continue
        made.append(
            {
                "title": labels.of_site(judged.site) if same else labels.of_series(judged.series),
                "same": same,
                "series": judged.series,
                "at": slug_of(judged.site),
                "site": judged.site,
                "count": number(judged.observed[n]),
                "missing": judged.observed[n] is None,
                "bound": judged.bound[n],
                "above": judged.alarm[n],
                "spark": spark(judged, day),
            }
        )
    return sorted(made, key=lambda row: not row["same"])


def _home(request: AccountRequest, alarm: Listed) -> str:
    chosen = Chosen(request.GET, Labels())
    return reverse("watch-alarm", args=[alarm]) + chosen.query


def stage(request: AccountRequest, alarm: Listed) -> HttpResponse:
    """One tap: looked at, followed, closed, open again."""
    form = StageForm(request.POST)
    if not form.is_valid():
        raise Malformed(_("That tap was not understood. Open the page again, then tap once more."))
    act = _ACT[form.cleaned_data["verb"]]
    act(by=request.user.id, id=alarm.id, seen=alarm.seen, submission=form.identity)
    return on_to(request, _home(request, alarm), _("Noted."))


def _noting(
    form_of: type[FloorForm], title: Callable[[], str], act: Callable[..., Any]
) -> Callable[..., HttpResponse]:
    """A page that is one form about an alarm."""

    def view(request: AccountRequest, alarm: Listed) -> HttpResponse:
        form = form_of(request.POST or None, initial={"step": request.GET.get("step", "")})
        home = _home(request, alarm)

        def done_with(data: dict[str, Any]) -> Any:
            more = {name: value for name, value in data.items() if name != "submission"}
            return act(
                by=request.user.id,
                id=alarm.id,
                seen=alarm.seen,
                submission=form.identity,
                **more,
            )

        if submit(request, form, done_with):
            return on_to(request, home, _("Noted."))
        sub = f"{Labels().title(alarm.seen.series, alarm.seen.site)} · {finding(alarm.seen)}"
        return form_sheet(request, form, title=title(), save=_("Save"), back=home, sub=sub)

    return view


explain = _noting(ExplainForm, lambda: _("Explain the alarm"), actions.explain)
step = _noting(StepForm, lambda: _("A step was taken"), actions.do_step)
note = _noting(NoteForm, lambda: _("A note on the alarm"), actions.note)
