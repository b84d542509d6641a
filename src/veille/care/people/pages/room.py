"""What this room gives to pages that belong to none: words, corrections, alerts, a tab."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from veille.care.pages.rooms import Alert, CareRoom
from veille.care.tables import SiteRow
from veille.ledger import clock
from veille.ledger.facts import Body, Sealed
from veille.ledger.recording import words_key
from veille.ledger.vault import vault
from veille.ui.fields import ChipField
from veille.ui.rooms import Tab
from veille.ui.words import words_of

from .. import facts, reads
from ..tables import FlagRow, RestrictionRow
from ..words import Decision, FlagKind, LetInReason, Opened, RestrictionKind, Review, Scope
from .forms import MorningField

_DAY = timedelta(days=1)
#: Flags about how to receive somebody, not about what may happen to them.
_GENTLE = {FlagKind.MOBILITY, FlagKind.SENSES}


def moment(at: datetime) -> str:
    """Date and time as the reader's language writes them."""
    local = timezone.localtime(at)
    return f"{date_format(local, 'MONTH_DAY_FORMAT')}, {time_format(local, 'H:i')}"


def in_words(body: Body) -> str:
    """What an entry of this room says, in the reader's language."""
    match body:
        case facts.FlagRaised():
            values = {"flag": words_of([body.flag], FlagKind)}
            if body.until is None:
                return _("Flag raised: %(flag)s") % values
            return _("Flag raised: %(flag)s, until %(until)s") % {
                **values,
                "until": moment(body.until),
            }
        case facts.FlagLowered():
            return _("Flag lowered")
        case facts.RestrictionImposed():
            return _("Restriction: %(why)s, until %(until)s, %(where)s") % {
                "why": words_of([body.restriction], RestrictionKind),
                "until": moment(body.until),
                "where": words_of([body.scope], Scope),
            }
        case facts.RestrictionReviewed():
            return _with_end(
                _("Reviewed: %(outcome)s") % {"outcome": words_of([body.outcome], Review)},
                body.until,
            )
        case facts.RestrictionAppealed():
            return _("The visitor appeals")
        case facts.AppealDecided():
            return _with_end(
                _("Appeal decided: %(decision)s")
                % {"decision": words_of([body.decision], Decision)},
                body.until,
            )
        case facts.RestrictionLifted():
            return _("Restriction lifted")
        case facts.TurnedAway():
            return _("Turned away at the door: a restriction was in force")
        case facts.LetInDespite():
            return _("Let in despite a restriction: %(why)s") % {
                "why": words_of([body.why], LetInReason)
            }
        case facts.PageOpened():
            return _("Staff looked at %(what)s") % {"what": words_of([body.what], Opened)}
    return ""


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
    return Alert("long", _("recent overdose"), f"{detail} ({moment(at)})")


def flag_alert(flag: FlagRow) -> Alert:
    words = vault().open(flag.person, Sealed(flag.note) if flag.note else None) or ""
    if flag.ends_at is not None:
        until = _("until %(until)s") % {"until": moment(flag.ends_at)}
        words = f"{words} ({until})" if words else until
    kind = "info" if flag.kind in _GENTLE else "long"
    return Alert(kind, words_of([flag.kind], FlagKind), words)


def _tidied(body: Body, changes: dict[str, Any]) -> dict[str, Any]:
    """A date that was left alone keeps its hour."""
    said = getattr(body, "until", None)
    until = changes.get("until")
    if said is not None and until is not None:
        same = timezone.localtime(said).date() == timezone.localtime(until).date()
        changes["until"] = said if same else until
    return changes


def _until(site: SiteRow) -> MorningField:
    return MorningField(site, label=gettext_lazy("Until the morning of"), required=False)


ROOM = CareRoom(
    kinds="care.people.",
    in_words=in_words,
    page_of=page_of,
    correctable={
        facts.FlagRaised: {
            "flag": lambda _s: ChipField(FlagKind, label=gettext_lazy("What must be known")),
            "until": _until,
        },
        facts.FlagLowered: {},
        facts.RestrictionImposed: {
            "restriction": lambda _s: ChipField(RestrictionKind, label=gettext_lazy("Why")),
            "until": lambda site: MorningField(site, label=gettext_lazy("Until the morning of")),
            "scope": lambda _s: ChipField(Scope, label=gettext_lazy("Where")),
        },
        facts.RestrictionReviewed: {
            "outcome": lambda _s: ChipField(Review, label=gettext_lazy("What came out")),
            "until": _until,
        },
        facts.RestrictionAppealed: {},
        facts.AppealDecided: {
            "decision": lambda _s: ChipField(Decision, label=gettext_lazy("Decision")),
            "until": _until,
        },
        facts.RestrictionLifted: {},
        facts.TurnedAway: {},
        facts.LetInDespite: {
            "why": lambda _s: ChipField(LetInReason, label=gettext_lazy("Why all the same")),
        },
    },
    tidied=_tidied,
    things_of_visit=reads.of_visit,
    things_of_person=reads.of_person,
    tabs=(Tab("people-find", gettext_lazy("Find")),),
    alerts_of=alerts_of,
)
