"""What this room gives to pages that belong to none: words, corrections, alerts, a tab."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from veille.care.pages.rooms import Alert, CareRoom
from veille.care.tables import SiteRow
from veille.ledger import clock
from veille.ledger.facts import Sealed
from veille.ledger.recording import words_key
from veille.ledger.vault import vault
from veille.ui.rooms import Kind, Tab, ToDo, as_in
from veille.ui.words import words_of

from .. import facts, reads
from ..tables import FlagRow, RestrictionRow
from ..words import Appeal, FlagKind, RestrictionKind
from .forms import (
    DecisionForm,
    FlagForm,
    LetInForm,
    MorningField,
    RestrictionForm,
    ReviewForm,
)

_DAY = timedelta(days=1)
#: Flags about how to receive somebody, not about what may happen to them.
_GENTLE = {FlagKind.MOBILITY, FlagKind.SENSES}


def moment(at: datetime) -> str:
    """Date and time as the reader's language writes them."""
    local = timezone.localtime(at)
    return f"{date_format(local, 'MONTH_DAY_FORMAT')}, {time_format(local, 'H:i')}"


def _flag_raised(body: facts.FlagRaised) -> str:
    values = {"flag": body.flag.label}
    if body.until is None:
        return _("Flag raised: %(flag)s") % values
    return _("Flag raised: %(flag)s, until %(until)s") % {**values, "until": moment(body.until)}


def _imposed(body: facts.RestrictionImposed) -> str:
    return _("Restriction: %(why)s, until %(until)s, %(where)s") % {
        "why": body.restriction.label,
        "until": moment(body.until),
        "where": body.scope.label,
    }


def _reviewed(body: facts.RestrictionReviewed) -> str:
    return _with_end(_("Reviewed: %(outcome)s") % {"outcome": body.outcome.label}, body.until)


def _decided(body: facts.AppealDecided) -> str:
    words = _("Appeal decided: %(decision)s") % {"decision": body.decision.label}
    return _with_end(words, body.until)


def _with_end(words: str, until: datetime | None) -> str:
    if until is None:
        return words
    return _("%(words)s, until %(until)s") % {"words": words, "until": moment(until)}


def page_of(_kind: str, slug: str, about: str) -> str:
    if RestrictionRow.objects.filter(pk=about).exists():
        return reverse("restriction", args=[slug, about])
    return reverse("person", args=[slug, words_key(about)])


def alerts_of(site: SiteRow, people: Iterable[str]) -> Mapping[str, Sequence[Alert]]:
    """Restrictions first, then what may happen to them, then the rest."""
    now = clock.now()
    known = reads.known_of(site.slug, people, now)
    return {person: _alerts(site, person, one, now) for person, one in known.items()}


def _alerts(site: SiteRow, person: str, known: reads.Known, now: datetime) -> list[Alert]:
    alerts = [restriction_alert(site, row) for row in known.restrictions]
    if known.overdose_at is not None:
        alerts.append(_overdose_alert(known.overdose_at, now))
    return alerts + [flag_alert(flag) for flag in known.flags]


def restriction_alert(site: SiteRow, row: RestrictionRow) -> Alert:
    until = {"why": words_of([row.kind], RestrictionKind), "until": moment(row.ends_at)}
    return Alert(
        "long",
        _("restricted"),
        _("Kept out until %(until)s: %(why)s.") % until,
        reverse("person-door", args=[site.slug, row.person]),
    )


def _overdose_alert(at: datetime, now: datetime) -> Alert:
    ago = now - at
    if ago < _DAY:
        hours = int(ago.total_seconds() // 3600)
        found = ngettext("%(n)s hour ago", "%(n)s hours ago", hours) % {"n": hours}
        detail = _("Less than an hour ago") if hours == 0 else found
    else:
        found = ngettext("%(n)s day ago", "%(n)s days ago", ago.days) % {"n": ago.days}
        detail = found
    # Amber: the red is for an overdose that is open.
    return Alert("long", _("recent overdose"), f"{detail} ({moment(at)})", of_overdose=True)


def flag_alert(flag: FlagRow) -> Alert:
    words = vault().open(flag.person, Sealed(flag.note) if flag.note else None) or ""
    if flag.ends_at is not None:
        until = _("until %(until)s") % {"until": moment(flag.ends_at)}
        words = f"{words} ({until})" if words else until
    kind = "info" if flag.kind in _GENTLE else "long"
    return Alert(kind, words_of([flag.kind], FlagKind), words)


def _tidy_until(said: Any, changes: dict[str, Any]) -> dict[str, Any]:
    """A date that was left alone keeps its hour."""
    until = changes["until"]
    if said.until is None or until is None:
        return {}
    same = timezone.localtime(said.until).date() == timezone.localtime(until).date()
    return {"until": said.until} if same else {}


def _until(site: SiteRow) -> MorningField:
    return MorningField(site, label=_lazy("Until the morning of"), required=False)


def _to_do(slug: str, now: datetime) -> Iterator[ToDo]:
    address = reverse("restrictions", args=[slug])
    rows = reads.in_force(slug, now)
    if appeals := sum(row.appeal == Appeal.OPEN for row in rows):
        words = ngettext(
            "%(n)s appeal waits for a decision", "%(n)s appeals wait for a decision", appeals
        )
        yield ToDo(words=words % {"n": appeals}, address=address, done_by="restriction-decide")
    due = sum(row.review_due_at is not None and row.review_due_at <= now for row in rows)
    if due:
        words = ngettext(
            "%(n)s restriction is due for its review",
            "%(n)s restrictions are due for their review",
            due,
        )
        yield ToDo(
            words=words % {"n": due}, address=address, done_by="restriction-review", late=True
        )


ROOM = CareRoom(
    prefix="care.people.",
    page_of=page_of,
    kinds={
        facts.FlagRaised: Kind(
            _flag_raised,
            {"flag": as_in(FlagForm, "kind")["kind"], "until": _until},
            tidy=_tidy_until,
        ),
        facts.FlagLowered: Kind(_lazy("Flag lowered"), {}),
        facts.RestrictionImposed: Kind(
            _imposed,
            {
                "restriction": as_in(RestrictionForm, "kind")["kind"],
                "until": lambda site: MorningField(site, label=_lazy("Until the morning of")),
                **as_in(RestrictionForm, "scope"),
            },
            tidy=_tidy_until,
        ),
        facts.RestrictionReviewed: Kind(
            _reviewed, {**as_in(ReviewForm, "outcome"), "until": _until}, tidy=_tidy_until
        ),
        facts.RestrictionAppealed: Kind(_lazy("The visitor appeals"), {}),
        facts.AppealDecided: Kind(
            _decided, {**as_in(DecisionForm, "decision"), "until": _until}, tidy=_tidy_until
        ),
        facts.RestrictionLifted: Kind(_lazy("Restriction lifted"), {}),
        facts.TurnedAway: Kind(_lazy("Turned away at the door: a restriction was in force"), {}),
        facts.LetInDespite: Kind(
            _lazy("Let in despite a restriction: %(why)s"), as_in(LetInForm, "why")
        ),
        facts.PageOpened: Kind(_lazy("Staff looked at %(what)s")),
    },
    things_of_visit=reads.of_visit,
    things_of_person=reads.of_person,
    tabs=(Tab("people-find", _lazy("Find")),),
    to_do=_to_do,
    alerts_of=alerts_of,
)
